"""A street's past in rows: hazards by kind, each from its report to its end, stops of patrols, and what was owed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, inspect, select, text
from sqlmodel import col

from models.base import Row
from models.checks.duties import Owner
from models.checks.tables import CheckMiss, CheckWindow, Why
from models.db.database import Database
from models.grids.tables import Grid, Level
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, State
from models.members.tables import Person, Post, Role
from models.patrols.tables import PatrolRound, PatrolStop, RoundKind

KINDS = ("stairwell", "ebike", "wiring", "fire_lane", "gas", "extinguisher", "exit", "workshop", "other")
ZONE = ZoneInfo("Asia/Shanghai")
WEEK, DAY, MINUTE = timedelta(weeks=1), timedelta(days=1), timedelta(minutes=1)
OWES = col(Post.role) == Role.MEMBER
STEPS = (
    (Act.REPORT, State.DRAFT, State.OPEN),
    (Act.ACCEPT, State.OPEN, State.ACCEPTED),
    (Act.DONE, State.ACCEPTED, State.REVIEW),
    (Act.CLOSE, State.REVIEW, State.CLOSED),
)
OPEN_SHARE = 0.3  # of the newest week's
IN_A_ROUND = 5  # stops
CHUNK = 5_000


def row_of(row: Row) -> dict[str, Any]:
    columns = inspect(type(row)).columns
    return {column.key: row.__dict__[column.key] for column in columns}


A_HAZARD = row_of(Hazard(grid_id=0, created_at=datetime.now(ZONE)))
AN_EVENT = row_of(HazardEvent(hazard_id=0, act=Act.REPORT, before=State.DRAFT, after=State.OPEN, at=datetime.now(ZONE)))


async def live_through(
    database: Database, end: datetime, weeks: int, hazards: int, stops: int = 0, owed: int | None = None
) -> None:
    """So many hazards and stops, evenly over the weeks until `end`; time on patrol is owed in the last `owed` of them,
    in all unless that is said.
    """
    async with database.read() as session:
        of_grids = select(col(Grid.id)).where(col(Grid.level) == Level.GRID).order_by(col(Grid.code))
        grids = list((await session.scalars(of_grids)).all())
        posts = dict((await session.execute(select(col(Post.grid_id), col(Post.id)).where(OWES))).all())
        people = list((await session.scalars(select(col(Person.id)).order_by(col(Person.id)).limit(2000))).all())
    begin, chance = end - weeks * WEEK, Random(46)
    async with database.engine.begin() as connection:
        for numbers in _chunks(hazards):
            found: dict[type[Row], list[dict[str, Any]]] = {Hazard: [], HazardEvent: []}
            for number in numbers:
                at = begin + (end - begin) * (number / (hazards + 1))
                for kind, row in _hazard(number, at, end, chance, grids, people):
                    found[kind].append(row)
            for kind, rows in found.items():
                await connection.execute(insert(kind.__table__), rows)  # type: ignore[attr-defined]
        await _patrol(connection, begin, end, stops, grids, people)
        await _owe(connection, end, weeks if owed is None else owed, grids, posts)
    if not database.embedded:
        async with database.engine.begin() as connection:
            await connection.execute(text("ANALYZE"))


def _chunks(count: int) -> Iterator[range]:
    """Numbers from 1 on."""
    for first in range(1, count + 1, CHUNK):
        yield range(first, min(first + CHUNK, count + 1))


def _hazard(
    number: int, at: datetime, end: datetime, chance: Random, grids: list[int], people: list[int]
) -> Iterator[tuple[type[Row], dict[str, Any]]]:
    recent = end - at < WEEK
    steps = STEPS[: chance.randint(1, 3)] if recent and chance.random() < OPEN_SHARE else STEPS
    moments = [at + n * timedelta(hours=chance.random() * 20) for n in range(len(steps))]
    ended = moments[-1] if steps is STEPS else None
    about: dict[str, Any] = {
        "grid_id": chance.choice(grids),
        "category": chance.choice(KINDS),
        "reporter_id": chance.choice(people),
    }
    state: dict[str, Any] = {
        "state": steps[-1][2],
        "created_at": at,
        "ended_at": ended,
        "due_at": at + timedelta(days=5),
    }
    yield Hazard, {**A_HAZARD, "id": number, "number": number, **about, **state}
    for place, ((act, before, after), moment) in enumerate(zip(steps, moments, strict=True)):
        step: dict[str, Any] = {"act": act, "before": before, "after": after, "at": moment}
        yield HazardEvent, {**AN_EVENT, "id": 10 * number + place, "hazard_id": number, **step}


async def _owe(connection: Any, end: datetime, weeks: int, grids: list[int], posts: dict[int, int]) -> None:
    """Time on patrol of each grid and working day, in half of which somebody falls short."""
    for week in range(weeks):
        windows, misses = [], []
        for day, (place, grid_id) in product(range(5), enumerate(grids)):
            due = end - WEEK * (weeks - week) + DAY * (day + 1)
            of: dict[str, Any] = {
                "duty": "member  hours  daily",
                "owner": Owner.MEMBER,
                "hours": True,
                "missed": place % 2,
            }
            first = (due - DAY).astimezone(ZONE).date()
            days: dict[str, Any] = {"first": first, "last": first, "opened_at": due - DAY, "due_at": due}
            owed_by = [posts[grid_id]] if grid_id in posts else []
            window = CheckWindow(grid_id=grid_id, owed_by=owed_by, closed_at=due + MINUTE, **of, **days)
            windows.append(row_of(window))
            if owed_by and place % 2:
                miss = CheckMiss(window_id=window.id, post_id=owed_by[0], minutes=place % 120, why=Why.MISSED)
                misses.append(row_of(miss))
        await connection.execute(insert(CheckWindow.__table__), windows)  # type: ignore[attr-defined]
        await connection.execute(insert(CheckMiss.__table__), misses)  # type: ignore[attr-defined]


async def _patrol(
    connection: Any, begin: datetime, end: datetime, stops: int, grids: list[int], people: list[int]
) -> None:
    for numbers in _chunks(stops):
        rounds, made = [], []
        for number in numbers:
            at = begin + (end - begin) * (number / (stops + 1))
            this = 1 + (number - 1) // IN_A_ROUND
            if (number - 1) % IN_A_ROUND == 0:
                ended: dict[str, Any] = {
                    "started_at": at,
                    "due_at": at + timedelta(hours=4),
                    "ended_at": at + timedelta(hours=1),
                }
                of: dict[str, Any] = {"grid_id": grids[this % len(grids)], "kind": RoundKind.DAILY, "chat_id": -1}
                rounds.append(row_of(PatrolRound(id=this, **of, **ended)))
            person = people[this % len(people)]
            stop = PatrolStop(id=number, round_id=this, person_id=person, said_at=at, received_at=at)
            made.append(row_of(stop))
        await connection.execute(insert(PatrolRound.__table__), rounds)  # type: ignore[attr-defined]
        await connection.execute(insert(PatrolStop.__table__), made)  # type: ignore[attr-defined]
