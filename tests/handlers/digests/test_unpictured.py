"""What a digest says in words: all that its picture shows where there is none, and what fits beside one."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.delivery.calls.html import CAPTION_LIMIT, TEXT_LIMIT, plain, units
from models.digests import warnings
from models.digests.figures import PeriodFigures, Spans, UnitFigures, packed
from models.digests.tables import FrozenPeriod
from models.digests.warnings import Repeated, WeekWarnings
from models.figures.checks import Checks
from models.figures.hazards import Progress, Reported
from models.figures.time_on_patrol import PatrolTime
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.schedule.report_periods.periods import PeriodKind, period_of
from tests.handlers.digests.warned import frozen_with, rise, said_of
from tests.handlers.room import Room
from tests.street import Street

NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)
BUSY = UnitFigures(
    reported=Reported({"gas": 3, "stairs": 1}, 4),
    progress=Progress(open=3, overdue=2, closed=1),
    checks=Checks(40, 8),
    patrol=PatrolTime(60, 600),
)
CALM = UnitFigures(checks=Checks(20), patrol=PatrolTime(600, 600))


def kept(street: Street, first: date, figures: PeriodFigures) -> FrozenPeriod:
    week = period_of(PeriodKind.WEEK, first)
    return FrozenPeriod(
        grid_id=street.street.id,
        kind=week.kind,
        first=week.first,
        figures=packed(figures),
        as_of=NOW,
        frozen_at=NOW,
    )


async def busy_week(room: Room, street: Street) -> FrozenPeriod:
    """With the week before and that of a year before; the second community has nothing but checks."""
    other = Grid(code="S-2", name="二社区", level=Level.COMMUNITY, path="", parent_id=street.street.id)
    other.path = path_of(other.id, street.street.path)
    room.session.add(other)
    room.session.add(kept(street, date(2026, 11, 2), PeriodFigures(UnitFigures(Reported(hazards=7)))))
    room.session.add(kept(street, date(2025, 11, 10), PeriodFigures(UnitFigures(Reported(hazards=5)))))
    row = await frozen_with(room, street.street, WeekWarnings())
    row.figures = packed(PeriodFigures(BUSY, {street.community.id: BUSY, other.id: CALM}))
    await room.session.flush()
    return row


async def test_where_the_picture_fails_the_words_hold_what_it_shows(room: Room, street: Street) -> None:
    await busy_week(room, street)
    said = await said_of(room, street.street)
    assert said.photos
    alone = said.without_pictures()
    assert not alone.shows
    assert alone.buttons == said.buttons
    for words in (
        "<b>上报／办结／在办／逾期（件）</b>\nS-1网格：4 / 1 / 3 / 2\n二社区：0 / 0 / 0 / 0",
        "各处检查完成：S-1网格 80%、二社区 100%",
        "各处巡查时长：S-1网格 10%、二社区 100%",
        "上报隐患类别：燃气 3、",
        "45周 7/0、46周 4/1",
        "46周 5",
    ):
        assert words in alone.html
    assert units(plain(alone.html)) <= TEXT_LIMIT
    assert units(plain(said.html)) <= CAPTION_LIMIT


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        (Spans(1, 3600.0), "受理用时中位数1小时\n"),
        (Spans(closed=1, to_close=7200.0), "办结用时中位数2小时\n"),
        (Spans(1, 3600.0, 1, 7200.0), "受理用时中位数1小时，办结用时中位数2小时\n"),
    ],
    ids=["accepted alone", "closed alone", "both"],
)
async def test_each_median_is_said_by_itself(room: Room, street: Street, spans: Spans, words: str) -> None:
    row = await busy_week(room, street)
    row.figures = packed(PeriodFigures(replace(BUSY, spans=spans)))
    await room.session.flush()
    assert words in (await said_of(room, street.street)).html


async def test_lines_that_have_no_room_beside_a_picture_are_counted_and_said_without_it(
    room: Room, street: Street
) -> None:
    """Those that the picture shows, too, are left out first."""
    row = await busy_week(room, street)
    names = [
        Grid(code=f"S-3{n:02}", name=f"{n}" + "长" * 118, level=Level.COMMUNITY, path=path_of(n + 1)) for n in range(60)
    ]
    room.session.add_all(names)
    street.street.name = "很长的街道名" * 10
    row.figures = packed(PeriodFigures(BUSY, {each.id: BUSY for each in names}))
    rises = [rise(each) for each in names[:3]]
    row.warnings = warnings.packed(
        WeekWarnings(pointed=rises, repeated=[Repeated("gas", 2, hazard=n) for n in (7, 8, 9)])
    )
    await room.session.flush()
    said = await said_of(room, street.street)
    assert [n for n in (7, 8, 9) if f"H{n}" not in said.html] == []
    assert "行因篇幅未列出" in said.html
    assert "各处巡查时长" not in said.html
    assert units(plain(said.html)) <= CAPTION_LIMIT
    alone = said.without_pictures().html
    assert "各处巡查时长" in alone
    assert "其余20个网格" in alone
    assert units(plain(alone)) <= TEXT_LIMIT
