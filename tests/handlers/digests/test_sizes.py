"""Digests of streets of all sizes: with nothing, with one grid, with 400, and with names as long as they may be.

`now` is Monday, November 16, at nine; the week is the one that has just ended.
"""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import pytest
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.calls.html import CAPTION_LIMIT, plain, units
from handlers.digests.page_view import CAPTION
from handlers.digests.presses import PAGE
from handlers.messages import MessageContent
from models.digests.sending import REPORT
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, State
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.schedule.calendar.stored_days import take_from_library
from reports.charts.page import Bars, Map, Numbers, Page
from tests.handlers.digests.clock import WEEK_BEGAN, tick
from tests.handlers.room import Room
from tests.reports.charts.pages import square
from tests.reports.paper import read
from tests.street import Street

P = TypeVar("P", Bars, Map, Numbers)
CHAT = 15
TUESDAY = datetime(2026, 11, 10, 2, tzinfo=UTC)
KINDS = ("gas", "stairs", "wiring")
LONG = "很长的名字👍<b>&" * 15  # 120 characters
HIGHEST = 2560  # pixels: a phone shows no more of a picture than this
MOST_ROWS, MOST_TILES = 14, 16


def below(above: Grid, code: str, name: str, level: Level = Level.GRID) -> Grid:
    grid = Grid(code=code, name=name, level=level, path="", parent_id=above.id)
    grid.path = path_of(grid.id, above.path)
    return grid


def lone(name: str = "测试街道") -> Grid:
    grid = Grid(code="T", name=name, level=Level.STREET, path="")
    grid.path = path_of(grid.id)
    return grid


def outline(west: float) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[list(point) for point in square(west, 29.3)]]}


async def reported(session: AsyncSession, grids: Sequence[Grid], *, overdue: int = 0) -> None:
    """One open hazard in each, the first `overdue` of them past their time."""
    for number, grid in enumerate(grids, 1):
        hazard = Hazard(
            number=number,
            grid_id=grid.id,
            category=KINDS[number % 3],
            state=State.OPEN,
            created_at=TUESDAY,
            due_at=TUESDAY + timedelta(days=1 if number <= overdue else 30),
        )
        session.add(hazard)
        session.add(HazardEvent(hazard_id=hazard.id, at=TUESDAY, act=Act.REPORT, before=State.DRAFT, after=State.OPEN))
    await session.flush()


async def said_of(room: Room, grid: Grid, period: str = "2026-W46") -> MessageContent:
    row = enqueue(room.session, CHAT, PAGE, Lane.ROUTINE, room.now, subject_id=grid.id, period=period, late=True)
    await room.session.flush()
    said = await room.worded(row)
    assert isinstance(said, MessageContent)
    assert units(plain(said.html)) <= CAPTION <= CAPTION_LIMIT
    assert "迟发" in said.html
    assert "上报" in said.html
    return said


def drawn(said: MessageContent) -> Page:
    """The page, once its picture was drawn and is one that a phone shows whole."""
    [photo] = said.photos
    assert isinstance(photo, partial)
    with Image.open(io.BytesIO(photo())) as image:
        assert image.width == 1280
        assert image.height <= HIGHEST
    page: Page = photo.args[0]
    return page


def only(page: Page, kind: type[P]) -> P:
    return next(panel for panel in page.panels if isinstance(panel, kind))


async def test_of_a_street_without_anything_the_words_come_alone(room: Room) -> None:
    street = lone()
    room.session.add(street)
    await room.session.flush()
    said = await said_of(room, street)
    assert "无隐患上报" in said.html


async def test_of_one_community_with_one_grid_each_has_its_row(room: Room) -> None:
    street = lone()
    community = below(street, "T-1", "一社区", Level.COMMUNITY)
    grid = below(community, "T-1-1", "一网格")
    room.session.add_all([street, community, grid])
    await reported(room.session, [grid], overdue=1)
    page = drawn(await said_of(room, street))
    assert [(row.label, list(row.values)) for row in only(page, Bars).rows] == [("一社区", [1, 0, 1])]
    assert [area.label for area in only(page, Map).areas] == ["一社区"]
    assert "一社区" in page.title
    page = drawn(await said_of(room, community))
    assert [row.label for row in only(page, Bars).rows] == ["一网格"]
    page = drawn(await said_of(room, grid))
    assert [item.value for item in only(page, Numbers).items] == ["1", "0", "1", "1"]


@pytest.mark.long
@pytest.mark.parametrize("name", ["网格", LONG], ids=["short", "long"])
async def test_of_400_grids_those_with_most_are_shown_and_how_many_more_there_are_is_said(
    room: Room, name: str
) -> None:
    street = lone(name[:120])
    grids = [below(street, f"T-{number:03}", f"{name[:117]}{number:03}") for number in range(400)]
    room.session.add_all([street, *grids])
    await reported(room.session, [grids[7], *grids, grids[7], *grids[100:150]], overdue=1)
    said = await said_of(room, street)
    page = drawn(said)
    bars, tiles = only(page, Bars), only(page, Map)
    assert len(bars.rows) == MOST_ROWS
    assert bars.rows[0].label == grids[7].name, "the one that is overdue"
    assert sum(row.values[0] or 0 for row in bars.rows) == 3 + 2 * (MOST_ROWS - 1)
    assert bars.more == f"其余{400 - MOST_ROWS}个网格"
    assert [area.label for area in tiles.areas] == [grids[each].name for each in (7, *range(100, 115))]
    assert len(tiles.areas) == MOST_TILES
    assert tiles.legend.endswith(f"其余{400 - MOST_TILES}个网格")
    assert [item.value for item in only(page, Numbers).items] == ["452", "0", "452", "1"]
    assert grids[7].name in page.title


@pytest.mark.long
@pytest.mark.parametrize("name", ["网格", LONG], ids=["short", "long"])
async def test_the_month_of_400_grids_as_a_paper_has_a_row_for_each(room: Room, name: str) -> None:
    street = lone(name[:120])
    grids = [below(street, f"T-{number:03}", f"{number:03}{name[:117]}") for number in range(400)]
    room.session.add_all([street, *grids])
    await reported(room.session, grids, overdue=3)
    row = enqueue(room.session, CHAT, REPORT, Lane.ROUTINE, room.now, subject_id=street.id, period="2026-11")
    await room.session.flush()
    said = await room.worded(row)
    assert isinstance(said, MessageContent)
    assert said.document is not None
    assert isinstance(said.document.content, partial)
    assert not set('<>:"/\\|?*') & set(said.document.name)
    words = read(said.document.content()).text.replace(" ", "").replace("\n", "")
    assert "上报隐患400" in words
    assert [number for number in range(400) if f"{number:03}{name[:2]}" not in words] == []


async def test_grids_with_boundaries_lie_on_a_map(room: Room, street: Street) -> None:
    other = below(street.community, "S-1-2", "<二>网格👍")
    room.session.add(other)
    street.grid.boundary, other.boundary = outline(105.9), outline(105.92)
    await tick(room, WEEK_BEGAN)
    await reported(room.session, [street.grid, other, other])
    found = only(drawn(await said_of(room, street.street)), Map)
    assert [(area.text, list(area.rings)) for area in found.areas] == [("3", [])], "not frozen: communities alone"
    await tick(room, WEEK_BEGAN + timedelta(weeks=1))
    for grid in (street.street, street.community):
        found = only(drawn(await said_of(room, grid)), Map)
        assert [(area.label, bool(area.rings)) for area in found.areas] == [
            ("S-1-1网格", True),
            ("<二>网格👍", True),
        ]
    assert [(area.text, area.level) for area in found.areas] == [("1", 0.5), ("2", 1.0)]


async def test_of_a_grid_that_is_newer_than_the_week_nothing_is_known_on_the_map(room: Room, street: Street) -> None:
    street.grid.boundary = outline(105.9)
    await tick(room, WEEK_BEGAN)
    await reported(room.session, [street.grid])
    await tick(room, WEEK_BEGAN + timedelta(weeks=1))
    newer = below(street.community, "S-1-2", "新网格")
    newer.boundary = outline(105.92)
    room.session.add(newer)
    await room.session.flush()
    for grid in (street.street, street.community):
        found = only(drawn(await said_of(room, grid)), Map)
        assert [(area.label, area.text, area.level) for area in found.areas] == [
            ("S-1-1网格", "1", 1.0),
            ("新网格", "", None),
        ]
        assert "斜线处无数据" in found.legend


async def test_tiles_are_shaded_by_what_is_open_for_each_small_grid(room: Room) -> None:
    """Two of one grid weigh more than three of three."""
    street = lone()
    large, small = (below(street, f"T-{n}", f"{n}社区", Level.COMMUNITY) for n in (1, 2))
    of_large = [below(large, f"T-1-{n}", f"1-{n}网格") for n in range(3)]
    of_small = below(small, "T-2-1", "2-1网格")
    room.session.add_all([street, large, small, *of_large, of_small])
    await reported(room.session, [*of_large, of_small, of_small])
    found = only(drawn(await said_of(room, street)), Map)
    assert [(area.label, area.text, area.level) for area in found.areas] == [("1社区", "3", 0.5), ("2社区", "2", 1.0)]
    assert "斜线" not in found.legend


async def test_without_the_boundary_of_one_none_is_drawn(room: Room, street: Street) -> None:
    room.session.add(below(street.community, "S-1-2", "二网格"))
    street.grid.boundary = outline(105.9)
    await reported(room.session, [street.grid])
    found = only(drawn(await said_of(room, street.community)), Map)
    assert [(area.label, area.text, list(area.rings)) for area in found.areas] == [
        ("S-1-1网格", "1", []),
        ("二网格", "", []),
    ]


@pytest.mark.parametrize(
    ("hazards", "overdue", "title"),
    [(0, 0, "无隐患上报，无在办隐患"), (1, 0, "上报1件，办结0件"), (2, 2, "上报2件，办结0件；S-1网格逾期2件")],
)
async def test_the_title_says_what_is_found(room: Room, street: Street, hazards: int, overdue: int, title: str) -> None:
    await reported(room.session, [street.grid] * hazards, overdue=overdue)
    page = drawn(await said_of(room, street.street))
    assert page.title == title


@pytest.mark.parametrize(("period", "free"), [("2026-W07", False), ("2026-W08", True)])
async def test_a_week_without_a_working_day_is_said_to_be_one(
    room: Room, street: Street, period: str, *, free: bool
) -> None:
    """The Spring Festival of 2026: from Sunday, 15 February, to Monday, the 23rd."""
    await take_from_library(room.session)
    said = await said_of(room, street.street, period)
    assert ("本期没有工作日" in said.html) is free
