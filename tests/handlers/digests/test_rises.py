"""What a digest says of a rise: in the title and below it, with its numbers and of how long they are."""

from datetime import date, timedelta

import pytest

from handlers.messages import MessageContent
from models.digests.leaders import UNUSUAL
from models.digests.tables import FrozenPeriod
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.periods.tables import Period, PeriodKind
from tests.handlers.digests.warned import CHAT, WEEK, found, frozen_with, rise, said_of
from tests.handlers.room import Room
from tests.street import Street

MONDAY = WEEK.first
NORMAL, LOOK = "上报增多属正常", "请看是否由此增多"


@pytest.mark.parametrize(
    ("window", "title"),
    [(1, "S-1网格 燃气9件，平常0–4件"), (4, "S-1网格 燃气四周9件，平常0–4件")],
    ids=["a week", "four weeks"],
)
async def test_the_title_says_of_how_many_weeks_a_count_is(room: Room, street: Street, window: int, title: str) -> None:
    await frozen_with(room, street.street, found(rise(street.community, window=window)))
    assert (await said_of(room, street.street)).html.startswith(f"<b>{title}；")


async def two_communities(room: Room, street: Street) -> Grid:
    other = Grid(code="S-2", name="二社区", level=Level.COMMUNITY, path="", parent_id=street.street.id)
    other.path = path_of(other.id, street.street.path)
    room.session.add(other)
    await room.session.flush()
    return other


async def held(room: Room, grid: Grid, first: date = MONDAY, days: int = 3) -> None:
    period = Period(
        grid_id=grid.id,
        kind=PeriodKind.HEIGHTENED,
        name="专项",
        first=first,
        last=first + timedelta(days=days),
        opened_at=room.now,
    )
    room.session.add(period)
    await room.session.flush()


async def told_leaders(room: Room, row: FrozenPeriod) -> str:
    message = enqueue(room.session, CHAT, UNUSUAL, Lane.ROUTINE, room.now, subject_id=row.id, place=0)
    await room.session.flush()
    said = await room.worded(message)
    assert isinstance(said, MessageContent)
    return said.html


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("street", f"期间开展“专项”，{NORMAL}"),
        ("community", NORMAL),
        ("grid", f"“专项（S-1-1网格）”，{LOOK}"),
        ("other", ""),
    ],
)
async def test_a_drive_explains_a_rise_of_a_community_only_where_it_was_held(
    room: Room, street: Street, where: str, words: str
) -> None:
    """In another community it says nothing of this one; in a part of it, it may be the reason."""
    other = await two_communities(room, street)
    await held(room, other if where == "other" else vars(street)[where])
    row = await frozen_with(room, street.street, found(rise(street.community), rise(other)))
    line = (await said_of(room, street.street)).html.partition("⚠ S-1网格")[2].partition("⚠ 二社区")[0]
    for said in (line, (await said_of(room, street.community)).html, await told_leaders(room, row)):
        assert words in said
        assert bool(words) == ("专项" in said)


async def test_of_a_rise_in_the_whole_street_it_is_said_where_the_drive_was(room: Room, street: Street) -> None:
    other = await two_communities(room, street)
    await held(room, other)
    row = await frozen_with(room, street.street, found(rise(None)))
    for said in ((await said_of(room, street.street)).html, await told_leaders(room, row)):
        assert f"“专项（二社区）”，{LOOK}" in said
        assert NORMAL not in said


@pytest.mark.parametrize(("window", "explained"), [(1, False), (4, True)])
async def test_a_drive_counts_in_the_weeks_that_an_alarm_is_of(
    room: Room, street: Street, window: int, *, explained: bool
) -> None:
    await held(room, street.street, MONDAY - timedelta(weeks=3), days=2)
    row = await frozen_with(room, street.street, found(rise(street.community, window=window)))
    for said in ((await said_of(room, street.street)).html, await told_leaders(room, row)):
        assert (NORMAL in said) is explained
