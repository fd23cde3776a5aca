"""A department's own chat: freeing it again. Binding goes through /bind, as for grids."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.departments.presses import UnbindDepartment
from handlers.filters import Pressed
from handlers.grids.errors import REFUSALS
from handlers.request import Request
from models.errors import WanggeError
from models.members.tables import Person
from models.onboarding import bind_department
from models.outbox.enqueue import refresh

UNBIND = "hazards.department_unbind"


async def unbind(_query: CallbackQuery, request: Request, press: UnbindDepartment, person: Person) -> None:
    if request.chat is None:
        return
    try:
        chat, admin = request.chat, request.admin
        freed = await bind_department.unbind(request.session, chat, press.department, person, admin=admin)
    except WanggeError as refusal:
        request.show_toast(request.t.plain(REFUSALS[refusal.code], **refusal.data), alert=True)
        return
    await refresh(request.session, freed.id, [UNBIND], request.now)
    request.show_toast(request.t.plain("Unbound."))


def router() -> Router:
    router = Router(name="hazards.departments")
    router.callback_query.register(unbind, Pressed(UnbindDepartment))
    return router
