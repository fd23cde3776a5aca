"""What a leader finds of notices that others have written."""

from datetime import timedelta

from handlers.messages import MessageContent, Skip
from handlers.notices.progress_view import MOST_LISTED
from models.grids.tables import Grid, Level, Purpose
from models.grids.tree import path_of
from models.members.tables import Person, Role
from models.notices.drafting import begin_draft, change, speaks_by
from models.notices.tables import Notice, NoticeKind, NoticeState
from tests.handlers.notices.desk import BOSS, COMMUNITY, LEADER, LEADERS_CHAT, boss, notice, press, said
from tests.handlers.room import Room
from tests.models.notices.conftest import bind
from tests.offices import hold
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


async def both(room: Room, street: Street) -> tuple[Grid, Person]:
    """A second community, which the leader of the first leads as well, and who leads the street."""
    other = Grid(code="S-2", name="东社区", level=Level.COMMUNITY, path="", parent_id=street.street.id)
    other.path = path_of(other.id, street.street.path)
    room.session.add(other)
    hold(room.session, other, Role.LEADER, street.community_leader)
    return other, await boss(room, street)


async def running(room: Room, writer: Person, grid: Grid, words: str, kind: NoticeKind = NoticeKind.NOTICE) -> None:
    held = await speaks_by(room.session, writer, grid)
    made = await begin_draft(room.session, kind, writer, held, writer.tg_user_id, words, room.now)
    made.state = NoticeState.SENT
    await room.session.flush()


async def test_who_leads_several_grids_finds_what_is_under_way_in_each_by_its_name(room: Room, street: Street) -> None:
    other, writer = await both(room, street)
    await running(room, writer, street.grid, "停水")
    await running(room, writer, other, "停电", NoticeKind.WARNING)
    await room.says(COMMUNITY, COMMUNITY, "/notice")
    listed = await said(room, "notices.under_way")
    assert "您负责的2个网格" in listed.html
    assert "• N2 预警 · 东社区（已发）：停电\n• N1 通知 · S-1-1网格（已发）：停水" in listed.html
    assert [button.label for row in listed.buttons for button in row] == ["N2", "N1"]
    await press(room, COMMUNITY, COMMUNITY, "notices.under_way", listed.buttons[0][0].data)
    assert (await room.newest("notices.progress")).chat_id == COMMUNITY


async def test_what_is_under_way_in_the_second_alone_is_found(room: Room, street: Street) -> None:
    other, writer = await both(room, street)
    await running(room, writer, other, "停电")
    await room.says(COMMUNITY, COMMUNITY, "/warn")
    assert "东社区（已发）：停电" in (await said(room, "notices.under_way")).html


async def test_a_leaders_chat_has_the_list_of_its_own_grid(room: Room, street: Street) -> None:
    other, writer = await both(room, street)
    await bind(room.session, street.community, LEADERS_CHAT, Purpose.LEADERS, room.now)
    await running(room, writer, other, "停电")
    await room.says(COMMUNITY, LEADERS_CHAT, "/notice")
    assert "notices.under_way" not in await room.kinds(LEADERS_CHAT)
    await running(room, writer, street.grid, "停水")
    await room.says(COMMUNITY, LEADERS_CHAT, "/notice")
    listed = await said(room, "notices.under_way")
    assert listed.html.startswith("<b>S-1网格尚未结束")
    assert ("停水" in listed.html, "停电" in listed.html) == (True, False)


async def test_a_list_that_was_asked_for_before_lists_were_of_several_grids_is_said(room: Room, street: Street) -> None:
    other, writer = await both(room, street)
    await running(room, writer, other, "停电")
    listed = await room.worded(await room.standing(BOSS, "notices.under_way", 902, other.id))
    assert isinstance(listed, MessageContent)
    assert "• N1 通知（已发）：停电" in listed.html


async def test_a_long_list_says_that_there_are_more(room: Room, street: Street) -> None:
    writer = await boss(room, street)
    for number in range(MOST_LISTED + 1):
        await running(room, writer, street.grid, f"停水{number}")
    await room.says(COMMUNITY, COMMUNITY, "/notice")
    listed = await said(room, "notices.under_way")
    assert f"只列出前{MOST_LISTED}条" in listed.html
    assert ("停水1\n" in listed.html, "停水0\n" in listed.html) == (True, False)
