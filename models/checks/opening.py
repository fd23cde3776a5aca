"""Windows open: each morning, for each grid, what is owed from this day on is written down, with who owes it.

After the program has stood still, the days it has missed are opened one after the other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.cycles import Cycle, Window
from models.checks.cycles import cycle as cycle_of
from models.checks.duties import Duty, Owner, kinds_owed
from models.checks.duty_tables import DutyTables, duty_tables
from models.checks.tables import CheckWindow, DutyDay
from models.db.database import insert, upserting
from models.due import DueRows, WallClock
from models.feature import Chore
from models.grids.tables import Grid, Level
from models.grids.tree import ids_in, living
from models.members.positions import standing
from models.members.tables import Post, Role
from models.places.kinds import PlaceKinds, place_kinds_of
from models.places.tables import Place, open_places
from models.schedule.workdays import load_calendar
from models.schedule.working_days import Calendar

DAY = timedelta(days=1)
OPENS = time(0, 5)
BATCH = 20  # grids in a transaction: an answer waits for no more than that
MOST_DAYS = 31  # that are caught up with
ROLES = {Owner.MEMBER: (Role.MEMBER, Role.BACKUP), Owner.LEADER: (Role.LEADER, Role.BACKUP)}
OF_A_LEVEL = (Role.LEADER, Role.MEMBER, Role.BACKUP)
Posts = Mapping[int, tuple[Level, Sequence[Post]]]  # by grid


@dataclass(frozen=True)
class Entry:
    """A place as far as its duties go."""

    id: int
    kind: str
    cycle: Cycle | None
    claimed: bool


async def begin_days(session: AsyncSession, now: datetime) -> int:
    """Grids that have come into the roster begin today; says how many."""
    new = select(col(Grid.id)).where(living(), ~exists().where(col(DutyDay.grid_id) == col(Grid.id))).limit(500)
    found = (await session.scalars(new)).all()
    if found:
        rows = [{"grid_id": grid_id, "opened_to": None, "next_at": now} for grid_id in found]
        await session.execute(upserting(session)(DutyDay).on_conflict_do_nothing(), rows)
    return len(found)


async def open_windows(session: AsyncSession, days: Sequence[DutyDay], clock: WallClock) -> None:
    today = clock.now.astimezone(clock.zone).date()
    begun = min((each.opened_to for each in days if each.opened_to), default=today)
    around = Opening(
        await duty_tables(session), place_kinds_of(session), await load_calendar(session, begun, today), clock
    )
    grids = {grid.id: grid for grid in await _grids(session, days)}
    places = await _places(session, grids)
    posts = await _posts(session, grids.values())
    for each in days:
        grid = grids[each.grid_id]
        if grid.retired_at is not None:
            each.next_at = None
            continue
        new = each.opened_to is None
        first = today if each.opened_to is None else max(each.opened_to + DAY, today - DAY * MOST_DAYS)
        for day in _days(first, today):
            around.open(session, grid, day, places[grid.id], posts, new=new)
        each.opened_to, each.next_at = today, at(today + DAY, OPENS, clock.zone)


@dataclass(frozen=True)
class Opening:
    tables: DutyTables
    kinds: PlaceKinds
    calendar: Calendar
    clock: WallClock

    def open(
        self,
        session: AsyncSession,
        grid: Grid,
        day: date,
        places: Sequence[Entry],
        posts: Posts,
        *,
        new: bool,
    ) -> None:
        """What is owed in this grid from this day on; a `new` one begins with windows with half their days left."""
        duties = self.tables.of(grid.path)
        for duty in duties:
            for cycle, due in self._owed(duty, duties, grid, places):
                window = cycle.window_of(day, self.calendar)
                if window is not None and (window.first == day or (new and window.has_half_left(day))):
                    self._write(session, grid, duty.on(cycle), window, due, posts)

    def _owed(
        self, duty: Duty, duties: tuple[Duty, ...], grid: Grid, places: Sequence[Entry]
    ) -> Iterable[tuple[Cycle, list[int]]]:
        """By cycle, the places to be checked; for a round none are named."""
        if duty.cycle and (duty.hours or duty.level is not None):
            return [(duty.cycle, [])] if duty.hours or duty.level is grid.level else []
        kinds = set(kinds_owed(duty, duties, [each.kind for each in self.kinds.every]))
        owed: dict[Cycle, list[int]] = defaultdict(list)
        for place in places:
            cycle = duty.cycle or place.cycle
            asked = place.claimed or duty.owner is not Owner.RESPONSIBLE
            if cycle and asked and place.kind in kinds:
                owed[cycle].append(place.id)
        return owed.items()

    def _write(
        self, session: AsyncSession, grid: Grid, duty: Duty, window: Window, places: list[int], posts: Posts
    ) -> None:
        insert(
            session,
            CheckWindow,
            grid_id=grid.id,
            duty=duty.text,
            owner=duty.owner,
            first=window.first,
            last=window.last,
            places=places,
            hours=duty.hours,
            owed_by=[post.id for post in _owing(duty.owner, grid, posts)],
            opened_at=self.clock.now,
            due_at=at(window.last + DAY, time(), self.clock.zone),
        )


def at(day: date, hour: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)


def _owing(owner: Owner, grid: Grid, posts: Posts) -> list[Post]:
    """The posts that owe it: of the grid itself, or of the owner's level at or above it."""
    if owner is Owner.RESPONSIBLE:
        return []
    if owner in ROLES:
        return [post for post in posts[grid.id][1] if post.role in ROLES[owner]]
    held = next((posts[step][1] for step in ids_in(grid.path)[::-1] if posts[step][0].value == owner.value), ())
    return [post for post in held if post.role in OF_A_LEVEL]


async def _grids(session: AsyncSession, days: Iterable[DutyDay]) -> Sequence[Grid]:
    return (await session.scalars(select(Grid).where(col(Grid.id).in_([each.grid_id for each in days])))).all()


async def _places(session: AsyncSession, grids: Iterable[int]) -> Mapping[int, Sequence[Entry]]:
    kinds = place_kinds_of(session)
    columns = (col(Place.grid_id), col(Place.id), col(Place.kind), col(Place.cycle), col(Place.responsible_id))
    found: dict[int, list[Entry]] = defaultdict(list)
    for grid_id, place_id, kind, own, responsible in (
        await session.execute(select(*columns).where(open_places(), col(Place.grid_id).in_(list(grids))))
    ).all():
        cycle = own or kinds.kind(kind).cycle
        found[grid_id].append(Entry(place_id, kind, cycle_of(cycle) if cycle else None, responsible is not None))
    return found


async def _posts(session: AsyncSession, grids: Iterable[Grid]) -> Posts:
    """Of these grids and of all above them."""
    line = {step for grid in grids for step in ids_in(grid.path)}
    levels = (await session.execute(select(col(Grid.id), col(Grid.level)).where(col(Grid.id).in_(line)))).all()
    held: dict[int, list[Post]] = defaultdict(list)
    for post in (await session.scalars(standing().where(col(Post.grid_id).in_(line)))).all():
        held[post.grid_id].append(post)
    return {grid_id: (level, held[grid_id]) for grid_id, level in levels}


def _days(first: date, last: date) -> Iterator[date]:
    return (first + DAY * n for n in range((last - first).days + 1))


DUTY_DAYS = DueRows(
    "duty_days",
    col(DutyDay.next_at),
    col(DutyDay.next_at).is_not(None),
    row=DutyDay,
    handle=open_windows,
    seconds=60,
    batch=BATCH,
    then=(col(DutyDay.grid_id),),
)
BEGIN_DAYS = Chore("begin_duty_days", begin_days, seconds=300)
