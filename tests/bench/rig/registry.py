"""A large street whose posts are held, and what its people did in a month: a third of them all, the others nothing."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, inspect

from models.base import Row
from models.checks.tables import Outcome, PlaceCheck
from models.db.database import Database
from models.grids.tables import Chat, Grid, Level
from models.grids.tree import path_of
from models.members.tables import Leave, LeaveState, Person, Post, Role
from models.patrols.tables import PatrolPerson, PatrolRound, PatrolStop
from models.places.tables import Place
from models.schedule.calendar.stored_days import take_from_library
from tests.bench.rig.history import row_of

COMMUNITIES = 130
KINDS = ("shop", "shop", "shop", "rental", "workshop", "hydrant", "equipment_point", "unit", "checkpoint", "sign")
ZONE = ZoneInfo("Asia/Shanghai")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
DILIGENT, AWAY = 3, 20  # one in so many does what is owed, is on leave meanwhile
DAY, STOP = timedelta(days=1), timedelta(minutes=25)
STOPS = 6  # of a round: two hours and five minutes
CHUNK = 5_000


async def found(database: Database, grids: int, places: int) -> Sequence[Grid]:
    """With a leader and a member in each grid and community, who have started the bot; says which the grids are."""
    async with database.write() as session:
        await take_from_library(session)
    street = Grid(id=1, code="S", name="街道", level=Level.STREET, path=path_of(1))
    communities = [_below(street, 10 + n, f"C{n}", Level.COMMUNITY) for n in range(COMMUNITIES)]
    small = [_below(communities[n % COMMUNITIES], 1000 + n, f"G{n}", Level.GRID) for n in range(grids)]
    posts = [_post(street, Role.LEADER, 0)]
    posts += [_post(grid, role, grid.id) for grid in (*communities, *small) for role in (Role.LEADER, Role.MEMBER)]
    holders = [each.person_id for each in posts if each.person_id]
    people = [Person(id=holder, tg_user_id=holder, started=True, first_seen=SINCE) for holder in holders]
    chats = [Chat(id=each.tg_user_id, type="private", seen_at=SINCE) for each in people]
    registry = [_place(small[n % grids], n, KINDS[n // grids % len(KINDS)]) for n in range(places)]
    for rows in ([street, *communities, *small], people, chats, posts, registry):
        await _write(database, rows)
    return small


async def month_goes_by(database: Database, grids: Sequence[Grid], places: int, days: Sequence[date]) -> None:
    """On each of these days the diligent have walked their two hours, and checked every place of theirs."""
    diligent = [grid for grid in grids if grid.id % DILIGENT == 0]
    for day in days:
        begins = datetime.combine(day, time(9), ZONE).astimezone(UTC)
        for rows in zip(*(_round(grid, begins) for grid in diligent), strict=True):
            await _write(database, [row for each in rows for row in each])
        checked = [n for n in range(places) if grids[n % len(grids)].id % DILIGENT == 0]
        await _write(database, [_check(n, grids[n % len(grids)], begins + DAY / 24) for n in checked])
    first, last = (datetime.combine(day, time(), ZONE).astimezone(UTC) for day in (days[0], days[-1] + 7 * DAY))
    spell: dict[str, Any] = {"begins_at": first, "ends_at": last, "state": LeaveState.AWAY, "filed_at": first}
    await _write(database, [Leave(person_id=member(grid), **spell) for grid in grids if grid.id % AWAY == 1])


def member(grid: Grid) -> int:
    return 20_000_000 + grid.id


def _round(grid: Grid, begins: datetime) -> tuple[list[Row], ...]:
    ended = begins + STOP * (STOPS - 1)
    walked = PatrolRound(grid_id=grid.id, chat_id=member(grid), started_at=begins, due_at=ended, ended_at=ended)
    part = PatrolPerson(round_id=walked.id, person_id=member(grid), joined_at=begins, left_at=ended)
    signs = [begins + STOP * n for n in range(STOPS)]
    stops = [PatrolStop(round_id=walked.id, person_id=member(grid), said_at=at, received_at=at) for at in signs]
    return [walked], [part], [*stops]


def _check(number: int, grid: Grid, at: datetime) -> PlaceCheck:
    made: dict[str, Any] = {
        "person_id": member(grid),
        "outcome": Outcome.ORDER,
        "scanned": True,
        "said_at": at,
        "received_at": at,
    }
    return PlaceCheck(place_id=_place_id(number), items=[{"item": "evacuation", "found": "order"}], **made)


def _place_id(number: int) -> int:
    return 1_000_000 + number


def _place(grid: Grid, number: int, kind: str) -> Place:
    entered: dict[str, Any] = {"opened_at": SINCE, "confirmed_at": SINCE, "grid_id": grid.id}
    return Place(id=_place_id(number), code=f"P{number}", kind=kind, name=f"场所{number}", **entered)


def _below(above: Grid, grid_id: int, code: str, level: Level) -> Grid:
    return Grid(id=grid_id, code=code, name=code, level=level, parent_id=above.id, path=path_of(grid_id, above.path))


def _post(grid: Grid, role: Role, number: int) -> Post:
    holder = (10_000_000 if role is Role.LEADER else 20_000_000) + grid.id
    claimed: dict[str, Any] = {"phone": f"+86199{number:08}", "person_id": holder, "claimed_at": SINCE}
    return Post(grid_id=grid.id, role=role, name=f"{role}{number}", **claimed)


async def _write(database: Database, rows: Sequence[Row]) -> None:
    for some in _chunks(rows):
        async with database.engine.begin() as connection:
            await connection.execute(insert(inspect(type(some[0])).local_table), [row_of(row) for row in some])


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
