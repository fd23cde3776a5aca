"""Asking something of many: whoever leads a subtree asks it of the owners there, each of whom gets a share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.db.database import insert
from models.due import WallClock
from models.errors import Conflict, Refused
from models.grids.tables import Grid
from models.members.positions import leads
from models.members.tables import Person
from models.notices.tables import NoticeKind
from models.notices.timing import not_at_night
from models.numbers import next_number
from models.obligations.kinds import KINDS, TaskKind
from models.obligations.owners import Asked, Owner, owners_in
from models.obligations.reminders import moment
from models.obligations.tables import SERIES, Obligation, Requirement
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.schedule.deadlines import DAY

PROGRESS = "obligations.progress"  # the card of whoever set it
LONGEST = 366 * DAY
AFTER_MEETING = DAY / 12
KEPT = (  # as they are given
    *("kind", "title", "words", "due_at", "happens_at", "place", "repeats", "first_id", "of_id", "remind_after"),
)


@dataclass(frozen=True)
class NewRequirement:
    """`happens_at` and `place` are of what people meet for; `of_id` is the requirement that it comes from.
    `remind_after` is in seconds, where its kind does not say when owners are reminded.
    """

    kind: TaskKind
    title: str
    asked: Asked
    due_at: datetime
    words: str = ""
    happens_at: datetime | None = None
    place: str = ""
    repeats: str | None = None
    first_id: int | None = None
    of_id: int | None = None
    remind_after: int | None = None


async def require(
    session: AsyncSession, grid: Grid, new: NewRequirement, person: Person, chat_id: int, clock: WallClock
) -> Requirement:
    """By who leads the grid, or one above it. Raises Refused or Conflict."""
    held = await leads(session, person.id, grid)
    if not held:
        raise Refused("obligation.not_leader")
    return await open_requirement(session, grid, new, person, chat_id, clock, post_id=held[0].post.id)


async def open_requirement(
    session: AsyncSession,
    grid: Grid,
    new: NewRequirement,
    author: Person,
    chat_id: int,
    clock: WallClock,
    *,
    post_id: int | None = None,
    owners: Sequence[Owner] | None = None,
) -> Requirement:
    """Whoever may ask, of these owners, or of those that `new` names. Its owners hear at once, or in the morning.

    Raises Conflict where nobody is asked, or the time will not do.
    """
    await need_fit(session, grid, new, author, clock, owners)
    about = {name: getattr(new, name) for name in KEPT}
    requirement = Requirement(
        number=await next_number(session, SERIES),
        grid_id=grid.id,
        author_id=author.id,
        post_id=post_id,
        chat_id=chat_id,
        asked=new.asked.kept(),
        created_at=clock.now,
        next_at=next_look(new.kind, new.due_at, clock),
        **about,
    )
    session.add(requirement)
    await session.flush()
    for owner in owners if owners is not None else await owners_in(session, grid, new.asked, author.id):
        give(session, requirement, owner, told_at(new.kind, clock))
    enqueue(session, chat_id, PROGRESS, Lane.REPLY, clock.now, subject_id=requirement.id)
    await session.flush()
    return requirement


def told_at(kind: TaskKind, clock: WallClock) -> datetime:
    """When owners hear of what is asked now."""
    return clock.now if KINDS[kind].urgent else not_at_night(NoticeKind.NOTICE, clock.now, clock.zone)


def next_look(kind: TaskKind, due_at: datetime, clock: WallClock) -> datetime:
    """When the clock looks at what is due then: whether it is overdue, or the meeting over."""
    if KINDS[kind].meets:
        return due_at + AFTER_MEETING
    return due_at if KINDS[kind].urgent else moment(due_at, DAY, clock.zone)


def give(session: AsyncSession, requirement: Requirement, owner: Owner, at: datetime) -> None:
    """A share of it, of which its owner hears at that time."""
    insert(session, Obligation, requirement_id=requirement.id, due_at=requirement.due_at, next_at=at, **vars(owner))


async def need_fit(
    session: AsyncSession,
    grid: Grid,
    new: NewRequirement,
    author: Person,
    clock: WallClock,
    owners: Sequence[Owner] | None = None,
) -> int:
    """How many are asked; raises Conflict like open_requirement()."""
    if new.due_at <= clock.now:
        raise Conflict("obligation.past")
    if new.due_at > clock.now + LONGEST:
        raise Conflict("obligation.far")
    asked = len(owners if owners is not None else await owners_in(session, grid, new.asked, author.id))
    if not asked:
        raise Conflict("obligation.nobody")
    return asked
