"""What stays with who wrote a notice and leads there no more."""

from datetime import timedelta

from handlers.messages import Delete, MessageContent, Skip
from models.notices.drafting import AUDIENCE, DRAFT
from models.notices.handing_over import HANDED_OVER
from models.notices.sending import NOTICES
from models.notices.tables import NoticeState
from models.outbox.tables import OutboxMessage
from tests.due import taker
from tests.handlers.notices.desk import BOSS, COMMUNITY, boss, notice, press
from tests.handlers.room import Room
from tests.street import Street, resign

follow = taker(NOTICES)
DAY, CARD, BESIDE = timedelta(days=1), 800, 801


async def handed_over(room: Room, street: Street) -> list[OutboxMessage]:
    """The card of what the community's leader planned, and its page of recipients."""
    await boss(room, street)
    await room.says(COMMUNITY, COMMUNITY, "/notice 停水")
    found = await notice(room)
    await room.sent(DRAFT, CARD)
    await room.presses(COMMUNITY, COMMUNITY, f"nt:a:open:{found.id}", on=CARD)
    await room.sent(AUDIENCE, BESIDE)
    found.state, found.send_at, found.next_at = NoticeState.PLANNED, room.now, room.now
    await resign(room.session, street.community_leader, room.now)
    await follow(room.session, room.now)
    return [each for each in await room.messages(COMMUNITY) if each.kind == HANDED_OVER]


async def test_the_card_says_who_has_it_now_and_bears_no_buttons(room: Room, street: Street) -> None:
    card, beside = await handed_over(room, street)
    said = await room.views[HANDED_OVER](room.context(card, editing=True))
    assert isinstance(said, MessageContent)
    assert (said.html, said.buttons) == (
        "<b>N1 通知 · S-1网格</b>\n已转交S网格负责人，由其发送或放弃；此卡片不再更新。",
        (),
    )
    assert isinstance(await room.views[HANDED_OVER](room.context(beside, editing=True)), Delete)
    beside.created_at = room.now - 2 * DAY
    old = await room.views[HANDED_OVER](room.context(beside, editing=True))
    assert isinstance(old, MessageContent)
    assert (old.html, old.buttons) == (said.html, ())
    assert isinstance(await room.worded(card), Skip)  # had it not been shown yet


async def test_an_old_button_and_a_reply_are_no_longer_about_it(room: Room, street: Street) -> None:
    await handed_over(room, street)
    pressed = await room.presses(COMMUNITY, COMMUNITY, f"nt:d:discard:{(await notice(room)).id}", on=CARD)
    assert pressed.toast is not None
    assert "已失效" in pressed.toast.text
    answered = {**room.message(COMMUNITY, COMMUNITY), "message_id": CARD}
    await room.says(COMMUNITY, COMMUNITY, "别的内容", reply_to_message=answered)
    assert "notices.refused" not in await room.kinds(COMMUNITY)
    found = await notice(room)
    assert (found.state, found.words) == (NoticeState.DRAFT, "停水")


async def test_who_has_it_now_goes_on_with_a_card_of_their_own(room: Room, street: Street) -> None:
    await handed_over(room, street)
    found = await notice(room)
    assert (await room.newest(DRAFT)).chat_id == BOSS
    await press(room, BOSS, BOSS, DRAFT, f"nt:d:discard:{found.id}")
    assert (await notice(room)).state is NoticeState.DISCARDED
