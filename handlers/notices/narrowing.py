"""The page on which the audience of a notice is narrowed."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import NoLongerThere, Pressed
from handlers.notices.forms import BRANCHES, NOTICE_FORM
from handlers.notices.labels import refusal
from handlers.notices.presses import AudienceAct, AudienceDo, SpeakFor, TurnKind, TurnLevel
from handlers.questions.flow import ask
from handlers.request import Request
from models.errors import Conflict, Refused
from models.members.tables import Person
from models.notices.audience import Audience
from models.notices.drafting import AUDIENCE, change, locked, must_manage, speak_for
from models.notices.tables import Notice

Narrows = AudienceDo | TurnLevel | TurnKind | SpeakFor


async def narrow(_query: CallbackQuery, request: Request, press: Narrows, person: Person) -> None:
    notice = await request.session.get(Notice, press.notice)
    if notice is None:
        raise NoLongerThere
    await locked(request.session, notice)
    try:
        await _narrow(request, notice, press, person)
    except (Refused, Conflict) as error:
        request.show_toast(refusal(request.t, error.code, error.data), alert=True)


async def _narrow(request: Request, notice: Notice, press: Narrows, person: Person) -> None:
    chosen = Audience.read(notice.audience)
    match press:
        case AudienceDo(AudienceAct.OPEN):
            await must_manage(request.session, notice, person)
            request.reply(AUDIENCE, subject_id=notice.id)
            return
        case AudienceDo(AudienceAct.AREAS):
            await must_manage(request.session, notice, person)
            ask(request, NOTICE_FORM, notice.id, BRANCHES, person)
            return
        case SpeakFor(grid):
            await speak_for(request.session, notice, grid, person, request.now)
            return
        case AudienceDo():
            chosen = chosen.everywhere()
        case TurnLevel(level):
            chosen = chosen.with_level(level)
        case TurnKind(kind):
            chosen = chosen.with_kind(kind)
    await change(request.session, notice, person, request.now, audience=chosen.kept())


def router() -> Router:
    router = Router(name="notices.narrowing")
    for press in (AudienceDo, TurnLevel, TurnKind, SpeakFor):
        router.callback_query.register(narrow, Pressed(press))
    return router
