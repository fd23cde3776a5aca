"""A report becomes a hazard: its words, its photos, its ladder, and everybody who must hear of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models import heard
from models.emergencies.alerting.notify import ALARM, told
from models.evidence.attach import Found, attach, found_in, pieces_of
from models.evidence.tables import Moment
from models.grids.tables import Grid
from models.hazards.alerting import notify
from models.hazards.feedback.answers import tell_reason
from models.hazards.kinds import OTHER, kinds_of
from models.hazards.linked_calls import from_report
from models.hazards.reporting import duplicates, fill_in, rate_limit, reclassify
from models.hazards.reporting.completion import shows_result
from models.hazards.reporting.publish import open_hazard, open_waiting
from models.hazards.reporting.similar import past_of
from models.hazards.tables import Hazard
from models.hazards.workflow import LIVE, Act, Severity, State
from models.hazards.working.actions import may, record_hazard_event
from models.mandatory_reports import telling
from models.mandatory_reports.telling import part_of_album
from models.members.permissions import Who
from models.members.reach import group_chat
from models.members.tables import Person
from models.outbox.enqueue import refresh

TEXT_LIMIT = 4000
BEGUN_LONG_AGO = timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """`person` is None for anonymous administrators, `original_id` a live hazard that it has reported before.
    An edit says what is new, `before` what was said till then. `said_at`: when, if read late. `contact` is somebody's
    name and phone, for staff alone: no part of the hazard's own words.
    """

    chat_id: int
    message_id: int
    text: str
    found: Sequence[Found] = ()
    media_group_id: str | None = None
    person: Person | None = None
    original_id: int | None = None
    before: str = ""
    said_at: datetime | None = None
    contact: str = ""

    @property
    def for_staff(self) -> str:
        return "\n".join(filter(None, (self.text, self.contact)))[:TEXT_LIMIT]


async def report(session: AsyncSession, said: Said, grid: Grid, now: datetime, zone: tzinfo) -> Hazard:
    """Opens a hazard, or a draft when nothing was said and nothing shown; its card goes to the chat it came from."""
    hazard = _new(session, said, grid, now)
    hazard.chat_id, hazard.message_id, hazard.media_group_id = said.chat_id, said.message_id, said.media_group_id
    _record(session, hazard, Act.REPORT, said, now)
    _note(session, hazard, said, now)
    await _add_found(session, hazard, said, Moment.BEFORE, now)
    if said.text or said.found:
        await _receive(session, hazard, said, now, zone, carded=False)
    else:
        notify.card(session, hazard, now)
    return hazard


async def report_discreetly(session: AsyncSession, said: Said, grid: Grid, now: datetime, zone: tzinfo) -> Hazard:
    """What was said in private: the card goes to the grid's group, and names nobody."""
    chat_id = await group_chat(session, grid)
    hazard = _new(session, said, grid, now)
    hazard.discreet, hazard.chat_id = True, chat_id
    _record(session, hazard, Act.REPORT, said, now)
    await _add_found(session, hazard, said, Moment.BEFORE, now)
    await _receive(session, hazard, said, now, zone, carded=False)
    return hazard


def _note(session: AsyncSession, hazard: Hazard, said: Said, now: datetime) -> None:
    if not said.before:
        heard.note(session, said.chat_id, said.message_id, hazard.subject, said.text, now)


def _new(session: AsyncSession, said: Said, grid: Grid, now: datetime) -> Hazard:
    by = said.person.id if said.person else None
    hazard = Hazard(grid_id=grid.id, reporter_id=by, created_at=now, said_at=said.said_at)
    session.add(hazard)
    return hazard


async def _withdraw(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    """What must be told to leaders alone leaves the group again."""
    hazard.chat_id = hazard.due_at = hazard.original_id = None
    if hazard.reporter_id is not None:
        await session.flush()
        await refresh(session, hazard.reporter_id, [rate_limit.SLOW], now)


async def _receive(
    session: AsyncSession, hazard: Hazard, said: Said, now: datetime, zone: tzinfo, *, carded: bool
) -> None:
    """Open at once, unless it is ordinary and may be a duplicate or is one of a flood."""
    hazard.text = said.text[:TEXT_LIMIT]
    kind, hazard.severity = kinds_of(session).suggest(said.text)
    hazard.category = OTHER if kind.matter else kind.category
    alarmed = await _alarmed(session, hazard, said, now)
    past = await past_of(session, hazard, now)
    if past.flood:
        await rate_limit.slow(session, hazard, said.chat_id, now)
        return
    original_id = said.original_id or past.original_id
    if original_id is not None:
        duplicates.ask(session, hazard, original_id, said.chat_id if hazard.discreet else None, now)
    waits = original_id is not None and hazard.severity is Severity.ORDINARY
    if not carded and not (hazard.discreet and waits):
        notify.card(session, hazard, now)
    if not waits:
        await open_hazard(session, hazard, said.person, now, zone, alarmed)


async def _alarmed(session: AsyncSession, hazard: Hazard, said: Said, now: datetime) -> list[int]:
    """Words that call for help do so at once; returns the chats that its alarm goes to: it is all that rings there."""
    kinds = kinds_of(session)
    if not kinds.calls_for_help(said.text) or kinds.calls_for_help(said.before):
        return []
    call = await from_report(session, hazard, said.person, said.chat_id, now, said.text, said_at=said.said_at)
    return await told(session, call, ALARM)


async def add(session: AsyncSession, hazard: Hazard, said: Said, now: datetime, zone: tzinfo) -> bool:
    """Whether words and photos sent in reply to a hazard's message join it: what is for leaders alone does not."""
    if await _for_leaders(session, hazard, said, now):
        await notify.changed(session, hazard, now)
        return False
    _note(session, hazard, said, now)
    if hazard.state is State.DRAFT and hazard.due_at is None:
        await _add_found(session, hazard, said, Moment.BEFORE, now)
        if said.contact:
            _record(session, hazard, Act.ADD, said, now, text=said.contact, files=len(said.found))
        if said.text or said.found:
            if now - hazard.created_at >= BEGUN_LONG_AGO:
                hazard.created_at, hazard.said_at = now, said.said_at
            await _receive(session, hazard, said, now, zone, carded=True)
    elif hazard.state is State.DRAFT:
        await _add_found(session, hazard, said, Moment.BEFORE, now)
        hazard.text = f"{hazard.text}\n{said.text}".strip()[:TEXT_LIMIT]
        _record(session, hazard, Act.ADD, said, now, text=said.for_staff, files=len(said.found))
        await _grows(session, hazard, said, now, zone)
    else:
        after = await shows_result(session, hazard, said.person, said.text, said.found)
        await _add_found(session, hazard, said, Moment.AFTER if after else Moment.BEFORE, now)
        alarmed = await _alarmed(session, hazard, said, now) if hazard.state in LIVE else []
        if not after:
            await fill_in.fill_in(session, hazard, said.text, said.person, now, zone, alarmed)
            await duplicates.weigh_anew(session, hazard, f"{hazard.text}\n{said.text}", now, zone, alarmed)
        await tell_reason(session, hazard, said.person, said.text, now)
        _record(session, hazard, Act.ADD, said, now, text=said.for_staff, files=len(said.found))
    await notify.changed(session, hazard, now)
    return True


def _record(session: AsyncSession, hazard: Hazard, what: Act, said: Said, now: datetime, **data: Any) -> None:
    late: dict[str, Any] = {"said_at": said.said_at.isoformat()} if said.said_at else {}
    record_hazard_event(session, hazard, what, said.person, now, **data, **late)


async def _for_leaders(session: AsyncSession, hazard: Hazard, said: Said, now: datetime) -> bool:
    """Must-report words, and what came with them, go there as if sent alone; a report that had no words goes too."""
    person = said.person
    album, chat_id = said.media_group_id, said.chat_id
    if not said.text and await part_of_album(session, album, said.found, person, now, chat_id=chat_id):
        return True
    kind, _ = kinds_of(session).suggest(said.text)
    if not kind.matter or await _about_the_work(session, hazard, said):
        return False
    own = hazard.reporter_id is not None and person is not None and person.id == hazard.reporter_id
    begun = hazard.state is State.DRAFT and not hazard.text and (own or hazard.due_at is None)
    shown = [found_in(piece) for piece in await pieces_of(session, hazard.id)] if begun else []
    grid = await session.get_one(Grid, hazard.grid_id)
    found = [*shown, *said.found]
    about = kind.category, said.text, found, person, now
    told = await telling.take(session, grid, *about, chat_id=chat_id, said_at=said.said_at)
    heard.note(session, chat_id, said.message_id, told.subject, said.text, now)
    telling.thank(session, said.chat_id, said.message_id, person, now)
    if begun:
        await _withdraw(session, hazard, now)
    return True


async def _about_the_work(session: AsyncSession, hazard: Hazard, said: Said) -> bool:
    """What comes from who would be told, or shows the result that staff or the department have brought about."""
    person = said.person
    if hazard.state is State.DRAFT or person is None:
        return False
    return await may(session, hazard, Who.LEADER, person) or await shows_result(
        session, hazard, person, said.text, said.found
    )


async def _grows(session: AsyncSession, hazard: Hazard, said: Said, now: datetime, zone: tzinfo) -> None:
    """What is added to a report that waits may make it graver; then it waits no longer, and is still asked about."""
    kind, severity = kinds_of(session).suggest(hazard.text)
    graver = list(Severity).index(severity) < list(Severity).index(hazard.severity)
    if graver or (hazard.category == OTHER and severity is hazard.severity):
        hazard.category, hazard.severity = OTHER if kind.matter else kind.category, severity
    alarmed = await _alarmed(session, hazard, said, now)
    await duplicates.weigh_anew(session, hazard, hazard.text, now, zone, alarmed)
    asked = hazard.original_id
    if hazard.severity is not Severity.ORDINARY and await open_waiting(session, hazard, now, zone, alarmed):
        hazard.original_id = asked


async def join(session: AsyncSession, hazard: Hazard, said: Said, now: datetime, zone: tzinfo) -> None:
    """
    A late part of the album that reported the hazard, or an edit of what was said of it: words that are new are added
    and can only make it graver.
    """
    if said.text and said.text not in hazard.text:
        await add(session, hazard, said, now, zone)
        if hazard.state in fill_in.BEFORE_WORK:
            _, severity = kinds_of(session).suggest(said.text)
            await reclassify.raise_to(session, hazard, severity, now, zone, by=said.person)
    else:
        _note(session, hazard, said, now)
        await _add_found(session, hazard, said, Moment.BEFORE, now)
        await notify.changed(session, hazard, now)


async def _add_found(session: AsyncSession, hazard: Hazard, said: Said, moment: Moment, now: datetime) -> None:
    by, new = said.person.id if said.person else None, hazard in session.new
    once = {(found.chat_id or said.chat_id, found.message_id): found for found in said.found}
    for found in once.values():
        await attach(session, hazard.subject, found, by, said.chat_id, moment, now, new=new)
    if once:
        await notify.show_late(session, hazard, said.chat_id, now)
