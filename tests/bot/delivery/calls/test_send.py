import json
import socket
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.delivery.aiohttp_request import AiohttpRequest
from bot.delivery.calls.files import Files
from bot.delivery.calls.send import Speaker, open_bot
from bot.delivery.classify import MessagePart, Outcome, classify
from bot.delivery.job import SendJob, changeable, form_of
from bot.delivery.pace import Rates
from handlers.messages import Button, Copy, Menu, MenuScope, MessageContent
from locales.translator import Html
from tests.bot.delivery.talk import Remembered, Talk, uploaded

ROWS = ((Button("受理", "take:1"), Button("不属实", "dismiss:1")), (Button("地图", url="https://example.org/"),))


def words(html: str, **more: Any) -> MessageContent:
    return MessageContent(Html(html), **more)


@pytest.fixture
def database(sqlite_url: str) -> None:
    """None: what is sent does not depend on it."""


@pytest.fixture
async def speaker(talk: Talk) -> Any:
    async with open_bot(talk.token, talk.base_url, Rates(), AiohttpRequest(connections=4)) as bot:
        yield Speaker(bot, Files(Remembered()))


@pytest.fixture
async def pictures(talk: Talk) -> tuple[str, ...]:
    """Photos that Telegram has."""
    return tuple([await uploaded(talk, shade) for shade in range(3)])


async def test_a_text_bears_markup_buttons_and_a_reply_but_no_link_preview(talk: Talk, speaker: Speaker) -> None:
    group = await talk.group()
    asked = await talk.driver.text(group, talk.owner, "/status H1")
    job = SendJob(group, words("<b>H1</b> https://example.org", buttons=ROWS), reply_to=asked["message_id"])
    told = await speaker.say(job)
    [message] = await talk.said(group)
    assert told.message_ids == (message["message_id"],)
    assert (told.form, message["text"]) == ("text", "H1 https://example.org")
    assert message["entities"][0]["type"] == "bold"
    assert message["reply_to_message"]["message_id"] == asked["message_id"]
    labels = [[button["text"] for button in row] for row in message["reply_markup"]["inline_keyboard"]]
    assert labels == [["受理", "不属实"], ["地图"]]
    [call] = await talk.calls("sendMessage")
    assert "is_disabled" in str(call["params"]["link_preview_options"])


async def test_a_reply_to_a_message_that_is_gone_is_said_all_the_same(talk: Talk, speaker: Speaker) -> None:
    group = await talk.group()
    await speaker.say(SendJob(group, words("好"), reply_to=999))
    assert await talk.texts(group) == ["好"]


async def test_what_is_said_only_as_a_reply_is_not_said_where_that_message_is_gone(
    talk: Talk, speaker: Speaker
) -> None:
    group = await talk.group()
    job = SendJob(group, words("满意吗", only_as_reply=True), reply_to=999)
    with pytest.raises(TelegramError) as refused:
        await speaker.say(job)
    classified = classify(refused.value)
    assert (classified.outcome, classified.without) == (Outcome.AMEND, MessagePart.REPLY)
    assert job.without(MessagePart.REPLY) is None
    assert await talk.texts(group) == []


async def test_long_texts_and_captions_are_cut_to_what_telegram_takes(
    talk: Talk, speaker: Speaker, pictures: tuple[Path, ...]
) -> None:
    group = await talk.group()
    await speaker.say(SendJob(group, words(f"<b>{'隐' * 5000}</b>")))
    await speaker.say(SendJob(group, words(f"<b>{'隐' * 5000}</b>", photos=pictures[:1])))
    text, photo = await talk.said(group)
    assert (len(text["text"]), len(photo["caption"])) == (4096, 1024)


async def test_one_photo_is_a_photo_and_several_are_an_album_under_one_caption(
    talk: Talk, speaker: Speaker, pictures: tuple[Path, ...]
) -> None:
    group = await talk.group()
    one = await speaker.say(SendJob(group, words("整改前", photos=pictures[:1], buttons=ROWS)))
    many = await speaker.say(SendJob(group, words("整改前后", photos=pictures)))
    messages = await talk.said(group)
    assert [message.get("caption") for message in messages] == ["整改前", "整改前后", None, None]
    assert (len(one.message_ids), len(many.message_ids)) == (1, 3)
    assert (one.form[:5], many.form[:5]) == ("photo", "album")


async def test_a_standing_message_is_edited_by_the_method_of_its_form(
    talk: Talk, speaker: Speaker, pictures: tuple[Path, ...]
) -> None:
    group = await talk.group()
    told = await speaker.say(SendJob(group, words("待受理", buttons=ROWS)))
    steps = [
        (words("已受理", buttons=ROWS), "editMessageText"),
        (words("已受理，附图", photos=pictures[:1]), "editMessageMedia"),
        (words("整改中", photos=pictures[:1], buttons=ROWS), "editMessageCaption"),
        (words("待复核", photos=pictures[1:2]), "editMessageMedia"),
    ]
    for worded, method in steps:
        told = await speaker.say(SendJob(group, worded, message_id=told.message_ids[0], form=told.form))
        assert (await talk.driver.calls())[-1]["method"] == method
    [card] = await talk.said(group)
    assert card["caption"] == "待复核"
    assert "reply_markup" not in card


@pytest.mark.parametrize("administrator", [True, False])
async def test_a_message_is_pinned_where_the_bot_may_and_stands_all_the_same_where_not(
    talk: Talk, speaker: Speaker, *, administrator: bool
) -> None:
    group = await talk.group()
    if administrator:
        await talk.driver.members(group, talk.bot_id, "promote", by=talk.owner)
    told = await speaker.say(SendJob(group, words("欢迎", pin=True)))
    [call] = [call for call in await talk.driver.calls() if call["method"] == "pinChatMessage"]
    assert call["params"]["message_id"] == str(told.message_ids[0])
    assert [message["text"] for message in await talk.said(group) if "text" in message] == ["欢迎"]


@pytest.mark.parametrize("aloud", [True, False])
async def test_what_was_pinned_is_taken_down_once_it_is_over_and_nothing_else(
    talk: Talk, speaker: Speaker, *, aloud: bool
) -> None:
    group = await talk.group()
    await talk.driver.members(group, talk.bot_id, "promote", by=talk.owner)
    await speaker.say(SendJob(group, words("群规", pin=True)))
    told = await speaker.say(SendJob(group, words("大风", pin=True, pin_aloud=aloud, silent=not aloud)))
    calls = await talk.driver.calls()
    pinned = [call["params"]["disable_notification"] for call in calls if call["method"] == "pinChatMessage"]
    assert pinned == ["true", str(not aloud).lower()]
    over = SendJob(group, words("已解除", unpin=True), message_id=told.message_ids[0], form=told.form)
    await speaker.say(over)
    last = (await talk.driver.calls())[-1]
    assert (last["method"], last["params"]["message_id"]) == ("unpinChatMessage", str(told.message_ids[0]))


async def test_a_picture_of_ours_is_sent_small_enough_for_a_photo(talk: Talk, speaker: Speaker, tmp_path: Path) -> None:
    group = await talk.group()
    Image.new("RGB", (12_000, 500), "red").save(tmp_path / "kept", "JPEG")
    await speaker.say(SendJob(group, words("全景", photos=(tmp_path / "kept",))))
    largest = (await talk.said(group))[-1]["photo"][-1]
    assert (largest["width"], largest["height"]) == (2560, 128)


async def test_an_album_keeps_its_pictures_when_its_caption_changes(
    talk: Talk, speaker: Speaker, pictures: tuple[Path, ...]
) -> None:
    group = await talk.group()
    told = await speaker.say(SendJob(group, words("一", photos=pictures)))
    await speaker.say(SendJob(group, words("二", photos=pictures), message_id=told.message_ids[0], form=told.form))
    assert [message.get("caption") for message in await talk.said(group)] == ["二", None, None]


async def test_a_photo_that_becomes_a_text_is_sent_anew(
    talk: Talk, speaker: Speaker, pictures: tuple[Path, ...]
) -> None:
    group = await talk.group()
    told = await speaker.say(SendJob(group, words("一", photos=pictures[:1])))
    job = SendJob(group, words("二"), message_id=told.message_ids[0], form=told.form)
    assert not job.editing
    again = await speaker.say(job)
    await speaker.remove(group, told.message_ids[0])
    assert [message["message_id"] for message in await talk.said(group)] == list(again.message_ids)
    await speaker.remove(group, told.message_ids[0])


async def test_asking_for_a_contact_shows_a_keyboard_that_can_be_taken_away(talk: Talk, speaker: Speaker) -> None:
    await speaker.say(SendJob(talk.owner, words("请认领", ask_contact="发送我的手机号")))
    view = await talk.driver.view(talk.owner, talk.owner, bot=talk.bot_id)
    assert view["keyboard"]["keyboard"][0][0] == {"text": "发送我的手机号", "request_contact": True}
    await speaker.say(SendJob(talk.owner, words("好了", drop_keyboard=True)))
    assert (await talk.driver.view(talk.owner, talk.owner, bot=talk.bot_id))["keyboard"] is None


async def test_a_question_opens_the_reply_line_in_a_group_only_of_whom_it_names(talk: Talk, speaker: Speaker) -> None:
    for chat in (talk.owner, await talk.group()):
        await speaker.say(SendJob(chat, words("何时完成？", ask_reply="请回复")))
    asked = [json.loads(call["params"]["reply_markup"]) for call in await talk.calls("sendMessage")]
    hint = {"force_reply": True, "input_field_placeholder": "请回复"}
    assert asked == [{**hint, "selective": False}, {**hint, "selective": True}]


@pytest.mark.parametrize(
    ("scope", "private"),
    [(MenuScope.DEFAULT, True), (MenuScope.CHAT, True), (MenuScope.GROUPS, False), (MenuScope.ADMINISTRATORS, False)],
)
async def test_a_menu_is_set_in_its_scope(talk: Talk, speaker: Speaker, scope: MenuScope, private: bool) -> None:
    chat = talk.owner if private else await talk.group()
    told = await speaker.say(SendJob(chat, Menu((("report", "报告隐患"),), scope)))
    shown = await talk.driver.commands(chat, talk.owner)
    assert [command["command"] for command in shown] == ["report"]
    assert (told.message_ids, told.form) == ((), "menu")


async def test_nothing_leaves_when_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    bot: ExtBot[int] = open_bot("1:token", f"http://127.0.0.1:{port}", Rates(), AiohttpRequest(connections=3))
    with pytest.raises(TelegramError) as met:
        await Speaker(bot, Files(Remembered())).say(SendJob(-1, words("x")))
    await bot.request.shutdown()
    assert classify(met.value).outcome is Outcome.UNREACHABLE


TEXT, PHOTO, OTHER = "text", form_of(words("", photos=("a",))), form_of(words("", photos=("b",)))
ALBUM, NEW_ALBUM = form_of(words("", photos=("a", "b"))), form_of(words("", photos=("a", "c")))


@pytest.mark.parametrize(
    ("stands", "wanted", "possible"),
    [
        (TEXT, TEXT, True),
        (TEXT, PHOTO, True),
        (PHOTO, OTHER, True),
        (PHOTO, TEXT, False),
        (TEXT, ALBUM, False),
        (ALBUM, ALBUM, True),
        (ALBUM, NEW_ALBUM, False),
        (None, TEXT, False),
    ],
)
def test_which_form_can_become_which(stands: str | None, wanted: str, possible: bool) -> None:
    assert changeable(stands, wanted) is possible
    assert len(wanted) <= 12


def test_a_part_can_be_left_out_once() -> None:
    job = SendJob(-1, words("x", photos=("a",)), reply_to=1, message_id=2, form=PHOTO)
    for part in set(MessagePart) - {MessagePart.PLACE, MessagePart.QUIZ}:
        lesser = job.without(part)
        assert lesser is not None
        assert lesser.without(part) is None
    assert job.without(None) is None


def test_without_its_picture_a_message_says_what_is_meant_for_that() -> None:
    lesser = SendJob(-1, words("x", photos=("a",), unpictured=Html("all"))).without(MessagePart.PHOTOS)
    assert lesser is not None
    assert lesser.said == words("all")


def test_another_place_is_looked_for_step_by_step() -> None:
    job: SendJob | None = SendJob(-1, words("x"), reply_to=1, message_id=2, form="text", topic=3)
    tried = []
    while job is not None:
        tried.append((job.message_id, job.reply_to, job.topic))
        job = job.without(MessagePart.PLACE)
    assert tried == [(2, 1, 3), (None, 1, 3), (None, None, 3), (None, None, None)]


async def test_what_somebody_sent_is_said_once_more_with_our_caption_and_without_a_trace_of_the_sender(
    talk: Talk, speaker: Speaker
) -> None:
    group = await talk.group()
    video = await talk.driver.photo(talk.owner, talk.owner, b"video", as_="video", filename="v.mp4", caption="我家楼下")
    place = await talk.driver.location(talk.owner, talk.owner, 29.5, 106.5)
    for sent in (video, place):
        told = await speaker.say(
            SendJob(group, words("<b>H1</b>", copy_of=Copy(talk.owner, sent["message_id"], words(""))))
        )
        assert told.form == "copy"
    seen, where = await talk.said(group)
    assert seen["caption"] == "H1"
    assert "video" in seen
    assert where["location"]["latitude"] == 29.5
    assert not {"forward_origin", "forward_from"} & (seen.keys() | where.keys())


async def test_what_can_no_longer_be_copied_is_said_otherwise_and_the_reader_is_not_blamed(
    talk: Talk, speaker: Speaker
) -> None:
    left = await talk.group("旧群")
    await talk.driver.members(left, talk.bot_id, "remove")
    further = ((Button("继续", "hze:1:10"),),)
    for source in (Copy(talk.owner, 999, words("没有了", buttons=further)), Copy(left, 1, words("也没有了"))):
        await speaker.say(SendJob(talk.owner, words("<b>H1</b>", copy_of=source)))
    gone, also = await talk.said(talk.owner)
    assert (gone["text"], also["text"]) == ("没有了", "也没有了")
    assert gone["reply_markup"]["inline_keyboard"][0][0]["text"] == "继续"


async def test_a_reader_who_has_blocked_the_bot_is_found_out_by_a_copy_too(talk: Talk, speaker: Speaker) -> None:
    group = await talk.group()
    sent = await talk.driver.text(group, talk.owner, "/report@wangge_bot")
    await talk.driver.block(talk.owner)
    copy = Copy(group, sent["message_id"], words("没有了"))
    with pytest.raises(Forbidden):
        await speaker.say(SendJob(talk.owner, words("<b>H1</b>", copy_of=copy)))


@pytest.mark.parametrize("name", ["secret.txt", "./secret.txt", "file://{here}/secret.txt", "{here}/secret.txt"])
async def test_an_id_that_is_the_name_of_a_file_here_shows_no_file(
    talk: Talk, speaker: Speaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret.txt").write_text("BOT_TOKEN=…")
    group, file_id = await talk.group(), name.format(here=tmp_path)
    for photos in ((file_id,), (file_id, file_id)):
        with pytest.raises(BadRequest, match="Wrong file identifier"):
            await speaker.say(SendJob(group, words("x", photos=photos)))
    calls = await talk.calls("sendPhoto", "sendMediaGroup")
    assert all("Upload" not in str(call["params"]) for call in calls)
    assert len(calls) == 2


async def test_an_addition_is_acknowledged_by_a_sign_and_by_words_only_where_none_is_allowed(
    talk: Talk, speaker: Speaker
) -> None:
    group = await talk.group()
    sent = await talk.driver.text(group, talk.owner, "/report@wangge_bot")
    noted = words("已补充", reaction="✍", only_as_reply=True)
    assert (await speaker.say(SendJob(group, noted, sent["message_id"]))).message_ids == ()
    assert (await speaker.say(SendJob(group, noted, sent["message_id"] + 99))).message_ids == ()
    assert await talk.said(group) == []
    await talk.driver.failures("400", method="setMessageReaction", description="Bad Request: REACTION_INVALID")
    assert len((await speaker.say(SendJob(group, noted, sent["message_id"]))).message_ids) == 1
