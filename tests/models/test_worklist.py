from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Grid, Level
from models.worklist import PAGE, Gravity, Item, Section, Wanted, Worklist, WorklistSource, worklist_of

ME = 7


@dataclass(frozen=True)
class Rows:
    """A feature with so many rows that wait for me."""

    kind: str
    size: int

    async def waiting(self, _session: AsyncSession, person_id: int, _now: datetime, wanted: Wanted) -> Section[Grid]:
        if person_id != ME:
            return Section()
        rows = [
            Grid(id=n, name=f"{self.kind}{n}", level=Level.GRID, code=str(n), path=f"/{n}/") for n in range(self.size)
        ]
        return Section([Item(row) for row in rows[wanted.skip : wanted.skip + wanted.most]], self.size)

    def source(self, gravity: Gravity, pinned: int | None = None, ahead: int = 0) -> WorklistSource[Grid]:
        return WorklistSource(self.kind, gravity, self.waiting, pinned, ahead)


def names(found: Worklist) -> list[str]:
    return [item.row.name for section in found.sections.values() for item in section.items]


def every(kind: str, some: Sequence[int]) -> list[str]:
    return [f"{kind}{n}" for n in some]


SOURCES = [
    Rows("note", 2).source(Gravity.NOTE, pinned=10),
    Rows("hazard", 13).source(Gravity.WORK),
    Rows("round", 12).source(Gravity.WORK),
    Rows("call", 1).source(Gravity.DANGER, pinned=50),
]
CALL, NOTES = ["call0"], ["note0", "note1"]


@pytest.mark.parametrize(
    ("page", "turned"),
    [
        (0, every("hazard", range(10))),
        (1, [*every("hazard", range(10, 13)), *every("round", range(7))]),
        (2, every("round", range(7, 12))),
    ],
)
async def test_pages_go_from_one_feature_to_the_next_between_what_is_pinned(
    session: AsyncSession, now: datetime, page: int, turned: list[str]
) -> None:
    found = await worklist_of(session, SOURCES, ME, now, page)
    assert (found.page, found.last) == (page, 2)
    assert names(found) == [*CALL, *turned, *NOTES]


@pytest.mark.parametrize(("size", "last"), [(0, 0), (1, 0), (PAGE, 0), (PAGE + 1, 1), (2 * PAGE, 1), (2 * PAGE + 1, 2)])
async def test_a_page_that_is_no_more_is_the_last(session: AsyncSession, now: datetime, size: int, last: int) -> None:
    rows = Rows("hazard", size)
    found = await worklist_of(session, [rows.source(Gravity.WORK)], ME, now, 9)
    assert (found.page, found.last) == (last, last)
    assert names(found) == every("hazard", range(size))[last * PAGE :]


@pytest.mark.parametrize("page", range(3))
async def test_a_section_counts_all_of_it_on_every_page(session: AsyncSession, now: datetime, page: int) -> None:
    found = await worklist_of(session, SOURCES, ME, now, page)
    totals = {kind: section.total for kind, section in found.sections.items()}
    assert list(totals.items()) == [("call", 1), ("hazard", 13), ("round", 12), ("note", 2)]


async def test_what_is_pinned_has_a_limit(session: AsyncSession, now: datetime) -> None:
    found = await worklist_of(session, [Rows("note", 20).source(Gravity.NOTE, pinned=3)], ME, now)
    assert names(found) == every("note", range(3))
    assert found.last == 0


@pytest.mark.parametrize(
    ("hazards", "duties", "pages"),
    [
        (13, 5, [(range(10), range(3)), (range(10, 13), range(3, 5))]),
        (10, 2, [(range(10), range(2))]),
        (8, 5, [(range(8), range(5))]),
        (8, 8, [(range(8), range(5)), ((), range(5, 8))]),
        (0, 13, [((), range(13))]),
        (0, 14, [((), range(13)), ((), range(13, 14))]),
        (10, 3, [(range(10), range(3))]),
        (20, 14, [(range(10), range(3)), (range(10, 20), ()), ((), range(3, 13)), ((), range(13, 14))]),
    ],
)
async def test_the_first_of_what_counts_days_stand_on_the_first_page_and_each_item_once(
    session: AsyncSession, now: datetime, hazards: int, duties: int, pages: list[tuple[Sequence[int], Sequence[int]]]
) -> None:
    sources = [Rows("hazard", hazards).source(Gravity.WORK), Rows("duty", duties).source(Gravity.WORK, ahead=3)]
    for page, (some, others) in enumerate(pages):
        found = await worklist_of(session, sources, ME, now, page)
        assert (found.page, found.last) == (page, len(pages) - 1)
        assert names(found) == [*every("hazard", some), *every("duty", others)]


async def test_for_whom_nothing_waits_there_is_no_section(session: AsyncSession, now: datetime) -> None:
    assert (await worklist_of(session, SOURCES, ME + 1, now)).sections == {}
