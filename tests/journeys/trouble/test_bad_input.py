"""Whatever people, apps and files bring: shown as it was meant, refused with a word, or harmless; never a stop."""

import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.evidence.tables import EvidenceState
from models.hazards.tables import Hazard
from models.inbox.updates import InboxUpdate
from tests.journeys.conftest import Cast
from tests.journeys.town import Town, fetched, picture, rows, words

REPORT = "/report 楼道堆物"
HOSTILE = (
    "<b>张三</b><script>alert(1)</script>",
    "*粗* _斜_ `码` [链](tg://user?id=1) ||剧透||",
    "&lt;b&gt; &amp; &#60; &nbsp;",
    "\u202eطابور\u202c שלום \u2066李四\u2069",
    "零\u200b宽\u200c字\u200d符\ufeff",
    "{name} {0} %s %(x)s ${HOME}",
    "👨\u200d👩\u200d👧\u200d👦" * 20,
    "Z̷̡̛a̵͘l̶͝g̸o̴" * 10,
)
HIDDEN = "\u202e\u202c\u2066\u2069\u200b\u200c\ufeff"


# Words


@pytest.mark.parametrize("hostile", HOSTILE)
async def test_names_titles_and_texts_are_shown_and_nothing_more(town: Town, hostile: str) -> None:
    leader = await town.person(hostile[:64], "19900000009")
    resident = await town.person(hostile[:64])
    group = await town.group(hostile[:128], leader, resident)
    await town.driver.open(leader, startgroup=await town.code(), chat=group)
    await town.hears(group, leader, "已绑定")
    await town.claim(leader)
    await town.driver.text(group, resident, f"/report {hostile}")
    card = await town.hears(group, resident, "H1")
    await town.driver.press(group, leader, card["message_id"], "受理")
    accepted = await town.hears(group, resident, "H1", "受理人：")
    shown = "".join(ch for ch in hostile if ch not in HIDDEN)
    assert shown.split()[0][:20] in words(accepted)
    assert not set(HIDDEN) & set(words(accepted))
    marked = [entity["type"] for entity in accepted.get("entities", ())]
    assert set(marked) <= {"bold", "url"}  # an address in plain sight is found by Telegram itself
    for text in (f"/status {hostile}", f"/bind {hostile}", f"/language {hostile}", f"/help {hostile}"):
        asked = await town.driver.text(group, leader, text.replace(" ", "@wangge_bot ", 1))
        await town.hears(group, leader, to=asked)


async def test_ten_thousand_characters_make_messages_that_telegram_takes(town: Town, cast: Cast) -> None:
    long = "/report " + "消防通道堵塞😀" * 1250
    await town.driver.text(cast.group, cast.resident, long)  # an app sends it as three messages
    card = await town.hears(cast.group, cast.resident, "H1", "消防通道堵塞")
    assert len(words(card)) < 4096
    await town.hears(cast.member, cast.member, "H1")
    await town.driver.text(cast.group, cast.member, "已" * 4096, reply_to=card["message_id"])
    await town.driver.text(cast.group, cast.resident, "/status@wangge_bot H1")
    await town.hears(cast.group, cast.resident, "补充材料")
    await town.driver.text(cast.group, cast.resident, "/status@wangge_bot " + "9" * 4000)
    await town.hears(cast.group, cast.resident, "请注明隐患编号")


async def test_an_empty_report_asks_for_words_or_a_photo_and_waits_for_them(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.group, cast.resident, "/report")
    draft = await town.hears(cast.group, cast.resident, "H1", "请回复本消息")
    await town.driver.photo(cast.group, cast.resident, picture("red"), reply_to=draft["message_id"])
    opened = await town.hears(cast.group, cast.resident, "H1", "待受理", "处置前1份")
    await town.hears(cast.member, cast.member, "H1")
    await only_one(town, cast, draft, opened)


async def only_one(town: Town, cast: Cast, draft: dict[str, Any], opened: dict[str, Any]) -> None:
    """A message that opens the reply line cannot be edited: the card takes its place."""
    await town.settled()
    standing = [message["message_id"] for message in await town.driver.messages(cast.group, cast.resident)]
    assert opened["message_id"] in standing
    assert draft["message_id"] not in standing


async def test_a_photo_without_a_caption_is_let_be(town: Town, cast: Cast) -> None:
    await town.driver.members(cast.group, town.bot, "promote")
    await town.driver.photo(cast.group, cast.resident, picture("red"))
    await town.driver.photo(cast.group, cast.resident, picture("red"), caption=" ")
    await town.driver.photo(cast.group, cast.resident, picture("red"), caption="/report")
    await town.hears(cast.group, cast.resident, "H1", "待受理", "处置前1份")
    await town.hears(cast.member, cast.member, "H1")


# Files


def bomb() -> bytes:
    """A PNG of a few kilobytes that would unfold to 1.6 gigabytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 6, 0, 0, 0)
    body = zlib.compress(bytes(4_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


FILES = {
    "no image": ("photo", b"<html>not a photo</html>", "not_an_image"),
    "half a photo": ("photo", picture("red")[:-20], "damaged"),
    "bomb": ("photo", bomb(), "too_many_pixels"),
    "huge": ("document", bytes(20 * 1024 * 1024 + 1), "too_big"),
}


@pytest.mark.parametrize("name", FILES)
async def test_a_bad_file_is_refused_and_the_report_stands(town: Town, cast: Cast, name: str) -> None:
    kind, data, reason = FILES[name]
    sent = {"as_": kind, "filename": "sent.bin"}
    await town.driver.photo(cast.group, cast.resident, data, caption=REPORT, **sent)
    await town.hears(cast.group, cast.resident, "不计入材料")
    await town.settled()
    await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "H1")
    evidence = await fetched(town)
    assert [(row.state, row.reason) for row in evidence] == [(EvidenceState.REFUSED, reason)]
    assert kept(town) == []


async def test_a_document_is_kept_as_it_is_and_a_photo_without_what_hides_in_it(town: Town, cast: Cast) -> None:
    await town.driver.members(cast.group, town.bot, "promote")
    page = b"%PDF-1.4 <script>" + bytes(range(256))
    await town.driver.photo(
        cast.group, cast.resident, page, as_="document", filename="../../etc/passwd", caption=REPORT
    )
    await town.hears(cast.group, cast.resident, "H1", "处置前1份")
    await town.driver.photo(cast.group, cast.resident, picture("red") + b"secret tail", caption="/report 灭火器坏了")
    await town.hears(cast.group, cast.resident, "H2")
    await town.hears(cast.member, cast.member, "H1")
    await town.hears(cast.member, cast.member, "H2")
    assert {row.state for row in await fetched(town)} == {EvidenceState.KEPT}
    files = [path.read_bytes() for path in kept(town)]
    assert len(files) == 2
    assert page in files
    assert not any(b"secret tail" in data for data in files)


def kept(town: Town) -> list[Path]:
    return [path for path in (town.app.settings.data_dir / "files").rglob("*") if path.is_file()]


# Updates twice, late, and in the wrong order


async def test_updates_that_telegram_brings_again_are_handled_once(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.group, cast.resident, REPORT)
    await town.hears(cast.group, cast.resident, "H1")
    await town.hears(cast.member, cast.member, "H1")
    await town.settled()
    async with town.app.database.read() as session:
        raws = [json.loads(row.payload) for row in (await session.scalars(select(InboxUpdate))).all()]
    await town.bring(*raws, *raws)
    await town.bring(*reversed(raws))
    await town.settled()
    assert len(await rows(town, Hazard)) == 1


async def test_updates_out_of_order_are_each_handled(town: Town, cast: Cast) -> None:
    """The later number comes first, and a press comes before the words that it follows."""
    first = await town.driver.text(cast.group, cast.resident, REPORT)
    await town.hears(cast.group, cast.resident, "H1")
    await town.hears(cast.member, cast.member, "H1")
    early, late = {**first, "message_id": 901, "text": "/report 早"}, {**first, "message_id": 902, "text": "/report 晚"}
    await town.bring({"update_id": 1_000_000_002, "message": late})
    await town.hears(cast.group, cast.resident, "H2", "晚")
    await town.hears(cast.member, cast.member, "H2")
    await town.bring({"update_id": 1_000_000_001, "message": early})
    await town.hears(cast.group, cast.resident, "H3", "早")
    await town.hears(cast.member, cast.member, "H3")


async def test_two_albums_at_once_each_keep_their_photos(town: Town, cast: Cast) -> None:
    driver, group = town.driver, cast.group
    other = await town.person("王桂兰")
    await driver.members(group, other, "add")
    await driver.members(group, town.bot, "promote")
    ours, theirs = {"media_group_id": "7001"}, {"media_group_id": "7002"}
    await driver.photo(group, cast.resident, picture("red"), **ours)
    await driver.photo(group, other, picture("blue"), caption="/report 二楼堆物", **theirs)
    await driver.photo(group, cast.resident, picture("green"), **ours)
    await driver.photo(group, other, picture("black"), **theirs)
    await driver.photo(group, cast.resident, picture("white"), caption="/report 三楼电线裸露", **ours)
    await town.hears(group, other, "二楼堆物", "处置前2份")
    await town.hears(group, other, "三楼电线裸露", "处置前3份")
    for number in ("H1", "H2"):
        await town.hears(cast.member, cast.member, number)
    assert len(await rows(town, Hazard)) == 2
