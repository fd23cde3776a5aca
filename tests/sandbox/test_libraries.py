"""Both libraries of this house, as they come, against the sandbox."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import telegram
from aiogram import Bot, Dispatcher, types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramRetryAfter
from telegram.request import HTTPXRequest

from tests.sandbox.conftest import Street, picture


@pytest.fixture
async def listener(street: Street) -> AsyncIterator[Bot]:
    server = TelegramAPIServer.from_base(street.base_url)
    bot = Bot(street.bot.token, AiohttpSession(api=server))
    yield bot
    await bot.session.close()


@pytest.fixture
async def speaker(street: Street) -> AsyncIterator[telegram.Bot]:
    bot = telegram.Bot(
        street.bot.token,
        base_url=f"{street.base_url}/bot",
        base_file_url=f"{street.base_url}/file/bot",
        request=HTTPXRequest(httpx_kwargs={"trust_env": False}),
        get_updates_request=HTTPXRequest(httpx_kwargs={"trust_env": False}),
    )
    async with bot:
        yield bot


def keyboard(label: str) -> telegram.InlineKeyboardMarkup:
    return telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton(label, callback_data=f"do:{label}")]])


async def test_a_dispatcher_polls_and_answers(street: Street, listener: Bot) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: types.Message) -> None:
        await message.reply(f"<b>{message.text}</b>", parse_mode="HTML")

    polling = asyncio.create_task(dispatcher.start_polling(listener, handle_signals=False, polling_timeout=20))
    said = await street.driver.text(street.chen, street.chen, "楼道堆物")
    answer = await street.driver.wait_message(street.chen, street.chen, lambda m: m["from"]["is_bot"])
    await dispatcher.stop_polling()
    await polling
    assert answer["text"] == "楼道堆物"
    assert answer["entities"] == [{"offset": 0, "length": 4, "type": "bold"}]
    assert answer["reply_to_message"]["message_id"] == said["message_id"]


async def test_the_listener_reads_every_kind_of_update(street: Street, listener: Bot) -> None:
    driver, chat = street.driver, street.chen
    await driver.photo(chat, chat, picture(), caption="堵了")
    await driver.photo(chat, chat, b"plain", as_="document", filename="记录.txt")
    await driver.photo(chat, chat, b"film", as_="video")
    await driver.photo(chat, chat, b"sound", as_="voice")
    await driver.location(chat, chat, 31.2, 121.4)
    await driver.contact(chat, chat)
    said = await driver.text(chat, chat, "/my")
    await driver.edit(chat, chat, said["message_id"], "/help")
    await driver.block(chat)
    updates = await listener.get_updates(offset=street.bot.offset)
    kinds = [update.message.content_type if update.message else update.event_type for update in updates]
    assert kinds == [
        *("photo", "document", "video", "voice", "location", "contact", "text"),
        *("edited_message", "my_chat_member"),
    ]


async def test_the_listener_fetches_a_photo(street: Street, listener: Bot) -> None:
    original = picture()
    shown = await street.driver.photo(street.chen, street.chen, original)
    assert [(size["width"], size["height"]) for size in shown["photo"]] == [(90, 68), (320, 240), (640, 480)]
    fetched = await listener.download(shown["photo"][-1]["file_id"])
    assert fetched is not None
    assert fetched.read() == original


async def test_the_listener_sends_files_attached_by_name(street: Street, listener: Bot) -> None:
    first, second = picture(), picture()
    single = await listener.send_photo(street.group, types.BufferedInputFile(first, "one.jpg"), caption="一张")
    album = await listener.send_media_group(
        street.group,
        [types.InputMediaPhoto(media=types.BufferedInputFile(data, "part.jpg")) for data in (first, second)],
    )
    assert single.photo is not None
    assert single.photo[-1].width == 640
    assert album[0].media_group_id == album[1].media_group_id is not None
    changed = await listener.edit_message_media(
        types.InputMediaPhoto(media=types.BufferedInputFile(picture(100, 80), "new.jpg"), caption="换了"),
        chat_id=street.group,
        message_id=single.message_id,
    )
    assert isinstance(changed, types.Message)
    assert changed.caption == "换了"


async def test_the_listener_answers_a_pressed_button(street: Street, listener: Bot, speaker: telegram.Bot) -> None:
    card = await speaker.send_message(street.group, "H1 待受理", reply_markup=keyboard("受理"))
    press = asyncio.create_task(street.driver.press(street.group, street.li, card.message_id, "受理"))
    (update,) = await listener.get_updates(offset=street.bot.offset, timeout=20)
    assert update.callback_query is not None
    assert update.callback_query.data == "do:受理"
    assert update.callback_query.message is not None
    assert update.callback_query.message.message_id == card.message_id
    await listener.answer_callback_query(update.callback_query.id, text="已受理", show_alert=True)
    assert (await press)["answer"] == {"text": "已受理", "show_alert": True}


async def test_the_listener_sees_its_own_kinds_of_error(street: Street, listener: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="message text is empty"):
        await listener.send_message(street.group, " ")
    await street.driver.failures("429", method="sendMessage", retry_after=7)
    with pytest.raises(TelegramRetryAfter) as slow:
        await listener.send_message(street.group, "早")
    assert slow.value.retry_after == 7


async def test_the_speaker_sends_files_in_the_field_itself(street: Street, speaker: telegram.Bot) -> None:
    data = picture()
    photo = await speaker.send_photo(street.group, data, caption="<i>整改后</i>", parse_mode="HTML")
    document = await speaker.send_document(street.group, b"a,b", filename="台账.csv")
    assert await (await photo.photo[-1].get_file()).download_as_bytearray() == data
    assert document.document is not None
    assert document.document.file_name == "台账.csv"
    assert photo.caption_entities[0].type == "italic"


async def test_the_speaker_sends_an_album_and_sends_it_again_by_id(street: Street, speaker: telegram.Bot) -> None:
    parts = [telegram.InputMediaPhoto(picture(), caption="前后" if first else None) for first in (True, False)]
    album = await speaker.send_media_group(street.group, parts)
    again = await speaker.send_photo(street.group, album[0].photo[-1].file_id)
    assert [message.caption for message in album] == ["前后", None]
    assert again.photo == album[0].photo


async def test_the_speaker_edits_and_hears_that_nothing_changed(street: Street, speaker: telegram.Bot) -> None:
    card = await speaker.send_message(street.group, "H1", reply_markup=keyboard("受理"))
    edited = await card.edit_text("H1 已受理", reply_markup=keyboard("已到场"))
    assert isinstance(edited, telegram.Message)
    with pytest.raises(telegram.error.BadRequest, match="Message is not modified"):
        await card.edit_text("H1 已受理", reply_markup=keyboard("已到场"))
    bare = await card.edit_reply_markup(None)
    assert isinstance(bare, telegram.Message)
    assert bare.reply_markup is None
    assert await card.delete()


async def test_the_speaker_sees_its_own_kinds_of_error(
    street: Street, speaker: telegram.Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else the library warns of what it will do one day
    await street.driver.failures("429", retry_after=3)
    with pytest.raises(telegram.error.RetryAfter):
        await speaker.send_message(street.group, "早")
    await street.driver.block(street.chen)
    with pytest.raises(telegram.error.Forbidden, match="bot was blocked by the user"):
        await speaker.send_message(street.chen, "早")
    await street.driver.failures("502")
    with pytest.raises(telegram.error.NetworkError, match="Bad Gateway"):
        await speaker.send_message(street.group, "早")
    old = await street.driver.group("旧群", street.chen, type="group", members=[street.bot.id])
    new = await street.driver.upgrade(old["id"])
    with pytest.raises(telegram.error.ChatMigrated) as moved:
        await speaker.send_message(old["id"], "早")
    assert moved.value.new_chat_id == new["id"]


async def test_the_speaker_asks_for_a_contact_and_sets_its_menu(street: Street, speaker: telegram.Bot) -> None:
    ask = telegram.ReplyKeyboardMarkup(
        [[telegram.KeyboardButton("发送我的手机号", request_contact=True)]], resize_keyboard=True
    )
    await speaker.send_message(street.chen, "请核对身份", reply_markup=ask)
    await speaker.set_my_commands([("my", "我的任务")], scope=telegram.BotCommandScopeChat(street.chen))
    view = await street.driver.view(street.chen, street.chen)
    assert view["keyboard"]["keyboard"] == [[{"text": "发送我的手机号", "request_contact": True}]]
    menu = await street.driver.commands(street.chen, street.chen)
    assert menu == [{"command": "my", "description": "我的任务"}]
    assert await speaker.get_my_commands(telegram.BotCommandScopeChat(street.chen)) == (
        telegram.BotCommand("my", "我的任务"),
    )
