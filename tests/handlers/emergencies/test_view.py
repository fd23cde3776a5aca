from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.messages import Delete, MessageContent, Skip
from models.domains import grids_retired
from models.emergencies import actions as emergency_actions
from models.emergencies import outcomes
from models.emergencies.alerting import notify as emergency_notify
from models.emergencies.calls import Cry, call_for_help, set_place
from models.emergencies.tables import Call
from models.emergencies.workflow import Finding, Outcome
from tests.handlers.emergencies.messages import labels, newest, said
from tests.handlers.room import Room
from tests.street import GROUP, Street

MEMBER, LEADER = 12, 14
SPOT = {"latitude": 29.34, "longitude": 105.9}


async def the_call(room: Room) -> Call:
    return (await room.session.scalars(select(Call).execution_options(populate_existing=True))).one()


async def test_staff_in_private_learn_who_called_and_the_group_does_not(room: Room, street: Street) -> None:
    street.resident.phone = "+8619900000011"
    await room.says(11, GROUP, "/sos 3号楼着火")
    alarm, card = await said(room, "alarm", MEMBER), await said(room, "card", GROUP)
    assert "求助人：某人 +8619900000011" in alarm.html
    assert "3号楼着火" in alarm.html
    assert "某人" not in card.html
    assert "+861990" not in card.html
    assert "3号楼着火" in card.html
    assert labels(alarm) == [["前往", "已到场"], ["误报"]]
    assert labels(card) == [["前往", "已到场"], ["误报"], ["我按错了"]]


async def test_what_was_said_in_private_stays_out_of_the_group(room: Room, street: Street) -> None:
    cry = Cry(16, 1, "3-2-501着火", street.member, place=SPOT)
    call = await call_for_help(room.session, cry, street.grid, room.now)
    await outcomes.confirm(room.session, call, street.leader, Finding.FIRE, room.now, "501王家厨房")
    running = await said(room, "card", GROUP)
    await outcomes.end(room.session, call, street.leader, Outcome.FIRE_OUT, room.now)
    await room.session.flush()
    card = await said(room, "card", GROUP)
    for secret in ("501", "29.34", "王家"):
        assert secret not in card.html + running.html
    assert card.buttons == ()


async def test_a_caller_sees_the_duty_phone_after_119(room: Room, street: Street) -> None:
    street.street.duty_phone = "02300001110"
    await room.says(11, GROUP, "/sos 3号楼着火")
    html = (await said(room, "card", GROUP)).html
    assert html.index("119") < html.index("就近值班电话：02300001110") < html.index("从楼梯")


async def test_a_leaders_chat_hears_no_names_of_callers(room: Room, street: Street) -> None:
    call = await call_for_help(room.session, Cry(GROUP, 1, "着火", street.resident), street.grid, room.now)
    emergency_notify.alarm(room.session, call, [-2001], "new", room.now)
    await emergency_actions.add(room.session, call, street.resident, "在五楼", None, room.now)
    alarm = await said(room, "alarm", -2001)
    assert "李秀英" not in alarm.html
    assert "补充：在五楼" in alarm.html
    assert "补充：在五楼（李秀英）" in (await said(room, "alarm", MEMBER)).html


async def test_a_place_is_a_button_that_opens_the_map(room: Room, street: Street) -> None:
    call = await call_for_help(room.session, Cry(GROUP, 1, "着火", street.resident), street.grid, room.now)
    await set_place(room.session, call, street.resident, SPOT, GROUP, 2, room.now)
    for worded in (await said(room, "alarm", MEMBER), await said(room, "card", GROUP)):
        [link] = [button.url for row in worded.buttons for button in row if button.url]
        assert link == "https://uri.amap.com/marker?position=105.900000,29.340000&name=S1&coordinate=wgs84"
    assert "北纬29.340000，东经105.900000" in (await said(room, "alarm", MEMBER)).html


async def test_a_place_shared_in_private_shows_no_map_in_the_group(room: Room, street: Street) -> None:
    call = await call_for_help(room.session, Cry(GROUP, 1, "着火", street.resident), street.grid, room.now)
    await set_place(room.session, call, street.resident, SPOT, 11, 2, room.now)
    assert labels(await said(room, "card", GROUP)) == [["前往", "已到场"], ["误报"], ["我按错了"]]


async def test_all_see_who_goes_and_who_is_there(room: Room, street: Street) -> None:
    call = await call_for_help(room.session, Cry(16, 1, "着火", street.stranger), street.grid, room.now)
    await emergency_actions.go(room.session, call, street.member, room.now)
    await emergency_actions.arrive(room.session, call, street.leader, room.now + timedelta(minutes=5))
    for kind, chat in (("alarm", LEADER), ("card", GROUP), ("progress", 16)):
        html = (await said(room, kind, chat)).html
        assert "🏃 傅勇 09:00前往" in html
        assert "📍 谭远康 09:05到场" in html
    assert ["真实火情", "冒烟无明火"] in labels(await said(room, "alarm", LEADER))


async def test_the_end_is_told_in_short_and_leaves_no_buttons(room: Room, street: Street) -> None:
    street.resident.started = True
    call = await call_for_help(room.session, Cry(GROUP, 1, "着火", street.resident), street.grid, room.now)
    await emergency_actions.go(room.session, call, street.leader, room.now)
    await outcomes.confirm(room.session, call, street.leader, Finding.SMOKE, room.now, "油烟")
    room.now += timedelta(minutes=5)
    await outcomes.end(room.session, call, street.member, Outcome.SAFE, room.now)
    room.now += timedelta(minutes=11)
    for kind, chat in (("alarm", LEADER), ("card", GROUP), ("over", LEADER), ("thanks", 11)):
        worded = await said(room, kind, chat)
        assert worded.buttons == ()
        assert "现场情况：冒烟无明火（谭远康，09:00）" in worded.html
        assert "处置结果：险情解除（傅勇，09:05）" in worded.html
    assert "情况说明：油烟" in (await said(room, "alarm", LEADER)).html
    assert "感谢" in (await said(room, "card", GROUP)).html
    assert "处置结束" in (await said(room, "over", LEADER)).html


async def test_a_newer_alarm_takes_the_place_of_the_older(room: Room, street: Street) -> None:
    call = await call_for_help(room.session, Cry(GROUP, 1, "着火", street.resident), street.grid, room.now)
    emergency_notify.alarm(room.session, call, [MEMBER], "again", room.now)
    first, second = [each for each in await room.messages(MEMBER) if each.kind == "emergencies.alarm"]
    assert isinstance(await room.worded(first), Delete)
    call.created_at = room.now - timedelta(minutes=2)
    again = await room.worded(second)
    assert isinstance(again, MessageContent)
    assert "已2分钟无人前往" in again.html


async def test_who_calls_once_more_is_heard_with_all_buttons_though_somebody_goes(room: Room, street: Street) -> None:
    call = await call_for_help(room.session, Cry(GROUP, 1, "着火", street.resident), street.grid, room.now)
    await emergency_actions.go(room.session, call, street.member, room.now)
    emergency_notify.alarm(room.session, call, [LEADER], "more", room.now)
    alarm = await said(room, "alarm", LEADER)
    assert "又有人求助" in alarm.html.splitlines()[0]
    assert labels(alarm)[:2] == [["我也前往", "已到场"], ["真实火情", "冒烟无明火"]]


async def test_nobody_is_told_that_nobody_goes_when_somebody_does(room: Room, street: Street) -> None:
    call = await call_for_help(room.session, Cry(GROUP, 1, "着火", street.resident), street.grid, room.now)
    emergency_notify.alarm(room.session, call, [MEMBER], "again", room.now)
    await emergency_actions.go(room.session, call, street.leader, room.now)
    assert isinstance(await room.worded(await newest(room, "alarm", MEMBER)), Skip)


async def test_a_question_goes_once_it_is_answered(room: Room, street: Street) -> None:
    call = await call_for_help(room.session, Cry(GROUP, 1, "着火", street.resident), street.grid, room.now)
    await emergency_notify.ask(room.session, call, [MEMBER], room.now)
    asked = await said(room, "asked", MEMBER)
    assert labels(asked) == [["真实火情", "冒烟无明火"], ["人员伤病", "其他情况"], ["误报"]]
    await outcomes.end(room.session, call, street.member, Outcome.SAFE, room.now)
    assert isinstance(await room.worded(await newest(room, "asked", MEMBER)), Delete)


@pytest.mark.parametrize(
    ("finding", "state", "buttons"),
    [
        (Finding.FIRE, "🔴 火情已确认 · 🏃 有人前往", [["火已扑灭", "险情解除"]]),
        (Finding.SMOKE, "🔴 烟情已确认 · 🏃 有人前往", [["险情解除"], ["真实火情"]]),
        (Finding.MEDICAL, "🔴 伤病情况已确认 · 🏃 有人前往", [["人员已救治", "险情解除"], ["真实火情", "冒烟无明火"]]),
        (Finding.OTHER, "🔴 险情已确认 · 🏃 有人前往", [["险情解除"], ["真实火情", "冒烟无明火", "人员伤病"]]),
    ],
)
async def test_what_is_confirmed_leaves_card_and_alarm_as_urgent_as_before_and_offers_how_it_may_end(
    room: Room, street: Street, finding: Finding, state: str, buttons: list[list[str]]
) -> None:
    call = await call_for_help(room.session, Cry(GROUP, 1, "着火", street.resident), street.grid, room.now)
    await emergency_actions.go(room.session, call, street.member, room.now)
    await outcomes.confirm(room.session, call, street.member, finding, room.now)
    card, alarm = await said(room, "card", GROUP), await said(room, "alarm", LEADER)
    assert "请立即拨打119" in card.html.splitlines()[0]
    assert "立即从楼梯撤离" in card.html
    assert labels(card) == [["我也前往", "已到场"], ["误报"]]
    assert labels(alarm) == [["我也前往", "已到场"], *buttons, ["误报"]]
    for worded in (card, alarm):
        assert state in worded.html
        assert "现场情况" in worded.html
        assert "🟢" not in worded.html


async def test_the_alarm_of_a_confirmed_fire_opens_with_that(room: Room, street: Street) -> None:
    call = await call_for_help(room.session, Cry(GROUP, 1, "着火", street.resident), street.grid, room.now)
    await outcomes.confirm(room.session, call, street.member, Finding.FIRE, room.now)
    alarm = await said(room, "alarm", LEADER)
    assert alarm.html.splitlines()[0].startswith("<b>🔴 火情已确认！请确认已拨打119")
    assert ["火已扑灭", "险情解除"] in labels(alarm)
    emergency_notify.alarm(room.session, call, [LEADER], "again", room.now + timedelta(minutes=2))
    room.now += timedelta(minutes=2)
    assert "已2分钟无人前往" in (await said(room, "alarm", LEADER)).html


async def test_a_confirmed_fire_is_asked_about_until_it_is_over(room: Room, street: Street) -> None:
    call = await call_for_help(room.session, Cry(GROUP, 1, "着火", street.resident), street.grid, room.now)
    await emergency_actions.go(room.session, call, street.member, room.now)
    await outcomes.confirm(room.session, call, street.member, Finding.FIRE, room.now)
    await emergency_notify.ask(room.session, call, [MEMBER], room.now)
    asked = await said(room, "asked", MEMBER)
    assert "险情是否已解除" in asked.html
    assert labels(asked) == [["火已扑灭", "险情解除"], ["误报"]]


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
async def test_a_drill_says_so_in_every_message(room: Room, street: Street, locale: str) -> None:
    street.stranger.started = True
    cry = Cry(16, 1, "演练：着火", street.stranger)
    call = await call_for_help(room.session, cry, street.grid, room.now)
    await call_for_help(room.session, Cry(GROUP, 2, "演练", street.resident), street.grid, room.now)
    await set_place(room.session, call, street.stranger, SPOT, 16, 2, room.now)
    await emergency_notify.ask(room.session, call, [MEMBER], room.now)
    emergency_notify.ask_where(room.session, call, room.now)
    call.guessed = True
    mark = {"zh_CN": "【演练】", "en": "[Drill] "}[locale]
    spoken = await all_said(room, locale)
    await outcomes.confirm(room.session, call, street.member, Finding.FIRE, room.now)
    spoken |= await all_said(room, locale)
    await outcomes.end(room.session, call, street.member, Outcome.FALSE_ALARM, room.now)
    spoken |= await all_said(room, locale)
    await outcomes.reopen(room.session, call, street.member, room.now)
    spoken |= await all_said(room, locale)
    kinds = {"card", "answer", "progress", "alarm", "joined", "asked", "where", "over", "thanks"}
    kinds |= {"confirmed", "resumed"}
    assert {f"emergencies.{kind}" for kind in kinds} <= spoken.keys()
    assert [html for html in spoken.values() if not html.startswith(mark)] == []


async def all_said(room: Room, locale: str) -> dict[str, str]:
    worded = {message.kind: await room.worded(message, locale) for message in await room.messages()}
    return {kind: each.html for kind, each in worded.items() if isinstance(each, MessageContent)}


async def test_hostile_words_are_shown_as_written(room: Room, street: Street) -> None:
    await room.says({"id": 11, "is_bot": False, "first_name": "<b>&"}, GROUP, "/sos <i>着火</i> \u202e" + "长" * 3000)
    alarm, card = await said(room, "alarm", MEMBER), await said(room, "card", GROUP)
    for worded in (alarm, card):
        assert "&lt;i&gt;着火&lt;/i&gt;" in worded.html
        assert "\u202e" not in worded.html
        assert len(worded.html) < 2000
    assert "求助人：&lt;b&gt;&amp;" in alarm.html


async def test_a_call_of_unknown_grid_tells_staff_where_it_came_from(room: Room) -> None:
    await room.says(16, {"id": -3001, "type": "supergroup", "title": "老乡群"}, "/sos 着火")
    alarm = await said(room, "alarm", 15)
    assert "所属网格未知。求助来源：老乡群" in alarm.html


async def test_a_photo_goes_with_the_alarm_but_not_with_the_card(room: Room, street: Street) -> None:
    cry = Cry(GROUP, 1, "着火", street.resident, photo="file-1")
    await call_for_help(room.session, cry, street.grid, room.now)
    assert (await said(room, "alarm", MEMBER)).photos == ("file-1",)
    assert (await said(room, "card", GROUP)).photos == ()


async def test_the_alarm_about_a_grid_that_left_the_roster_says_so_and_bears_what_to_do(
    room: Room, street: Street
) -> None:
    await room.says(11, GROUP, "/sos 3号楼着火")
    street.grid.retired_at = room.now
    await room.session.flush()
    await grids_retired(room.session, [street.grid.id], room.now)
    await room.session.flush()
    alarm = [message for message in await room.messages() if message.args.get("why") == "retired"]
    assert [message.kind for message in alarm] == ["emergencies.alarm"]
    shown = await room.worded(alarm[0])
    assert isinstance(shown, MessageContent)
    assert shown.html.startswith("<b>求助所在网格已不在花名册中，现由您负责。请确认已拨打 119。</b>")
    assert "3号楼着火" in shown.html
    assert "前往" in [button.label for row in shown.buttons for button in row]
