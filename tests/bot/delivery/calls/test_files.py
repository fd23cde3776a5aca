import io
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.delivery.aiohttp_request import AiohttpRequest
from bot.delivery.calls.files import Files
from bot.delivery.calls.send import Speaker, open_bot
from bot.delivery.drain import SENDERS
from bot.delivery.job import SendJob
from bot.delivery.pace import Rates
from handlers.messages import Attachment, MessageContent, RenderContext
from locales.translator import Html
from tests.bot.delivery.talk import Json, Remembered, Talk

GROUPS = 3 * SENDERS


def picture(colour: str) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(data, "JPEG")
    return data.getvalue()


@pytest.fixture
def known() -> Remembered:
    return Remembered()


@pytest.fixture
async def speaker(talk: Talk, known: Remembered) -> Any:
    async with open_bot(talk.token, talk.base_url, Rates(), AiohttpRequest(connections=4)) as bot:
        yield Speaker(bot, Files(known))


def shows(*photos: Any, document: Attachment | None = None) -> MessageContent:
    return MessageContent(Html("here"), photos=photos, document=document)


def by_id(call: Json, known: Remembered) -> bool:
    return any(file_id in str(call["params"]) for file_id in known.ids.values())


async def test_a_picture_an_album_and_a_document_are_uploaded_once(
    talk: Talk, speaker: Speaker, known: Remembered, tmp_path: Path
) -> None:
    (tmp_path / "kept.jpg").write_bytes(picture("red"))
    content = picture("blue"), tmp_path / "kept.jpg"
    group = await talk.group()
    for said in (shows(content[0]), shows(*content), shows(document=Attachment(b"%PDF-1.7", "说明.pdf"))):
        for _ in range(2):
            await speaker.say(SendJob(group, said))
    photos = await talk.calls("sendPhoto")
    assert [by_id(call, known) for call in photos] == [False, True]
    albums = await talk.calls("sendMediaGroup")
    assert [by_id(call, known) for call in albums] == [True, True]  # the first knows one of its pictures already
    assert ["<file " in str(call["params"]) for call in albums] == [True, False]
    assert ["<file " in str(call["params"]) for call in await talk.calls("sendDocument")] == [True, False]
    files = [each["document"] for each in await talk.said(group) if "document" in each]
    assert [each["file_name"] for each in files] == ["说明.pdf", "说明.pdf"]
    assert len({each["file_unique_id"] for each in files}) == 1
    assert len(known.ids) == 3


async def test_under_another_name_a_document_is_another(talk: Talk, speaker: Speaker, known: Remembered) -> None:
    group = await talk.group()
    for name in ("甲.pdf", "乙.pdf"):
        await speaker.say(SendJob(group, shows(document=Attachment(b"%PDF-1.7", name))))
    assert [each["document"]["file_name"] for each in await talk.said(group)] == ["甲.pdf", "乙.pdf"]
    assert len(known.ids) == 2


async def test_an_id_that_telegram_refuses_is_forgotten_and_the_file_uploaded_anew(
    talk: Talk, speaker: Speaker, known: Remembered
) -> None:
    group, said = await talk.group(), shows(picture("blue"), picture("red"))
    await speaker.say(SendJob(group, said))
    known.ids = dict.fromkeys(known.ids, "of another bot")
    told = await speaker.say(SendJob(group, said))
    assert len(told.message_ids) == 2
    assert len(await talk.said(group)) == 4
    assert "of another bot" not in known.ids.values()
    await speaker.say(SendJob(group, said))
    assert [call["ok"] for call in await talk.calls("sendMediaGroup")] == [True, False, True, True]


async def test_a_photo_that_somebody_sent_is_nothing_to_upload_anew(
    talk: Talk, speaker: Speaker, known: Remembered
) -> None:
    with pytest.raises(Exception, match="Wrong file identifier"):
        await speaker.say(SendJob(await talk.group(), shows("of another bot")))
    assert len(await talk.calls("sendPhoto")) == 1
    assert known.ids == {}


async def test_a_text_that_becomes_a_picture_is_one_upload_too(talk: Talk, speaker: Speaker, known: Remembered) -> None:
    group = await talk.group()
    await speaker.say(SendJob(group, shows(picture("blue"))))
    told = await speaker.say(SendJob(group, MessageContent(Html("here"))))
    await speaker.say(SendJob(group, shows(picture("blue")), message_id=told.message_ids[0], form="text"))
    [edit] = await talk.calls("editMessageMedia")
    assert by_id(edit, known)


MADE: list[str] = []


def draw(colour: str) -> bytes:
    MADE.append(colour)
    return picture(colour)


async def drawn(_context: RenderContext) -> MessageContent:
    return shows(partial(draw, "green"))


async def test_what_all_groups_are_shown_is_made_once_and_uploaded_by_as_many_as_send_at_first(talk: Talk) -> None:
    MADE.clear()
    groups = [await talk.group(f"{number}网格") for number in range(GROUPS)]
    talk.own_views["drawn"] = drawn
    for group in groups:
        await talk.post(group, "", kind="drawn")
    async with talk.drain() as drain:
        await drain.drained()
    calls = await talk.calls("sendPhoto")
    assert len(calls) == GROUPS
    assert MADE == ["green"]
    assert 1 <= sum("<file " in str(call["params"]) for call in calls) <= SENDERS
