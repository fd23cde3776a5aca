from datetime import datetime

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import new_id
from models.db.database import Database
from models.errors import NotFound
from models.grids.tables import Grid, Level
from models.grids.tree import ancestors, children, grid_by_code, ids_in, level_above, path_of, subtree

LARGEST = 2**63 - 1


def grid(code: str, level: Level, above: Grid | None = None) -> Grid:
    grid_id = new_id()
    path = path_of(grid_id, above.path if above else "")
    return Grid(id=grid_id, code=code, name=code, level=level, parent_id=above.id if above else None, path=path)


async def planted(session: AsyncSession) -> dict[str, Grid]:
    """S over C1 and C2, G1 in C1 with the cell U, G2 in C2."""
    street = grid("S", Level.STREET)
    first, second = (grid(code, Level.COMMUNITY, street) for code in ("C1", "C2"))
    small = grid("G1", Level.GRID, first)
    trees = [street, second, first, small, grid("G2", Level.GRID, second), grid("U", Level.CELL, small)]
    session.add_all(trees)
    await session.flush()
    return {each.code: each for each in trees}


async def under(session: AsyncSession, top: Grid) -> set[str]:
    return set(await session.scalars(select(col(Grid.code)).where(subtree(top))))


def test_a_path_is_as_wide_for_every_id_and_has_room_for_the_deepest_tree() -> None:
    assert len(path_of(1)) == len(path_of(LARGEST)) == 20
    assert len("".join(path_of(LARGEST) for _ in range(8))) == 160


def test_a_path_tells_its_ids_from_the_root_down() -> None:
    path = path_of(LARGEST, path_of(7))
    assert ids_in(path) == [7, LARGEST]


async def test_a_subtree_is_the_grid_and_all_below_it(database: Database) -> None:
    async with database.write() as session:
        grids = await planted(session)
        assert await under(session, grids["S"]) == {"S", "C1", "C2", "G1", "G2", "U"}
        assert await under(session, grids["C1"]) == {"C1", "G1", "U"}
        assert await under(session, grids["U"]) == {"U"}


async def test_the_way_up_is_told_from_the_root_down(database: Database) -> None:
    async with database.write() as session:
        grids = await planted(session)
        assert [each.code for each in await ancestors(session, grids["U"])] == ["S", "C1", "G1"]
        assert await ancestors(session, grids["S"]) == []


async def test_children_are_the_living_ones_by_code(database: Database, now: datetime) -> None:
    async with database.write() as session:
        grids = await planted(session)
        assert [each.code for each in await children(session, grids["S"])] == ["C1", "C2"]
        grids["C1"].retired_at = now
        await session.flush()
        assert [each.code for each in await children(session, grids["S"])] == ["C2"]


async def test_a_grid_is_found_by_its_code_while_it_lives(database: Database, now: datetime) -> None:
    async with database.write() as session:
        grids = await planted(session)
        assert await grid_by_code(session, " G1 ") is grids["G1"]
        grids["G1"].retired_at = now
        await session.flush()
        for code in ("G1", "nowhere"):
            with pytest.raises(NotFound) as missing:
                await grid_by_code(session, code)
            assert (missing.value.code, missing.value.data) == ("grid.unknown", {"grid": code})


@pytest.mark.parametrize(
    ("start", "level", "found"),
    [
        ("U", Level.CELL, "U"),
        ("U", Level.GRID, "G1"),
        ("U", Level.STREET, "S"),
        ("U", Level.DISTRICT, None),
        ("C1", Level.GRID, None),
    ],
)
async def test_the_level_above_is_the_grid_itself_or_over_it(
    start: str, level: Level, found: str | None, database: Database
) -> None:
    async with database.write() as session:
        grids = await planted(session)
        above = await level_above(session, grids[start], level)
        assert (above and above.code) == found


async def test_a_subtree_among_15000_grids_is_found_by_the_index_of_paths(database: Database) -> None:
    street = grid("S", Level.STREET)
    communities = [grid(f"C{n}", Level.COMMUNITY, street) for n in range(150)]
    small = [grid(f"{each.code}-{n}", Level.GRID, each) for each in communities for n in range(99)]
    async with database.write() as session:
        rows = [
            {name: getattr(each, name) for name in ("id", "code", "name", "level", "parent_id", "path")}
            | {"supervision_phone": "", "address": ""}
            for each in (street, *communities, *small)
        ]
        await session.execute(insert(Grid.metadata.tables["grids"]), rows)
        await session.execute(text("ANALYZE grids"))
        plan = await _plan(session, communities[70])
        assert "sqlite_autoindex_grids" in plan or "uq_grids_path" in plan, plan
        assert "(path>? AND path<?)" in plan or "Index Cond: (((path)" in plan, plan
        assert "SCAN grids" not in plan
        assert "Seq Scan" not in plan


async def _plan(session: AsyncSession, top: Grid) -> str:
    embedded = session.get_bind().dialect.name == "sqlite"
    dialect = (sqlite if embedded else postgresql).dialect()
    query = select(col(Grid.id)).where(subtree(top))
    compiled = query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    explained = await session.execute(text(f"{'EXPLAIN QUERY PLAN' if embedded else 'EXPLAIN'} {compiled}"))
    return "\n".join(str(row[-1]) for row in explained)
