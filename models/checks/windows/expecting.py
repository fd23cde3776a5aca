"""What is owed in a grid from a day on, written down as windows: what is expected, and from whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.cycles import Cycle, Window
from models.checks.cycles import cycle as cycle_of
from models.checks.duties import Duty, Owner, kinds_owed
from models.checks.duty_tables import DutyTables
from models.checks.tables import CheckWindow
from models.checks.windows.heightening import There
from models.checks.windows.owing import Posts, owing
from models.db.database import insert
from models.due import WallClock
from models.grids.tables import Grid
from models.periods.holding import Heightened
from models.places.kinds import PlaceKinds, place_kinds_of
from models.places.slots import PlaceSlot, hours_words, slots_in
from models.places.tables import Place, open_places
from models.schedule.calendar.working_days import Calendar
from models.schedule.deadlines import at

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """A place as far as its duties go."""

    id: int
    kind: str
    cycle: Cycle | None
    claimed: bool
    slots: Sequence[PlaceSlot] = ()

    def asks(self, owner: Owner) -> bool:
        """Whether there is anybody at the place who could owe this owner's checks."""
        return {Owner.RESPONSIBLE: self.claimed, Owner.SLOT: bool(self.slots)}.get(owner, True)


@dataclass(frozen=True)
class Expecting:
    """`there`: windows that have been opened already, looked up in heightened periods and for grids that begin."""

    tables: DutyTables
    kinds: PlaceKinds
    calendar: Calendar
    periods: Heightened
    there: Collection[There]
    clock: WallClock

    def open(
        self, session: AsyncSession, grid: Grid, day: date, places: Sequence[Entry], posts: Posts, *, new: bool
    ) -> None:
        """What is owed in this grid from this day on; a `new` one begins with windows with half their days left."""
        for duty, cycle, due in self._owed(grid, places):
            window = cycle.window_of(day, self.calendar)
            if window is None or not (window.first == day or (new and window.has_half_left(day))):
                continue
            if duty.owner is Owner.SLOT:
                self._write_slots(session, grid, duty.on(cycle), window, due, new=new)
            else:
                self._write(session, grid, duty.on(cycle), window, due, posts)

    def open_tighter(
        self, session: AsyncSession, grid: Grid, day: date, places: Sequence[Entry], posts: Posts, *, begins: bool
    ) -> None:
        """Beside that, in a heightened period, what is owed one step more often; `begins`: on its first day."""
        for duty, cycle, due in self._owed(grid, places):
            window = cycle.tighter.window_of(day, self.calendar) if cycle.tighter else None
            if cycle.tighter is None or window is None:
                continue
            if window.first == day or (begins and window.has_half_left(day)):
                self._write(session, grid, duty.on(cycle.tighter), window, due, posts, heightened=True)

    def _owed(self, grid: Grid, places: Sequence[Entry]) -> Iterable[tuple[Duty, Cycle, list[Entry]]]:
        """By duty and cycle, the places to be checked; for a round none are named."""
        duties = self.tables.of(grid.path)
        for duty in duties:
            if duty.cycle and (duty.hours or duty.round):
                if duty.level in (None, grid.level):
                    yield duty, duty.cycle, []
                continue
            kinds = set(kinds_owed(duty, duties, [each.kind for each in self.kinds.every]))
            owed: dict[Cycle, list[Entry]] = defaultdict(list)
            for place in places:
                cycle = duty.cycle or place.cycle
                if cycle and place.asks(duty.owner) and place.kind in kinds:
                    owed[cycle].append(place)
            for cycle, due in owed.items():
                yield duty, cycle, due

    def _write_slots(
        self, session: AsyncSession, grid: Grid, duty: Duty, window: Window, places: Sequence[Entry], *, new: bool
    ) -> None:
        """A window for each of the day's slots, with the places that have it; none for what is over already."""
        by_hours: dict[tuple[time, time], list[PlaceSlot]] = defaultdict(list)
        for slot in (slot for place in places for slot in place.slots):
            by_hours[slot.begins, slot.ends].append(slot)
        for (begins, ends), slots in sorted(by_hours.items()):
            from_at, due_at = (at(window.first, hour, self.clock.zone) for hour in (begins, ends))
            if (from_at if new else due_at) > self.clock.now:
                expected: dict[str, Any] = {
                    "places": [slot.place_id for slot in slots],
                    "owed_by": [slot.id for slot in slots],
                }
                text = f"{duty.text}  {hours_words(begins, ends)}"
                self._insert(session, grid, duty, window, text, **expected, from_at=from_at, due_at=due_at)

    def _write(
        self,
        session: AsyncSession,
        grid: Grid,
        duty: Duty,
        window: Window,
        places: Sequence[Entry],
        posts: Posts,
        *,
        heightened: bool = False,
    ) -> None:
        """Nothing where there is no post of its owner."""
        owed_by = owing(duty, grid, posts)
        if owed_by is None:
            return
        expected: dict[str, Any] = {"places": [place.id for place in places], "owed_by": [post.id for post in owed_by]}
        due_at = at(window.last + DAY, time(), self.clock.zone)
        self._insert(session, grid, duty, window, duty.text, **expected, due_at=due_at, heightened=heightened)

    def _insert(
        self,
        session: AsyncSession,
        grid: Grid,
        owed: Duty,
        window: Window,
        text: str,
        *,
        heightened: bool = False,
        **more: Any,
    ) -> None:
        if (grid.id, text, window.first, heightened) in self.there:
            return
        told = {"duty": text, "owner": owed.owner, "hours": owed.hours, "heightened": heightened}
        span = {"first": window.first, "last": window.last, "opened_at": self.clock.now}
        insert(session, CheckWindow, grid_id=grid.id, **told, **span, **more)


async def entries_in(session: AsyncSession, grids: Iterable[int]) -> Mapping[int, Sequence[Entry]]:
    """The open places of these grids (by id), by grid."""
    usual = {each.kind: each.cycle for each in place_kinds_of(session).every}
    columns = (col(Place.grid_id), col(Place.id), col(Place.kind), col(Place.cycle), col(Place.responsible_id))
    rows = select(*columns).where(open_places(), col(Place.grid_id).in_(list(grids)))
    slots = await slots_in(session, grids)
    found: dict[int, list[Entry]] = defaultdict(list)
    for grid_id, place_id, kind, own, responsible in (await session.execute(rows)).all():
        often = own or usual.get(kind)
        cycle = cycle_of(often) if often else None
        found[grid_id].append(Entry(place_id, kind, cycle, responsible is not None, slots.get(place_id, ())))
    return found
