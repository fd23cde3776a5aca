"""The words of a warning's draft, as replies change them."""

from datetime import timedelta

from bot.delivery.calls.html import TEXT_LIMIT as MESSAGE
from bot.delivery.calls.html import plain, units
from models.notices.drafting import TEXT_LIMIT
from models.notices.tables import Asks
from tests.handlers.notices.desk import COMMUNITY, notice, photo, press, said
from tests.handlers.room import BOT, Room

ALL_PARTS = "发布：气象台\n危害：坠物\n范围：全社区\n措施：收好杂物"


async def reply_to_card(room: Room, words: str) -> None:
    await room.sent("notices.draft", 801)
    card = {"message_id": 801, "date": 1, "from": BOT, "chat": {"id": COMMUNITY, "type": "private", "first_name": "x"}}
    await room.says(COMMUNITY, COMMUNITY, words, reply_to_message={**card, "text": "…"})


async def test_a_reply_of_one_part_leaves_the_words(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/warn 今晚大风")
    await reply_to_card(room, "范围：南街")
    found = await notice(room)
    assert (found.words, found.parts) == ("今晚大风", {"place": "南街"})


async def test_parts_alone_are_no_words_and_the_preview_says_that_the_first_line_is_lacking(room: Room) -> None:
    caption = f"/warn {ALL_PARTS}"
    entity = {"type": "bot_command", "offset": 0, "length": 5}
    await room.sends(COMMUNITY, COMMUNITY, **photo(1), caption=caption, caption_entities=[entity])
    found = await notice(room)
    assert found.words == ""
    toast = await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    assert "预警缺少标题" in toast
    assert "notices.preview" not in await room.kinds(COMMUNITY)
    await reply_to_card(room, "今晚大风")
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    assert "notices.preview" in await room.kinds(COMMUNITY)


async def test_the_longest_warning_fits_into_a_message_whatever_becomes_of_it(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, f"/warn 今晚大风红色预警\n{ALL_PARTS}\n")
    found = await notice(room)
    found.drill, found.corrected_at, found.asks, found.done_by = (
        True,
        room.now,
        Asks.STAFF,
        room.now + timedelta(days=1),
    )
    found.parts = {**found.parts, "action": "关" * (TEXT_LIMIT - len(found.words) - len("气象台坠物全社区") + 1)}
    await room.session.flush()
    toast = await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    assert "超出1字" in toast
    found.parts = {**found.parts, "action": found.parts["action"][1:]}
    await room.session.flush()
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    assert units(plain((await said(room, "notices.preview")).html)) < MESSAGE


async def test_an_end_that_cannot_be_read_is_asked_for_and_stands_once(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, f"/warn 今晚大风\n{ALL_PARTS}\n有效期至：另行通知")
    found = await notice(room)
    assert "预警要素还缺1项" in (await said(room, "notices.draft")).html
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    await room.sent("hazards.ask", 90_000)
    await room.says(COMMUNITY, COMMUNITY, "今晚8点")
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    shown = (await said(room, "notices.preview")).html
    assert (shown.count("有效期"), "有效期至：</b>11-16 20:00" in shown) == (1, True)
