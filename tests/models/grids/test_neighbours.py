import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.neighbours import adjoining, neighbours_of
from models.grids.tables import Level
from models.roster.validate import check_file
from tests.models.emergencies.conftest import Quarter, quarter, square

__all__ = ["quarter"]

SAMPLE = Path(__file__).parents[3] / "bot/demo/data/nandajie-roster.csv"
METRE = 1 / 111_320


def polygon(*points: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[*map(list, points), list(points[0])]]}


def shifted(boundary: dict[str, Any], north: float) -> dict[str, Any]:
    """By so many metres."""
    rings = [[[x, y + north * METRE] for x, y in ring] for ring in boundary["coordinates"]]
    return {"type": "Polygon", "coordinates": rings}


HOLED = {"type": "Polygon", "coordinates": [*square(-3, -3, 0.002)["coordinates"], *square(0, 0)["coordinates"]]}
AROUND = {
    "type": "Polygon",
    "coordinates": [polygon((105.89, 29.33), (105.91, 29.33), (105.91, 29.35), (105.89, 29.35))["coordinates"][0]],
}


@pytest.mark.parametrize(
    ("other", "touches"),
    [
        (square(1, 0), True),
        (square(-1, 0), True),
        (square(0, 1), True),
        (square(1, 1), True),
        (square(2, 0), False),
        (square(0, 2), False),
        (square(5, 5), False),
        (square(0, 0), True),
        (shifted(square(0, 1), 5), True),
        (shifted(square(0, 1), 30), False),
        (square(1, 1, 0.0003), False),
        (square(2, 0, 0.0005), True),
        (polygon((105.9003, 29.3403), (105.905, 29.3403), (105.905, 29.345)), True),
        (polygon((105.895, 29.3405), (105.905, 29.3404), (105.905, 29.3406)), True),
        (polygon((105.895, 29.36), (105.905, 29.36), (105.905, 29.37)), False),
        (AROUND, False),
        ({**AROUND, "coordinates": [*AROUND["coordinates"], *square(0, 0)["coordinates"]]}, True),
        ({"type": "MultiPolygon", "coordinates": [square(7, 7)["coordinates"], square(0, -1)["coordinates"]]}, True),
        ({"type": "MultiPolygon", "coordinates": [square(7, 7)["coordinates"], square(0, -3)["coordinates"]]}, False),
        ({"type": "Polygon", "coordinates": [[[*p, 12.5] for p in square(1, 0)["coordinates"][0]]]}, True),
    ],
)
def test_a_boundary_adjoins_what_comes_within_a_few_metres(other: dict[str, Any], touches: bool) -> None:
    assert adjoining(square(0, 0), [(7, other)]) == ([7] if touches else [])
    assert adjoining(other, [(7, square(0, 0))]) == ([7] if touches else [])


def test_every_inner_grid_of_the_sample_street_has_neighbours_and_they_are_mutual() -> None:
    lines = check_file(SAMPLE).entries
    drawn = [(n, line.boundary) for n, line in enumerate(lines) if line.level == Level.GRID and line.boundary]
    assert len(drawn) == 339
    near = {n: set(adjoining(own, [each for each in drawn if each[0] != n])) for n, own in drawn}
    assert min(map(len, near.values())) >= 2
    assert all(n in near[other] for n, found in near.items() for other in found)


async def test_neighbours_are_of_the_same_level_and_of_any_community(session: AsyncSession, quarter: Quarter) -> None:
    assert [grid.code for grid in await neighbours_of(session, quarter.grid)] == ["S-1-2", "S-2-1"]


async def test_a_retired_grid_is_no_neighbour(session: AsyncSession, quarter: Quarter) -> None:
    quarter.beside.retired_at = quarter.resident.first_seen
    assert [grid.code for grid in await neighbours_of(session, quarter.grid)] == ["S-2-1"]


@pytest.mark.parametrize("boundary", [None, square(40, 40)])
async def test_without_a_neighbour_on_the_map_those_with_the_same_parent_are(
    session: AsyncSession, quarter: Quarter, boundary: dict[str, Any] | None
) -> None:
    quarter.grid.boundary = boundary
    assert [grid.code for grid in await neighbours_of(session, quarter.grid)] == ["S-1-2", "S-1-3"]


async def test_the_root_has_no_neighbours(session: AsyncSession, quarter: Quarter) -> None:
    assert await neighbours_of(session, quarter.street) == []


def test_a_boundary_is_read_as_the_database_gives_it() -> None:
    assert adjoining(json.loads(json.dumps(HOLED)), [(1, square(0, 0))]) == [1]
