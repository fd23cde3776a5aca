"""The ledger of a month, a page at a time, and what it comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.activities.recording import CORRECT_WITHIN
from models.activities.tables import Activity, ActivityKind, Enters
from models.evidence.attach import counts
from models.evidence.tables import Evidence
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.members.permissions import STAFF
from models.members.positions import posts_of


@dataclass(frozen=True)
class Ledger:
    """Whose: the activities in these grids and below, and those that the person has written down."""

    grids: Sequence[Grid]
    person_id: int | None = None

    def holds(self) -> ColumnElement[bool]:
        mine = (col(Activity.person_id) == self.person_id) if self.person_id else false()
        below = select(col(Grid.id)).where(or_(false(), *map(subtree, self.grids)))
        return or_(mine, col(Activity.grid_id).in_(below))

    async def has(self, session: AsyncSession, activity: Activity) -> bool:
        rows = select(col(Activity.id)).where(col(Activity.id) == activity.id, self.holds())
        return await session.scalar(rows) is not None


@dataclass(frozen=True)
class Sum:
    """How many activities, and whom they reached as far as that was said."""

    number: int = 0
    reached: int = 0


@dataclass(frozen=True)
class Found:
    """A page, newest first, each with its grid's name and how many photos or files it has; `total` of all pages."""

    activities: Sequence[tuple[Activity, str, int]]
    total: int


async def own_grids(session: AsyncSession, person_id: int) -> list[Grid]:
    """Where the person is staff, from the bottom of the tree up."""
    held = await posts_of(session, person_id)
    return list({each.grid.id: each.grid for each in reversed(held) if each.post.role in STAFF}.values())


async def ledger_of(session: AsyncSession, person_id: int) -> Ledger:
    return Ledger(await own_grids(session, person_id), person_id)


def month_back(today: date, back: int) -> tuple[date, date]:
    """The first day of the month so many before this one, and the first day of the next."""
    months = today.year * 12 + today.month - 1 - back
    return _first_of(months), _first_of(months + 1)


def _first_of(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


def _held(ledger: Ledger, first: date, until: date) -> list[ColumnElement[bool]]:
    when = col(Activity.held_on) >= first, col(Activity.held_on) < until
    return [ledger.holds(), *when, col(Activity.withdrawn_at).is_(None)]


def _listed(ledger: Ledger, now: datetime) -> ColumnElement[bool]:
    """Callings-out are summed up; one's own are listed as long as they can be taken back."""
    lately = col(Activity.person_id) == ledger.person_id, col(Activity.received_at) > now - CORRECT_WITHIN
    return or_(col(Activity.kind) != ActivityKind.CALLING_OUT, lately[0] & lately[1])


async def find(
    session: AsyncSession, ledger: Ledger, first: date, until: date, now: datetime, *, skip: int, most: int
) -> Found:
    """Those held from `first` to the day before `until`."""
    where = (*_held(ledger, first, until), _listed(ledger, now))
    total = int(await session.scalar(select(func.count()).select_from(Activity).where(*where)) or 0)
    pieces = select(func.count()).where(col(Evidence.subject_id) == col(Activity.id), counts()).scalar_subquery()
    rows = select(Activity, col(Grid.name), pieces).join(Grid, col(Grid.id) == col(Activity.grid_id)).where(*where)
    page = rows.order_by(col(Activity.held_on).desc(), col(Activity.id).desc()).offset(skip).limit(most)
    return Found([(activity, grid, shown) for activity, grid, shown in (await session.execute(page)).all()], total)


async def sums(
    session: AsyncSession, ledger: Ledger, first: date, until: date
) -> tuple[Mapping[Enters | None, Sum], Mapping[ActivityKind, Sum]]:
    """By which of the five they entered, callings-out aside; and by kind."""
    counted = func.count(), func.sum(col(Activity.reached))
    rows = (
        select(col(Activity.enters), col(Activity.kind), *counted)
        .where(*_held(ledger, first, until))
        .group_by(col(Activity.enters), col(Activity.kind))
    )
    entered: dict[Enters | None, Sum] = {}
    kinds: dict[ActivityKind, Sum] = {}
    for enters, kind, number, reached in (await session.execute(rows)).all():
        kinds[kind] = _plus(kinds.get(kind), number, reached or 0)
        if kind is not ActivityKind.CALLING_OUT:
            entered[enters] = _plus(entered.get(enters), number, reached or 0)
    return entered, kinds


def _plus(before: Sum | None, number: int, reached: int) -> Sum:
    before = before or Sum()
    return Sum(before.number + number, before.reached + reached)


async def called_out(session: AsyncSession, round_id: int) -> int:
    """How often on this round of patrol."""
    rows = select(func.count()).where(col(Activity.round_id) == round_id, col(Activity.withdrawn_at).is_(None))
    return int(await session.scalar(rows) or 0)


async def just_called_out(session: AsyncSession, round_id: int, person_id: int, since: datetime) -> bool:
    """Whether a button pressed twice has been taken once."""
    theirs = col(Activity.round_id) == round_id, col(Activity.person_id) == person_id
    rows = select(col(Activity.id)).where(
        *theirs, col(Activity.received_at) > since, col(Activity.withdrawn_at).is_(None)
    )
    return await session.scalar(rows.limit(1)) is not None
