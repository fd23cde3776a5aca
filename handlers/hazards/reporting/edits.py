"""An edit of what was said: words that are new join what the message has made, and nothing is made twice."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import Message

from handlers.commands import words_after
from handlers.filters import Edits
from handlers.hazards.filters import TAG, TAGGED, words_of
from handlers.hazards.reporting.offer import take
from handlers.hazards.reporting.private import send
from handlers.request import Request
from models.emergencies.calls import Cry, call_for_help
from models.hazards.kinds import kinds_of
from models.hazards.reporting import private_draft, submit
from models.hazards.reporting.duplicates import where_it_stands
from models.hazards.reporting.private_draft import INTAKE, Intake, IntakeState
from models.hazards.reporting.submit import TEXT_LIMIT, Said
from models.hazards.tables import HAZARD, Hazard
from models.hazards.workflow import Severity
from models.heard import OFFER, Heard, take_in
from models.mandatory_reports import telling
from models.mandatory_reports.tables import SUBJECT, MandatoryReport
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage

Rows = Sequence[Heard]


async def of_hazard(message: Message, request: Request, rows: Rows, words: str) -> None:
    for row in rows:
        await _join(message, request, row, row.subject_id, words)
    raise SkipHandler


async def _join(message: Message, request: Request, row: Heard, hazard_id: int, words: str) -> None:
    before, new = row.text, take_in(row, words_after(TAG.sub(" ", words)))
    if new:
        hazard = await where_it_stands(request.session, await request.session.get_one(Hazard, hazard_id))
        said = Said(
            message.chat.id,
            message.message_id,
            new,
            person=request.person,
            before=before,
            said_at=request.said_at,
        )
        await submit.join(request.session, hazard, said, request.now, request.zone)


async def of_mandatory_report(message: Message, request: Request, rows: Rows, words: str) -> None:
    for row in rows:
        before, new = row.text, take_in(row, words)
        if new:
            report = await request.session.get_one(MandatoryReport, row.subject_id)
            await telling.add_words(request.session, report, new, request.now)
            await _cry(message, request, before, words)
    raise SkipHandler


async def of_intake(message: Message, request: Request, rows: Rows, words: str) -> None:
    for row in rows:
        intake = await request.session.get_one(Intake, row.subject_id)
        if intake.state is IntakeState.OPEN:
            await _put_right(message, request, row, intake, words)
        elif intake.hazard_id is not None:
            await _join(message, request, row, intake.hazard_id, words)
    raise SkipHandler


async def _put_right(message: Message, request: Request, row: Heard, intake: Intake, words: str) -> None:
    """The draft's words follow; with the command put right, or in need, it is sent as if it had come so."""
    before, sure = row.text, request.command is not None and request.command.name == "report"
    if words != before:
        private_draft.put_right(intake, before, words)
        row.text = words
    elif not sure:
        return
    _, severity = kinds_of(request.session).suggest(intake.text)
    if intake.filled and intake.grid_id and (sure or severity is Severity.URGENT):
        await send(request, intake)
    else:
        await _cry(message, request, before, words)
        await private_draft.show(request.session, intake, request.now)


async def _cry(message: Message, request: Request, before: str, words: str) -> None:
    """Words of fire ring, unless they had before."""
    kinds = kinds_of(request.session)
    if kinds.calls_for_help(words) and not kinds.calls_for_help(before):
        cry = Cry(message.chat.id, message.message_id, words, request.person, said_at=request.said_at)
        await call_for_help(request.session, cry, request.grid, request.now, admins=sorted(request.admin_ids))


async def of_offer(message: Message, request: Request, rows: Rows, words: str) -> None:
    """With the command put right it is reported, and what was offered is taken; else other words are offered."""
    right = request.command is not None and request.command.name == "report"
    for row in rows:
        offered = await request.session.get(OutboxMessage, row.subject_id)
        if offered is None or offered.args.get("taken"):
            continue
        if right or TAGGED.search(words_of(message)):
            await take(request, offered)
        elif words != row.text:
            row.text = words
            offered.args = {**offered.args, "words": words[:TEXT_LIMIT]}
            await refresh_one(request.session, offered, request.now)
    raise SkipHandler


def router() -> Router:
    router = Router(name="hazards.edits")
    router.edited_message.register(of_hazard, Edits(HAZARD))
    router.edited_message.register(of_mandatory_report, Edits(SUBJECT))
    router.edited_message.register(of_intake, Edits(INTAKE))
    router.edited_message.register(of_offer, Edits(OFFER))
    return router
