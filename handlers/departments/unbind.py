"""A department's own chat: freeing it again. Binding goes through /bind, as for grids."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Presses
from handlers.grids.errors import REFUSALS
from handlers.request import Desk
from models.errors import WanggeError
from models.onboarding import bind_department
from models.outbox.enqueue import refresh

WORD = "undept"
UNBIND = "hazards.department_unbind"


async def unbind(_query: CallbackQuery, desk: Desk) -> None:
    if desk.chat is None:
        return
    asked = desk.press[1] if len(desk.press) > 1 else ""
    department_id = int(asked) if asked.isdecimal() and len(asked) < 20 else 0
    try:
        admin = await desk.is_admin(desk.chat.id, desk.person.tg_user_id) if desk.person else None
        freed = await bind_department.unbind(desk.session, desk.chat, department_id, desk.person, admin=admin)
    except WanggeError as refusal:
        desk.answer(desk.t.plain(REFUSALS[refusal.code], **refusal.data), alert=True)
        return
    await refresh(desk.session, freed.id, [UNBIND], desk.now)
    desk.answer(desk.t.plain("Unbound."))


def router() -> Router:
    router = Router(name="hazards.departments")
    router.callback_query.register(unbind, Presses(WORD))
    return router
