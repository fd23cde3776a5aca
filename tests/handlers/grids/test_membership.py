from datetime import timedelta

import pytest

from handlers.messages import Skip
from models.departments.tables import Department
from models.grids.tables import Binding, Chat, Purpose
from models.onboarding import chat_reachability, one_time_codes
from models.onboarding.bind_chat import binding_of
from models.onboarding.chat_reachability import BACK
from models.outbox.tables import MessageState
from tests.handlers.room import BOT, Room, person
from tests.street import GROUP, Street

NEW, SUPER, ADMIN = -3001, -100777, 90


async def test_added_to_a_group_the_bot_says_how_to_bind(room: Room) -> None:
    await room.membership(NEW, "left", "member")
    message = await room.newest("grids.how")
    assert message.chat_id == NEW
    assert message.not_before > room.now
    assert "/bind 绑定码" in await room.text("grids.how")


async def test_a_bind_under_way_makes_the_note_pointless(room: Room, street: Street) -> None:
    code = (await one_time_codes.offers(room.session, room.now, street.community))[0].code
    await room.membership(NEW, "left", "member")
    await room.says(ADMIN, NEW, f"/start@wangge_bot {code}")
    assert isinstance(await room.worded(await room.newest("grids.how")), Skip)


async def test_a_refused_code_makes_the_note_pointless(room: Room) -> None:
    await room.membership(NEW, "left", "member")
    await room.says(ADMIN, NEW, "/start@wangge_bot NOSUCHCODE22")
    assert isinstance(await room.worded(await room.newest("grids.how")), Skip)


@pytest.mark.parametrize("status", ["left", "kicked", "restricted"])
async def test_removed_or_silenced_the_grid_is_marked_and_the_level_above_told(
    room: Room, street: Street, status: str
) -> None:
    await room.membership(GROUP, "member", status)
    lost = await room.session.get_one(Chat, GROUP, populate_existing=True)
    assert (lost.reachable, lost.unreachable_reason) == (False, status)
    assert await room.kinds() == ["grids.unreachable"]
    assert (await room.newest("grids.unreachable")).chat_id == street.community_leader.tg_user_id
    assert "<b>S-1-1网格</b>（S-1-1）的居民群“某群”失联" in await room.text("grids.unreachable")
    offered = [(each.grid_code, each.purpose) for each in await one_time_codes.offers(room.session, room.now)]
    assert ("S-1-1", Purpose.GROUP) in offered


async def test_added_again_the_group_serves_its_grid_as_before(room: Room) -> None:
    await room.membership(GROUP, "member", "kicked")
    await room.membership(GROUP, "kicked", "member")
    assert await room.kinds() == ["grids.unreachable", "grids.reachable"]
    assert "已恢复联系" in await room.text("grids.reachable")
    assert isinstance(await room.worded(await room.newest("grids.unreachable")), Skip)
    assert (await room.session.get_one(Chat, GROUP, populate_existing=True)).reachable


async def test_a_report_of_return_is_pointless_once_lost_again(room: Room) -> None:
    for old, new in [("member", "kicked"), ("kicked", "member"), ("member", "kicked")]:
        await room.membership(GROUP, old, new)
    assert isinstance(await room.worded(await room.newest("grids.reachable")), Skip)


@pytest.mark.parametrize(("old", "new"), [("member", "administrator"), ("administrator", "member")])
async def test_promotion_and_demotion_change_nothing_and_say_nothing(room: Room, old: str, new: str) -> None:
    await room.membership(GROUP, old, new)
    assert await room.messages() == []
    assert (await room.session.get_one(Chat, GROUP)).reachable


async def test_restricted_but_allowed_to_write_is_within_reach(room: Room) -> None:
    await room.membership(GROUP, "member", "restricted", can_send_messages=True)
    assert (await room.session.get_one(Chat, GROUP)).reachable


async def test_a_channel_is_told_that_grids_need_groups(room: Room) -> None:
    await room.membership({"id": -100999, "type": "channel", "title": "频道"}, "left", "administrator")
    assert "不能绑定频道" in await room.text("grids.refused")


async def test_who_blocks_the_bot_is_not_written_to_until_they_return(room: Room, street: Street) -> None:
    leader = street.leader
    await room.membership(leader.tg_user_id, "member", "kicked", by=leader.tg_user_id)
    await room.session.refresh(leader)
    assert not leader.started
    assert await room.messages() == []
    await room.membership(leader.tg_user_id, "kicked", "member", by=leader.tg_user_id)
    await room.session.refresh(leader)
    assert leader.started


OLD_SIDE = {"chat": {"id": GROUP, "type": "group", "title": "一网格群"}, "migrate_to_chat_id": SUPER}
NEW_SIDE = {"chat": {"id": SUPER, "type": "supergroup", "title": "一网格群"}, "migrate_from_chat_id": GROUP}


@pytest.mark.parametrize(
    "order",
    [(OLD_SIDE,), (NEW_SIDE,), (OLD_SIDE, NEW_SIDE), (NEW_SIDE, OLD_SIDE)],
    ids=["old", "new", "both", "turned"],
)
async def test_an_upgraded_group_keeps_its_grid_and_its_pending_messages(
    room: Room, order: tuple[dict[str, object], ...]
) -> None:
    await room.says(11, {"id": GROUP, "type": "group", "title": "一网格群"}, "/help")
    for side in order:
        await room.sends(person(90), GROUP, **side)
    bound = await binding_of(room.session, SUPER)
    assert bound is not None
    assert bound[1].code == "S-1-1"
    message = await room.newest("members.help")
    assert (message.chat_id, message.state) == (SUPER, MessageState.PENDING)
    assert await room.kinds() == ["members.help"]
    assert not (await room.session.get_one(Chat, GROUP, populate_existing=True)).reachable


async def test_in_the_upgraded_group_commands_find_the_grid(room: Room) -> None:
    await room.sends(person(90), GROUP, **OLD_SIDE)
    request = await room.says(11, {"id": SUPER, "type": "supergroup", "title": "一网格群"}, "/contacts")
    assert request.grid is not None
    assert request.grid.code == "S-1-1"


async def test_an_unbound_binding_is_nothing_to_tell_above(room: Room) -> None:
    await room.membership(GROUP, "member", "kicked")
    binding = await room.session.get_one(Binding, (await room.newest("grids.unreachable")).subject_id)
    binding.unbound_at = room.now + timedelta(hours=1)
    assert isinstance(await room.worded(await room.newest("grids.unreachable")), Skip)


async def test_others_going_and_bots_coming_say_nothing(room: Room) -> None:
    await room.sends(person(90), GROUP, new_chat_members=[BOT])
    await room.sends(person(90), GROUP, left_chat_member=person(91))
    assert await room.messages() == []


async def test_who_joins_later_hears_how_to_report_but_rarely(room: Room) -> None:
    for after, times in ((0, 1), (1, 1), (19, 1), (1, 2), (20, 2)):
        room.now += timedelta(days=after)
        await room.sends(person(90), GROUP, new_chat_members=[person(91), person(92)])
        assert await room.kinds() == ["grids.newcomers"] * times
    assert "未写 /report 的消息只是群内聊天" in await room.text("grids.newcomers")


async def test_who_joins_a_group_that_serves_no_grid_or_a_leaders_chat_hears_nothing(
    room: Room, street: Street
) -> None:
    room.session.add(Chat(id=-4712, type="supergroup", seen_at=room.now))
    room.session.add(Binding(grid_id=street.grid.id, purpose=Purpose.LEADERS, chat_id=-4712, bound_at=room.now))
    await room.session.flush()
    for group in (-4711, -4712):
        await room.sends(person(90), group, new_chat_members=[person(91)])
    assert await room.messages() == []


async def test_a_lost_chat_is_offered_a_word_that_only_its_return_lets_through(room: Room) -> None:
    await chat_reachability.refused(room.session, GROUP, "muted", room.now)
    assert "又可以在本群发言" in await room.text(BACK)
    await chat_reachability.reachable(room.session, GROUP, room.now)
    assert isinstance(await room.worded(await room.newest(BACK)), Skip)


async def test_a_department_s_chat_is_named_as_such(room: Room, street: Street) -> None:
    room.session.add(Chat(id=-5, type="group", title="消防工作", seen_at=room.now))
    brigade = Department(grid_id=street.community.id, name="消防队", chat_id=-5)
    room.session.add(brigade)
    await room.session.flush()
    await chat_reachability.refused(room.session, -5, "muted", room.now)
    assert "“消防队”工作群“消防工作”失联" in await room.text("grids.unreachable")
    await chat_reachability.reachable(room.session, -5, room.now)
    assert "“消防队”工作群“消防工作”已恢复联系" in await room.text("grids.reachable")
    assert isinstance(await room.worded(await room.newest("grids.unreachable")), Skip)
    brigade.chat_id = None
    await room.session.flush()
    assert isinstance(await room.worded(await room.newest("grids.reachable")), Skip)


async def test_a_lost_chat_that_serves_nobody_any_more_is_left_alone(room: Room) -> None:
    await chat_reachability.refused(room.session, GROUP, "muted", room.now)
    bound = await binding_of(room.session, GROUP)
    assert bound is not None
    bound[0].unbound_at = room.now
    assert isinstance(await room.worded(await room.newest(BACK)), Skip)
