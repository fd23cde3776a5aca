from datetime import timedelta

import pytest

from handlers.messages import Delete
from models.emergencies import actions as emergency_actions
from models.emergencies import outcomes
from models.emergencies.calls import Cry, call_for_help
from models.emergencies.tables import Call
from models.emergencies.workflow import Finding, Outcome
from tests.handlers.emergencies.messages import labels, newest, said
from tests.handlers.room import Room
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADER, COMMUNITY = 11, 12, 14, 15


@pytest.fixture
async def call(room: Room, street: Street) -> Call:
    street.resident.started = True
    return await call_for_help(room.session, Cry(GROUP, 1, "3号楼502着火", street.resident), street.grid, room.now)


@pytest.mark.parametrize(("finding", "word"), [(Finding.FIRE, "火情"), (Finding.SMOKE, "烟情")])
async def test_the_group_hears_that_it_is_real_and_what_to_do_and_no_name(
    room: Room, street: Street, call: Call, finding: Finding, word: str
) -> None:
    await outcomes.confirm(room.session, call, street.member, finding, room.now)
    heard = await said(room, "confirmed", GROUP)
    assert heard.html.splitlines()[0].startswith(f"<b>🔴 {word}已确认！</b>请立即从楼梯撤离")
    assert "请立即拨打119" in heard.html
    assert heard.buttons == ()
    for name in ("李秀英", "傅勇", "502"):
        assert name not in heard.html


async def test_that_it_is_real_goes_when_it_turns_out_graver_or_over(room: Room, street: Street, call: Call) -> None:
    await outcomes.confirm(room.session, call, street.member, Finding.SMOKE, room.now)
    smoke = await newest(room, "confirmed", GROUP)
    await outcomes.confirm(room.session, call, street.member, Finding.FIRE, room.now)
    assert isinstance(await room.worded(smoke), Delete)
    await outcomes.end(room.session, call, street.member, Outcome.FIRE_OUT, room.now)
    assert isinstance(await room.worded(await newest(room, "confirmed", GROUP)), Delete)


async def test_who_heard_of_the_end_hears_that_it_goes_on_and_the_end_is_taken_away(
    room: Room, street: Street, call: Call
) -> None:
    await outcomes.end(room.session, call, street.leader, Outcome.FALSE_ALARM, room.now)
    over = [await newest(room, "over", GROUP), await newest(room, "thanks", RESIDENT)]
    assert "警报解除" in (await said(room, "over", GROUP)).html
    await outcomes.reopen(room.session, call, street.leader, room.now)
    assert [type(await room.worded(each)) for each in over] == [Delete, Delete]
    for chat in (GROUP, RESIDENT):
        assert "险情尚未结束" in (await said(room, "resumed", chat)).html
        assert "请立即拨打119" in (await said(room, "resumed", chat)).html
    alarm = await said(room, "alarm", MEMBER)
    assert "险情尚未结束，结束操作已撤销！" in alarm.html.splitlines()[0]
    assert labels(alarm)[0] == ["前往", "已到场"]
    card = await said(room, "card", GROUP)
    assert "请立即拨打119" in card.html
    assert labels(card) == [["前往", "已到场"], ["误报"], ["我按错了"]]


async def test_that_it_goes_on_goes_when_it_is_over_after_all(room: Room, street: Street, call: Call) -> None:
    for _ in range(2):
        await outcomes.end(room.session, call, street.leader, Outcome.FALSE_ALARM, room.now)
        await outcomes.reopen(room.session, call, street.leader, room.now)
    await outcomes.end(room.session, call, street.leader, Outcome.SAFE, room.now)
    assert isinstance(await room.worded(await newest(room, "resumed", GROUP)), Delete)


async def test_the_undo_stands_with_who_ended_it_and_with_leaders_while_it_works(
    room: Room, street: Street, call: Call
) -> None:
    await emergency_actions.go(room.session, call, street.member, room.now)
    await outcomes.end(room.session, call, street.leader, Outcome.SAFE, room.now)
    for chat, shown in ((LEADER, [["撤销，继续处置"]]), (COMMUNITY, [["撤销，继续处置"]]), (MEMBER, [])):
        assert labels(await said(room, "alarm", chat)) == shown
    assert labels(await said(room, "card", GROUP)) == []
    room.now += timedelta(minutes=11)
    assert labels(await said(room, "alarm", LEADER)) == []
