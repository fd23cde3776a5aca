"""Periods are frozen once, and to the same numbers, wherever the clock is killed; no writer waits while it counts."""

import asyncio
import json
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import cast

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.clock import ticks
from models.db.database import Database
from models.digests.feature import DIGESTS
from models.digests.figures import count, packed
from models.digests.freezing import DIGEST_TURNS, Ahead, begin
from models.digests.tables import DigestTurn, FrozenPeriod
from models.due import AHEAD, WallClock
from models.grids.tables import Grid
from models.schema import open_database
from tests.bot.frozen_by_a_clock import MONDAY, SHANGHAI, run
from tests.models.figures.histories import lived, places
from tests.street import build

ROOT = Path(__file__).parents[2]
BEGUN = datetime(2026, 11, 8, 16, tzinfo=UTC)
Kept = dict[tuple[int, str, str], object]


async def fill(url: str) -> None:
    """Three weeks of a street, of which none is frozen yet."""
    database = open_database(url)
    async with database.write() as session:
        street = await build(session, BEGUN)
        await session.flush()
        chance = Random(5)
        await lived(session, street, (await places(session, street, BEGUN))[:1], chance, BEGUN, 40)
        await begin(session, BEGUN)
    async with database.write() as session:
        while await DIGEST_TURNS.take(session, WallClock(BEGUN, SHANGHAI)):
            await session.flush()
    await database.close()


async def kept(url: str) -> Kept:
    database = open_database(url)
    async with database.read() as session:
        rows = (await session.scalars(select(FrozenPeriod))).all()
        found: Kept = {}
        for row in rows:
            grid = await session.get_one(Grid, row.grid_id)
            again = packed(await count(session, grid, row.period, SHANGHAI))
            assert json.dumps(row.figures, sort_keys=True) == json.dumps(again, sort_keys=True)
            found[row.grid_id, row.kind, row.first.isoformat()] = row.figures
        waiting = (await session.scalars(select(DigestTurn).where(col(DigestTurn.next_at) <= MONDAY))).all()
        assert waiting == []
    await database.close()
    assert len(found) == len(rows)
    return found


@pytest.mark.parametrize(
    ("how", "steps"),
    [("read", 2), pytest.param("write", 1, marks=pytest.mark.long), pytest.param("write", 3, marks=pytest.mark.long)],
)
async def test_a_clock_killed_on_its_way_freezes_each_period_once_and_to_the_same_numbers(
    database_url: str, how: str, steps: int
) -> None:
    await fill(database_url)
    words = "-m", "tests.bot.frozen_by_a_clock", database_url, how, str(steps)
    killed = await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT)
    assert await killed.wait() == -signal.SIGKILL
    await run(database_url)
    found = await kept(database_url)
    weeks = {first for _, kind, first in found if kind == "week"}
    assert weeks == {"2026-11-09", "2026-11-16", "2026-11-23"}


async def test_what_was_counted_before_is_what_is_kept(database: Database) -> None:
    """And is not counted once more while writers wait."""
    async with database.write() as session:
        await build(session, BEGUN)
        await session.flush()
        await begin(session, BEGUN)
        while await DIGEST_TURNS.take(session, WallClock(BEGUN, SHANGHAI)):
            await session.flush()
    [tick] = [tick for tick in ticks((DIGESTS,), SHANGHAI) if tick.name == DIGEST_TURNS.name]
    assert tick.ahead is not None
    async with database.read() as session:
        found = cast("Ahead", await tick.ahead(session, MONDAY))
    [((grid_id, kind, first), counted)] = found.items()
    known: dict[str, object] = {"total": {}, "parts": {}}
    assert counted.figures != known
    async with database.write() as session:
        AHEAD.keep(session, {(grid_id, kind, first): replace(counted, figures=known)})
        await tick.do(session, MONDAY)
    of_turn = col(FrozenPeriod.grid_id) == grid_id, col(FrozenPeriod.kind) == kind, col(FrozenPeriod.first) == first
    async with database.read() as session:
        [row] = (await session.scalars(select(FrozenPeriod).where(*of_turn))).all()
    assert row.figures == known
