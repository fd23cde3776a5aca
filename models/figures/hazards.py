"""What is counted of hazards, each number defined once: a class says what it means, a query how it is found.

All is as it was known at `as_of`, mostly the end of the period, so that a period that is counted again later has the
same numbers: from events, which are never changed. Three things are as they stand now, as no event keeps them: a
hazard's kind, the grid that a retired one handed it to, and the deadline of what is open. What people are told of each
number is in handlers/figure_words.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    exists,
    func,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from models.figures.asked import Counted, number_of
from models.figures.parts import ByPart, part_of, parts_of
from models.grids.tables import Grid
from models.grids.tree import ids_in, subtree
from models.hazards.rounds import REOPENED
from models.hazards.tables import IS_LIVE, Hazard, HazardEvent
from models.hazards.workflow import LIVE, State
from models.statistics.tallies import Cell, Tally, Week, added

WORKED_ON = LIVE - {State.OPEN}
ON_PATROL = col(Hazard.stop_id).is_not(None)


@dataclass(frozen=True)
class Reported:
    """Hazards of the period by when they were said, whoever reported them, with discreet ones and those that were found
    to be none (dismissed). Without drafts, and without what had joined a known hazard by `as_of`, which is `joined`.
    `on_patrol`: found at a stop of a round. `late`: of the period, too, but opened only after `as_of`, and in none of
    the other numbers. `kinds`: `hazards` by category.
    """

    kinds: Mapping[str, int] = field(default_factory=dict)
    hazards: int = 0
    on_patrol: int = 0
    joined: int = 0
    late: int = 0


@dataclass(frozen=True)
class Progress:
    """`open`: neither closed, dismissed nor joined at `as_of`, whatever their period; of these `overdue` are past the
    deadline of what they lack (a department's with them). `closed`, `dismissed`: their newest end is that, lies in the
    period, and was not taken back before `as_of`; each hazard once. `reopened`: hazards that somebody had opened again
    in the period, however often; an end that was taken back as a mistake is none.
    """

    open: int = 0
    overdue: int = 0
    closed: int = 0
    dismissed: int = 0
    reopened: int = 0


@dataclass(frozen=True)
class Times:
    """From the moment a report was open until somebody first took it up (accepted it, ordered, transferred or fixed it)
    in the period, and until the end of those `closed` in it, opened again or not. In calendar time.
    """

    to_accept: Sequence[timedelta] = ()
    to_close: Sequence[timedelta] = ()

    @property
    def median_to_accept(self) -> timedelta | None:
        return _median(self.to_accept)

    @property
    def median_to_close(self) -> timedelta | None:
        return _median(self.to_close)


async def reported(session: AsyncSession, asked: Counted) -> ByPart[Reported]:
    opened, joined, part = _opened_by(asked.as_of), _joined_by(asked.as_of), part_of(asked.grid)
    counts = number_of(and_(opened, ~joined)), number_of(and_(opened, ~joined, ON_PATROL))
    rows = (
        select(part, col(Hazard.category), *counts, number_of(and_(opened, joined)), number_of(~opened))
        .join(Grid, col(Grid.id) == col(Hazard.grid_id))
        .where(subtree(asked.grid), said_in(asked), col(Hazard.state) != State.DRAFT)
        .group_by(part, col(Hazard.category))
    )
    found: dict[str, list[Reported]] = {}
    for path, category, hazards, *others in (await session.execute(rows)).all():
        found.setdefault(path, []).append(Reported({category: hazards} if hazards else {}, hazards, *others))
    return await parts_of(session, asked.grid, found, _reported_together)


async def tallies(session: AsyncSession, asked: Counted) -> Week:
    """The reported hazards of a week as early warning takes them: by the part of the grid, of a street its communities,
    and the kind, with who reported them and at which places of the registry.
    """
    part, of_whom = part_of(asked.grid), (col(Hazard.reporter_id), col(Hazard.place_id))
    rows = (
        select(part, col(Hazard.category), *of_whom, func.count(), number_of(ON_PATROL))
        .join(Grid, col(Grid.id) == col(Hazard.grid_id))
        .where(subtree(asked.grid), said_in(asked), _opened_by(asked.as_of), ~_joined_by(asked.as_of))
        .group_by(part, col(Hazard.category), *of_whom)
    )
    found: dict[Cell, list[Tally]] = {}
    for path, category, reporter, place, count, on_patrol in (await session.execute(rows)).all():
        people, places = (frozenset([each] if each is not None else []) for each in (reporter, place))
        found.setdefault((ids_in(path)[-1], category), []).append(Tally(count, on_patrol, people, places))
    return {cell: added(several) for cell, several in found.items()}


async def progress(session: AsyncSession, asked: Counted) -> ByPart[Progress]:
    lives = _lives(asked)
    last, after, at = _last(lives)
    live, ended_then = after.in_(LIVE), asked.within(at)
    late = and_(live, col(Hazard.due_at) < asked.as_of)
    closed, dismissed = (and_(after == state, ended_then) for state in (State.CLOSED, State.DISMISSED))
    part = part_of(asked.grid)
    sums = number_of(live), number_of(late), number_of(closed), number_of(dismissed), func.sum(lives.c.reopened)
    rows = last.with_only_columns(part, *sums).group_by(part).order_by(part)
    found = {path: [Progress(*counts)] for path, *counts in (await session.execute(rows)).all()}
    return await parts_of(session, asked.grid, found, _progress_together)


async def standing(session: AsyncSession, now: datetime) -> tuple[int, int]:
    """How many are open now, and overdue, in all trees: as `progress` counts them, by their state as it is."""
    counts = func.count(), func.coalesce(number_of(col(Hazard.due_at) < now), 0)
    live, overdue = (await session.execute(select(*counts).where(text(f"hazards.{IS_LIVE}")))).one()
    return live, overdue


async def times(session: AsyncSession, asked: Counted) -> ByPart[Times]:
    lives = _lives(asked)
    last, after, at = _last(lives)
    accepted, closed = asked.within(lives.c.accepted), and_(after == State.CLOSED, asked.within(at))
    part = part_of(asked.grid)
    rows = last.with_only_columns(part, lives.c.opened, case((accepted, lives.c.accepted)), case((closed, at))).where(
        or_(accepted, closed)
    )
    found: dict[str, list[Times]] = {}
    for path, opened, accepted_at, closed_at in (await session.execute(rows)).all():
        spans = ([until - opened] if until else [] for until in (accepted_at, closed_at))
        found.setdefault(path, []).append(Times(*spans))
    return await parts_of(session, asked.grid, found, _times_together)


def _lives(asked: Counted) -> CTE:
    """Of each hazard that was open in the period or at its end: when it was opened and first taken up, whether it was
    opened again in the period, and its newest change of state, all by `as_of`. Whatever has ended before has not.
    """
    event, before = HazardEvent, col(HazardEvent.before)
    reopened = and_(col(event.act).in_(REOPENED), before != col(event.after), asked.within(col(event.at)))
    rows = (
        select(
            col(event.hazard_id),
            func.min(case((opening(), col(event.at)))).label("opened"),
            func.min(case((taken_up(), col(event.at)))).label("accepted"),
            func.max(case((reopened, 1), else_=0)).label("reopened"),
            func.max(case((before != col(event.after), col(event.id)))).label("last"),
        )
        .where(col(event.hazard_id).in_(not_ended_before(asked)), col(event.at) < asked.as_of)
        .group_by(col(event.hazard_id))
    )
    return rows.cte("lives")


def not_ended_before(asked: Counted) -> CompoundSelect[int]:
    """Hazards, by id, that are open, or have ended since the period began: two ranges of the index, which neither
    database finds in an OR.
    """
    open_or_since = (col(Hazard.ended_at).is_(None), col(Hazard.ended_at) >= asked.begin)
    ids = select(col(Hazard.id)).join(Grid, col(Grid.id) == col(Hazard.grid_id))
    of_grid = ids.where(subtree(asked.grid), col(Hazard.state) != State.DRAFT)
    return union_all(*(of_grid.where(each) for each in open_or_since))


def _last(lives: CTE) -> tuple[Select[Any], Mapped[State], Mapped[datetime]]:
    """Each life with its hazard, its grid and its newest change: which state it led to, and when."""
    rows = (
        select(lives.c.hazard_id)
        .join(HazardEvent, col(HazardEvent.id) == lives.c.last)
        .join(Hazard, col(Hazard.id) == lives.c.hazard_id)
        .join(Grid, col(Grid.id) == col(Hazard.grid_id))
    )
    return rows, col(HazardEvent.after), col(HazardEvent.at)


def _median(spans: Sequence[timedelta]) -> timedelta | None:
    """Of sorted ones."""
    many = len(spans)
    return (spans[(many - 1) // 2] + spans[many // 2]) / 2 if many else None


def said_in(asked: Counted) -> ColumnElement[bool]:
    """What was said is received then or later."""
    said = func.coalesce(col(Hazard.said_at), col(Hazard.created_at))
    return and_(asked.within(said), col(Hazard.created_at) >= asked.begin)


def _opened_by(as_of: datetime) -> ColumnElement[bool]:
    return exists().where(col(HazardEvent.hazard_id) == col(Hazard.id), opening(), col(HazardEvent.at) < as_of)


def _joined_by(as_of: datetime) -> ColumnElement[bool]:
    return and_(col(Hazard.state) == State.DUPLICATE, col(Hazard.ended_at) < as_of)


def taken_up() -> ColumnElement[bool]:
    """Accepted, ordered, transferred or fixed, by the change of state."""
    return and_(col(HazardEvent.before) == State.OPEN, col(HazardEvent.after).in_(WORKED_ON))


def opening() -> ColumnElement[bool]:
    return and_(col(HazardEvent.before) == State.DRAFT, col(HazardEvent.after) != State.DRAFT)


def _reported_together(found: Iterable[Reported]) -> Reported:
    each = list(found)
    kinds: dict[str, int] = {}
    for one in each:
        for category, hazards in one.kinds.items():
            kinds[category] = kinds.get(category, 0) + hazards
    counts = (sum(getattr(one, name) for one in each) for name in ("hazards", "on_patrol", "joined", "late"))
    return Reported(dict(sorted(kinds.items())), *counts)


def _progress_together(found: Iterable[Progress]) -> Progress:
    each = list(found)
    return Progress(
        *(sum(getattr(one, name) for one in each) for name in ("open", "overdue", "closed", "dismissed", "reopened"))
    )


def _times_together(found: Iterable[Times]) -> Times:
    each = list(found)
    return Times(*(sorted(span for one in each for span in getattr(one, name)) for name in ("to_accept", "to_close")))
