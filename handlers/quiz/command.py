"""/quiz: a training in private; to leaders who of their people did it, and `on`, `off` for the groups below."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from handlers.filters import Says
from handlers.members.start import set_menu
from handlers.quiz.presses import TEAM
from handlers.quiz.training import show_training
from handlers.quiz.view import IN_PRIVATE, QUIZ_LINK, REFUSED, SET, STATUS
from handlers.request import Request
from models.errors import Refused
from models.grids.tables import Grid, Purpose
from models.members.tables import Person
from models.quiz.plans import led_by, set_plan
from models.quiz.setting_words import read_setting


class StartsQuiz(Filter):
    """The link of what is said in groups."""

    async def __call__(self, _message: Message, request: Request) -> bool:
        command = request.command
        return request.private and command is not None and command.name == "start" and command.text == QUIZ_LINK


async def asked(_message: Message, request: Request) -> None:
    words = request.command.text.strip() if request.command else ""
    leaders = request.binding is not None and request.binding.purpose is Purpose.LEADERS
    if words and (request.private or leaders):
        await _set(request, words, request.grid if leaders else None)
    elif words:
        request.reply(REFUSED, code="training.not_here")
    elif leaders and request.grid is not None:
        request.reply(STATUS, subject_id=request.grid.id)
    elif request.private and request.person is not None:
        await _begin(request, request.person)
    else:
        request.reply(IN_PRIVATE)


async def from_group(_message: Message, request: Request) -> None:
    set_menu(request)
    if request.person is not None:
        await _begin(request, request.person)


async def _begin(request: Request, person: Person) -> None:
    if await led_by(request.session, person):
        request.reply(TEAM, subject_id=person.id)
    else:
        await show_training(request, person)


async def _set(request: Request, words: str, grid: Grid | None) -> None:
    setting, person = read_setting(words), request.person
    if setting is None or person is None:
        request.reply(REFUSED, code="training.how" if setting is None else "training.not_leader")
        return
    try:
        grids = await set_plan(request.session, person, setting, request.now, grid)
    except Refused as refused:
        request.reply(REFUSED, code=refused.code, **refused.data)
    else:
        request.reply(SET, grids=[each.id for each in grids])


def router() -> Router:
    router = Router(name="quiz.command")
    router.message.register(asked, Says("quiz"))
    router.message.register(from_group, StartsQuiz())
    return router
