"""What a leader finds of notices that others have written."""

from datetime import timedelta

from handlers.messages import MessageContent, Skip
from models.notices.drafting import change
from models.notices.tables import Notice, NoticeState
from tests.handlers.notices.desk import BOSS, COMMUNITY, LEADER, boss, notice, press, said
from tests.handlers.room import Room
from tests.street import Street


async def sent(room: Room) -> Notice:
    await room.says(COMMUNITY, COMMUNITY, "/notice 停水\n明天上午")
    found = await notice(room)
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:1")
    return await notice(room)


async def test_what_somebody_else_has_sent_is_found_and_withdrawn(room: Room, street: Street) -> None:
    await boss(room, street)
    found = await sent(room)
    await room.says(BOSS, BOSS, "/warn")
    listed = await said(room, "notices.under_way")
    assert "N1 通知（发送中）：停水" in listed.html
    assert [button.label for row in listed.buttons for button in row] == ["N1"]
    await press(room, BOSS, BOSS, "notices.under_way", f"nt:o:{found.id}")
    card = await room.newest("notices.progress")
    assert (card.chat_id, card.subject_id) == (BOSS, found.id)
    await press(room, BOSS, BOSS, "notices.progress", f"nt:p:withdraw:{found.id}")
    assert (await room.kinds(BOSS))[-1] == "hazards.ask"


async def test_what_is_planned_is_found_as_the_draft_that_it_is(room: Room, street: Street) -> None:
    planner = await boss(room, street)
    await room.says(COMMUNITY, COMMUNITY, "/notice 停水")
    found = await notice(room)
    await change(room.session, found, planner, room.now, send_at=room.now + timedelta(days=1))
    found.state = NoticeState.PLANNED
    await room.says(BOSS, BOSS, "/notice")
    await press(room, BOSS, BOSS, "notices.under_way", f"nt:o:{found.id}")
    card = await room.newest("notices.draft")
    assert (card.chat_id, card.subject_id) == (BOSS, found.id)


async def test_nobody_finds_what_is_not_theirs(room: Room, street: Street) -> None:
    found = await sent(room)
    await room.says(LEADER, LEADER, "/notice")
    assert "notices.under_way" not in await room.kinds(LEADER)
    await room.standing(LEADER, "notices.under_way", 900, street.grid.id)
    await room.presses(LEADER, LEADER, f"nt:o:{found.id}", on=900)
    assert "notices.progress" not in await room.kinds(LEADER)


async def test_who_has_something_to_say_gets_no_list(room: Room, street: Street) -> None:
    await boss(room, street)
    await sent(room)
    await room.says(BOSS, BOSS, "/notice 停电")
    assert "notices.under_way" not in await room.kinds(BOSS)


async def test_a_list_of_what_is_over_by_now_is_not_said(room: Room, street: Street) -> None:
    await boss(room, street)
    found = await sent(room)
    await room.says(BOSS, BOSS, "/notice")
    found.state = NoticeState.EXPIRED
    await room.session.flush()
    assert isinstance(await room.worded(await room.newest("notices.under_way")), Skip)


async def test_who_hears_that_a_red_warning_is_not_confirmed_opens_it(room: Room, street: Street) -> None:
    await boss(room, street)
    found = await sent(room)
    told = await room.standing(BOSS, "notices.unheard", 901, found.id)
    shown = await room.worded(told)
    assert isinstance(shown, MessageContent)
    assert [button.label for row in shown.buttons for button in row] == ["查看进度"]
    await room.presses(BOSS, BOSS, f"nt:o:{found.id}", on=901)
    assert (await room.newest("notices.progress")).chat_id == BOSS
