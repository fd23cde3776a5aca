"""Minutes of a meeting, kept with it; and what was decided there, each a requirement of one owner."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.errors import Conflict, Refused
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from models.grids.tables import Grid
from models.members.tables import Person
from models.obligations.acting import must_set
from models.obligations.kinds import KINDS, Owners, TaskKind
from models.obligations.owners import Asked, Owner
from models.obligations.setting import NewRequirement, open_requirement
from models.obligations.tables import TITLE_LIMIT, Obligation, Requirement, RequirementState
from models.obligations.telling import CARD
from models.outbox.enqueue import refresh_all
from models.outbox.standing import refresh_standing
from models.transition import transition

MINUTES_LIMIT = 3000
HELD = (RequirementState.OPEN, RequirementState.CLOSED)


async def keep_minutes(
    session: AsyncSession,
    meeting: Requirement,
    person: Person,
    words: str,
    found: Sequence[Found],
    chat_id: int,
    now: datetime,
) -> None:
    """Words are added to those that are there. Raises Refused, or Conflict for what is not met for or not held."""
    await must_set(session, meeting, person)
    if not KINDS[meeting.kind].meets or meeting.state not in HELD:
        raise Conflict("obligation.no_minutes")
    outcome = "\n".join(filter(None, (meeting.outcome, words.strip())))
    if len(outcome) > MINUTES_LIMIT:
        raise Refused("obligation.long_minutes", limit=MINUTES_LIMIT)
    await transition(session, meeting, outcome=outcome)
    for each in found:
        if each.file_id:
            await attach(session, meeting.subject, each, person.id, chat_id, Moment.AFTER, now)
    await refresh_standing(session, meeting.id, now)
    rows = select(col(Obligation.id)).where(col(Obligation.requirement_id) == meeting.id)
    await refresh_all(session, (await session.scalars(rows)).all(), (CARD,), now)


async def decide(
    session: AsyncSession,
    meeting: Requirement,
    of: Obligation,
    words: str,
    due_at: datetime,
    person: Person,
    clock: WallClock,
) -> Requirement:
    """What one of those called there is to do by a time. Raises Refused or Conflict."""
    await must_set(session, meeting, person)
    if meeting.state not in HELD or of.requirement_id != meeting.id:
        raise Conflict("obligation.over")
    title = " ".join(words.split())
    about = {"words": words if len(title) > TITLE_LIMIT else "", "of_id": meeting.id}
    new = NewRequirement(TaskKind.DECISION, title[:TITLE_LIMIT], Asked(Owners.BELOW), due_at, **about)  # type: ignore[arg-type]
    owner = Owner(of.grid_id, of.role, of.post_id, of.place_id, of.department_id)
    grid = await session.get_one(Grid, meeting.grid_id)
    made = await open_requirement(
        session, grid, new, person, meeting.chat_id, clock, post_id=meeting.post_id, owners=[owner]
    )
    await refresh_standing(session, meeting.id, clock.now)
    return made


async def decisions_of(session: AsyncSession, meeting: Requirement) -> Sequence[Requirement]:
    rows = select(Requirement).where(col(Requirement.of_id) == meeting.id)
    return (await session.scalars(rows.order_by(col(Requirement.number)))).all()
