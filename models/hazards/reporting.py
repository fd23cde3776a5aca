"""A report becomes a hazard: its words, its photos, its ladder, and everybody who must hear of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession

from models.escalation.climb import start_ladder
from models.grids.tables import Grid
from models.hazards import telling
from models.hazards.acting import note
from models.hazards.evidence import Found, attach
from models.hazards.flow import Act, State
from models.hazards.kinds import suggest
from models.hazards.tables import Hazard, Moment
from models.members.tables import Person

TEXT_LIMIT = 4000


@dataclass(frozen=True)
class Said:
    """A message as reporting needs it; `person` is None for anonymous administrators."""

    chat_id: int
    message_id: int
    text: str
    found: Sequence[Found] = ()
    media_group_id: str | None = None
    person: Person | None = None


async def report(session: AsyncSession, said: Said, grid: Grid, now: datetime, zone: tzinfo) -> Hazard:
    """Opens a hazard, or a draft when nothing was said and nothing shown; its card goes to the chat it came from."""
    hazard = Hazard(
        grid_id=grid.id,
        chat_id=said.chat_id,
        message_id=said.message_id,
        media_group_id=said.media_group_id,
        reporter_id=said.person.id if said.person else None,
        created_at=now,
    )
    session.add(hazard)
    note(session, hazard, Act.REPORT, said.person, now)
    await _add_found(session, hazard, said, Moment.BEFORE, now)
    telling.card(session, hazard, now)
    await describe(session, hazard, said, now, zone)
    return hazard


async def describe(session: AsyncSession, hazard: Hazard, said: Said, now: datetime, zone: tzinfo) -> None:
    """Fills in a draft; as soon as there is something to see or read, the hazard is open and its ladder starts."""
    if hazard.state is not State.DRAFT or not (said.text or said.found):
        return
    hazard.text = said.text[:TEXT_LIMIT]
    hazard.category, hazard.severity = suggest(said.text)
    hazard.state = State.OPEN
    note(session, hazard, Act.DESCRIBE, said.person, now, before=State.DRAFT, text=hazard.text)
    hazard.due_at = start_ladder(session, hazard, now, zone)
    await telling.opened(session, hazard, now)


async def add(session: AsyncSession, hazard: Hazard, said: Said, now: datetime, zone: tzinfo) -> None:
    """Words and photos sent in reply to a hazard's message join it."""
    if hazard.state is State.DRAFT:
        await _add_found(session, hazard, said, Moment.BEFORE, now)
        await describe(session, hazard, said, now, zone)
    else:
        staff = said.person is not None and (
            said.person.id != hazard.reporter_id or said.person.id == hazard.accepted_by
        )
        after = hazard.state is not State.OPEN and staff
        await _add_found(session, hazard, said, Moment.AFTER if after else Moment.BEFORE, now)
        note(session, hazard, Act.ADD, said.person, now, text=said.text[:TEXT_LIMIT], files=len(said.found))
    await telling.changed(session, hazard, now)


async def join_album(session: AsyncSession, hazard: Hazard, said: Said, now: datetime) -> None:
    """A part of the album that reported the hazard, come late."""
    await _add_found(session, hazard, said, Moment.BEFORE, now)
    await telling.changed(session, hazard, now)


async def _add_found(session: AsyncSession, hazard: Hazard, said: Said, moment: Moment, now: datetime) -> None:
    for found in said.found:
        await attach(session, hazard, found, said.person.id if said.person else None, said.chat_id, moment, now)
