"""/task: a leader asks something of many. /tasks: what was asked of whoever says it, and what they have asked."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import NoLongerThere, Pressed, Says
from handlers.obligations.labels import refused
from handlers.obligations.new_form import FORM
from handlers.obligations.owner_view import NOT_HERE, REFUSED
from handlers.obligations.presses import CHOOSE, OWN, TaskNew, TasksPage
from handlers.questions.flow import ask
from handlers.questions.grids import grids_to_choose
from handlers.request import Request
from models.errors import Refused, WanggeError
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage


def known(request: Request) -> Person:
    """Who replies; raises Refused for an anonymous administrator."""
    if request.person is None:
        raise Refused("obligation.anonymous")
    return request.person


def refuse(request: Request, error: WanggeError) -> None:
    request.reply(REFUSED, code=error.code, data=error.data)


def toast(request: Request, error: WanggeError) -> None:
    request.show_toast(refused(request.t, error.code, error.data), alert=True)


async def task(_message: Message, request: Request) -> None:
    if not request.private or request.person is None:
        request.reply(NOT_HERE)
    elif not await grids_to_choose(request.session, request.person):
        refuse(request, Refused("obligation.not_leader"))
    else:
        request.reply(CHOOSE)


async def tasks(_message: Message, request: Request) -> None:
    request.reply(OWN if request.private else NOT_HERE)


async def new(_query: CallbackQuery, request: Request, press: TaskNew, person: Person) -> None:
    grids = await grids_to_choose(request.session, person)
    if not grids or press.kind not in FORM.steps:
        toast(request, Refused("obligation.not_leader"))
        return
    only = {"grid": grids[0].id} if len(grids) == 1 else {}
    ask(request, FORM, person.id, press.kind, person, {"act": press.kind, **only})


async def turn(_query: CallbackQuery, request: Request, press: TasksPage, message: OutboxMessage | None) -> None:
    if message is None:
        raise NoLongerThere
    message.args = {**message.args, "page": press.page}
    await refresh_one(request.session, message, request.now)


def router() -> Router:
    router = Router(name="obligations.command")
    router.message.register(task, Says("task"))
    router.message.register(tasks, Says("tasks"))
    router.callback_query.register(new, Pressed(TaskNew))
    router.callback_query.register(turn, Pressed(TasksPage))
    return router
