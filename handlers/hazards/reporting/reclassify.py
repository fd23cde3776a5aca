"""更正: a kind or a severity that the words did not give right, put right by one press.

HazardAct CLASSIFY pressed ─▶ the choices ─CorrectKind or CorrectSeverity─▶ corrected, the choices go
"""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import NoLongerThere
from handlers.hazards.act_labels import ACT_LABELS
from handlers.hazards.filters import PressedHazard
from handlers.hazards.presses import CorrectKind, CorrectSeverity, LeaveAsItIs
from handlers.hazards.working.perform import in_words
from handlers.request import Request
from models.errors import Conflict, NotFound, Refused
from models.hazards.reporting.reclassify import correct_kind, correct_severity, may_classify
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage

KIND = "hazards.classify"


async def ask(request: Request, hazard: Hazard, person: Person) -> str:
    """Returns what stood in the way, or nothing."""
    try:
        await may_classify(request.session, hazard, person)
    except (Refused, Conflict) as error:
        return in_words(request, error)
    request.reply(KIND, subject_id=hazard.id)
    return ""


async def kind(
    _query: CallbackQuery,
    request: Request,
    press: CorrectKind,
    person: Person,
    hazard: Hazard,
    message: OutboxMessage | None,
) -> None:
    try:
        await correct_kind(request.session, hazard, press.kind, person, request.now)
    except NotFound as gone:
        raise NoLongerThere from gone
    except (Refused, Conflict) as error:
        request.show_toast(in_words(request, error), alert=True)
    else:
        await _corrected(request, hazard, message)


async def severity(
    _query: CallbackQuery,
    request: Request,
    press: CorrectSeverity,
    person: Person,
    hazard: Hazard,
    message: OutboxMessage | None,
) -> None:
    try:
        await correct_severity(request.session, hazard, press.severity, person, request.now, request.zone)
    except (Refused, Conflict) as error:
        request.show_toast(in_words(request, error), alert=True)
    else:
        await _corrected(request, hazard, message)


async def _corrected(request: Request, hazard: Hazard, message: OutboxMessage | None) -> None:
    request.show_toast(request.t.plain(ACT_LABELS[Act.CLASSIFY].done, code=f"H{hazard.number}"))
    await _answered(request, message)


async def left(
    _query: CallbackQuery, request: Request, person: Person, hazard: Hazard, message: OutboxMessage | None
) -> None:
    try:
        await may_classify(request.session, hazard, person)
    except (Refused, Conflict) as error:
        request.show_toast(in_words(request, error), alert=True)
    else:
        request.show_toast(request.t.plain("Cancelled: nothing was done."))
        await _answered(request, message)


async def _answered(request: Request, message: OutboxMessage | None) -> None:
    """The choices go."""
    if message is not None and message.kind == KIND:
        message.args = {**message.args, "answered": True}
        await refresh_one(request.session, message, request.now)


def router() -> Router:
    router = Router(name="hazards.classify")
    router.callback_query.register(kind, PressedHazard(CorrectKind))
    router.callback_query.register(left, PressedHazard(LeaveAsItIs))
    router.callback_query.register(severity, PressedHazard(CorrectSeverity))
    return router
