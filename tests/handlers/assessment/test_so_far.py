"""The quarter that runs, as people meet it: marked as no result, explained line by line, for whom it concerns alone."""

import pytest
from sqlalchemy import func, select

from handlers.messages import Skip
from models.assessment.criteria import Unit
from models.assessment.tables import AssessmentScore
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests.handlers.assessment.meeting import (
    ABOVE,
    HOME,
    LEADER,
    MEMBER,
    OTHER,
    RESIDENT,
    content,
    labels,
    press,
)
from tests.handlers.room import Room
from tests.models.assessment.counted import BEGUN, add_members, confirmed, posts_in, tick
from tests.models.checks.owing import local
from tests.street import GROUP, Street

SO_FAR, UNIT, WHY, BELOW = (f"assessment.{kind}so_far" for kind in ("", "unit_", "why_", "below_"))


@pytest.fixture(autouse=True)
async def lived(room: Room, street: Street) -> None:
    await tick(room.session, BEGUN)
    member, other, leader = await posts_in(room.session, street.grid)
    await confirmed(room.session, street, [(member, 12), (other, 19), (leader, 20)], 20)
    room.now = local("2026-11-20", 10)


async def opened(room: Room, by: int) -> None:
    await room.says(by, by, "/score")
    await press(room, by, "本季度暂计", HOME)


async def test_the_same_lines_are_shown_marked_as_no_result(room: Room) -> None:
    await opened(room, MEMBER)
    said = await content(room, SO_FAR)
    assert "<b>2026年第4季度暂计（截至11-20 10:00）</b>\n仅供参考，不作为考核结果" in said.html
    assert "<b>S-1-1网格网格员傅勇</b>" in said.html
    assert "· 通知确认 12/20：" in said.html
    assert [label for label in labels(said) if "为什么是" in label] == labels(said)
    assert len(labels(said)) == 2  # the post, and the grid
    assert (await room.session.scalar(select(func.count()).select_from(AssessmentScore))) == 0


async def test_it_is_explained_line_by_line_and_nothing_can_be_objected_to(room: Room) -> None:
    await opened(room, MEMBER)
    await press(room, MEMBER, "S-1-1网格网格员傅勇 为什么是", SO_FAR)
    why = await content(room, WHY)
    assert "不作为考核结果" in why.html
    assert "<b>通知确认</b> 12/20，即60%；街道平均77.5%" in why.html
    assert "未完成：N13 第13号通知、N14 第14号通知" in why.html
    assert labels(why) == ["返回"]
    await press(room, MEMBER, "返回", WHY)
    unit = await content(room, UNIT)
    assert "· 通知确认 12/20：" in unit.html
    assert [label[:4] for label in labels(unit)] == ["为什么是"]


async def test_a_leader_looks_at_those_below_page_by_page(room: Room, street: Street) -> None:
    await add_members(room.session, street.grid, 12, 50)
    await opened(room, LEADER)
    await press(room, LEADER, "S-1-1网格下级，本季度暂计", SO_FAR)
    said = await content(room, BELOW)
    assert "不作为考核结果" in said.html
    assert "<b>S-1-1网格下级</b>：" in said.html
    assert (len(labels(said)), labels(said)[-1]) == (13, "下一页")
    await press(room, LEADER, "下一页", BELOW)
    assert (len(labels(await content(room, BELOW))), labels(await content(room, BELOW))[-1]) == (3, "上一页")
    await press(room, LEADER, "上一页", BELOW)
    await press(room, LEADER, next(each for each in labels(await content(room, BELOW)) if "傅勇" in each), BELOW)
    assert "网格员傅勇" in (await content(room, UNIT)).html


async def test_a_leader_above_goes_on_from_a_grid_to_its_members(room: Room) -> None:
    await opened(room, ABOVE)
    await press(room, ABOVE, "S-1网格下级，本季度暂计", SO_FAR)
    await press(room, ABOVE, next(each for each in labels(await content(room, BELOW)) if "网格长" not in each), BELOW)
    assert labels(await content(room, UNIT))[1:] == ["S-1-1网格下级，本季度暂计"]


async def test_others_are_refused(room: Room, street: Street) -> None:
    [member, *_] = await posts_in(room.session, street.grid)
    for by, data, words in (
        (OTHER, f"as:far:why:post:{member.id}", "只给本人和上级看"),
        (RESIDENT, f"as:far:unit:grid:{street.grid.id}", "只给本人和上级看"),
        (LEADER, f"as:farb:{street.community.id}", "上级负责人"),
    ):
        toast = (await room.presses(by, by, data)).toast
        assert toast is not None
        assert words in toast.text
    for kind in (WHY, UNIT):
        message = enqueue(room.session, OTHER, kind, Lane.REPLY, room.now, subject_id=member.id, unit=Unit.POST)
        await room.session.flush()
        assert isinstance(await room.worded(message), Skip)
    kinds = await room.kinds()
    for data in ("as:far", f"as:far:why:post:{member.id}", f"as:farb:{street.grid.id}"):
        await room.presses(LEADER, GROUP, data)
    assert (await room.kinds())[len(kinds) :] == []


async def test_whoever_holds_no_post_is_offered_nothing(room: Room) -> None:
    await room.says(RESIDENT, RESIDENT, "/score")
    assert (await content(room, HOME)).buttons == ()


async def test_before_anything_is_counted_it_is_said_so(room: Room, street: Street) -> None:
    room.now = local("2027-01-01", 8)
    await opened(room, MEMBER)
    said = await content(room, SO_FAR)
    assert "数据少，暂不评" in said.html
    assert "统计了什么？" in labels(said)[0]
