import pytest

from tests.sandbox.conftest import Json, Street, buttons, picture

NOT_MODIFIED = (
    "400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


async def card(street: Street, text: str = "<b>H1</b>") -> Json:
    """Where the message is, for the calls that change it."""
    sent = await street.bot.call(
        "sendMessage", chat_id=street.group, text=text, parse_mode="HTML", reply_markup=buttons("受理")
    )
    return {"chat_id": street.group, "message_id": sent["message_id"]}


@pytest.mark.parametrize(
    ("params", "same"),
    [
        ({"text": "<b>H1</b>", "parse_mode": "HTML", "reply_markup": buttons("受理")}, True),
        (
            {"text": "H1", "entities": [{"type": "bold", "offset": 0, "length": 2}], "reply_markup": buttons("受理")},
            True,
        ),
        ({"text": "H1", "reply_markup": buttons("受理")}, False),
        ({"text": "<b>H1</b>", "parse_mode": "HTML", "reply_markup": buttons("上报")}, False),
        ({"text": "<b>H1</b>", "parse_mode": "HTML"}, False),
        ({"text": "<b>H2</b>", "parse_mode": "HTML", "reply_markup": buttons("受理")}, False),
    ],
)
async def test_an_edit_must_change_text_entities_or_keyboard(street: Street, params: Json, same: bool) -> None:
    answer = await street.bot.answer("editMessageText", **await card(street), **params)
    assert answer["ok"] is not same
    assert answer.get("description", "").endswith("of the message") is same


async def test_an_edit_that_leaves_the_keyboard_out_takes_it_away(street: Street) -> None:
    edited = await street.bot.call("editMessageText", **await card(street), text="H1 已办结")
    assert "reply_markup" not in edited
    assert "entities" not in edited
    assert edited["edit_date"] >= edited["date"]


async def test_a_keyboard_alone_is_changed_and_leaves_no_edit_date(street: Street) -> None:
    where = await card(street)
    edited = await street.bot.call("editMessageReplyMarkup", **where, reply_markup=buttons("上报"))
    assert edited["reply_markup"] == buttons("上报")
    assert "edit_date" not in edited
    refusal = await street.bot.refusal("editMessageReplyMarkup", **where, reply_markup=buttons("上报"))
    assert refusal == NOT_MODIFIED


async def test_only_own_messages_that_are_there_are_edited(street: Street) -> None:
    said = await street.driver.text(street.group, street.li, "早")
    others = {"chat_id": street.group, "message_id": said["message_id"]}
    assert await street.bot.refusal("editMessageText", **others, text="晚") == (
        "400 Bad Request: message can't be edited"
    )
    gone = {"chat_id": street.group, "message_id": 999}
    assert await street.bot.refusal("editMessageText", **gone, text="晚") == (
        "400 Bad Request: message to edit not found"
    )


async def test_text_and_caption_are_not_taken_for_each_other(street: Street) -> None:
    where = await card(street)
    assert await street.bot.refusal("editMessageCaption", **where, caption="前") == (
        "400 Bad Request: there is no caption in the message to edit"
    )
    photo = (await street.driver.photo(street.group, street.li, picture()))["photo"][-1]["file_id"]
    sent = await street.bot.call("sendPhoto", chat_id=street.group, photo=photo)
    shown = {"chat_id": street.group, "message_id": sent["message_id"]}
    assert await street.bot.refusal("editMessageText", **shown, text="前") == (
        "400 Bad Request: there is no text in the message to edit"
    )
    edited = await street.bot.call("editMessageCaption", **shown, caption="<i>前</i>", parse_mode="HTML")
    assert edited["caption_entities"] == [{"offset": 0, "length": 1, "type": "italic"}]


async def test_a_picture_is_replaced_with_its_caption(street: Street) -> None:
    first, second = [
        (await street.driver.photo(street.group, street.li, picture()))["photo"][-1]["file_id"] for _ in range(2)
    ]
    sent = await street.bot.call("sendPhoto", chat_id=street.group, photo=first, caption="前")
    where = {"chat_id": street.group, "message_id": sent["message_id"]}
    media = {"type": "photo", "media": second, "caption": "后"}
    edited = await street.bot.call("editMessageMedia", **where, media=media)
    assert edited["photo"][-1]["file_id"] == second
    assert edited["caption"] == "后"
    assert await street.bot.refusal("editMessageMedia", **where, media=media) == NOT_MODIFIED


async def test_a_button_is_answered_once_and_late_answers_are_refused(street: Street) -> None:
    where = await card(street)
    pressed = await street.driver.press(street.group, street.li, where["message_id"], "受理", wait=0)
    query = pressed["callback_query_id"]
    assert pressed["answer"] is None
    seen = await street.driver.mark()
    assert await street.bot.call("answerCallbackQuery", callback_query_id=query, text="好")
    assert await street.bot.call("answerCallbackQuery", callback_query_id=query, text="再好")
    answers = [event for event in (await street.driver.events(seen))["events"] if event["kind"] == "answer"]
    assert [answer["text"] for answer in answers] == ["好"]
    await street.driver.advance(151)
    assert await street.bot.refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD
    assert await street.bot.refusal("answerCallbackQuery", callback_query_id="1") == TOO_OLD


async def test_another_bots_button_is_not_answered(street: Street) -> None:
    where = await card(street)
    pressed = await street.driver.press(street.group, street.li, where["message_id"], "受理", wait=0)
    other = await street.another_bot()
    query = pressed["callback_query_id"]
    assert await other.refusal("answerCallbackQuery", callback_query_id=query) == TOO_OLD
    long = await street.bot.refusal("answerCallbackQuery", callback_query_id=query, text="字" * 201)
    assert long == "400 Bad Request: MESSAGE_TOO_LONG"


async def test_others_messages_are_deleted_only_by_an_administrator(street: Street) -> None:
    said = await street.driver.text(street.group, street.li, "早")
    where = {"chat_id": street.group, "message_id": said["message_id"]}
    assert await street.bot.refusal("deleteMessage", **where) == "400 Bad Request: message can't be deleted"
    await street.driver.members(street.group, street.bot.id, "promote")
    assert await street.bot.call("deleteMessage", **where)
    assert await street.bot.refusal("deleteMessage", **where) == "400 Bad Request: message to delete not found"


async def test_after_two_days_a_message_stays(street: Street) -> None:
    where = await card(street)
    await street.driver.advance(48 * 3600 + 60)
    refusal = await street.bot.refusal("deleteMessage", **where)
    assert refusal == "400 Bad Request: message can't be deleted for everyone"
    assert await street.bot.call("editMessageText", **where, text="H1 已办结")


async def test_pinning_takes_the_right_to_and_is_told_in_the_chat(street: Street) -> None:
    where = await card(street)
    refused = "400 Bad Request: not enough rights to manage pinned messages in the chat"
    assert await street.bot.refusal("pinChatMessage", **where) == refused
    await street.driver.members(street.group, street.bot.id, "promote")
    await street.bot.updates()
    assert await street.bot.call("pinChatMessage", **where)
    (told,) = await street.bot.heard()
    assert told["pinned_message"]["message_id"] == where["message_id"]
    chat = await street.bot.call("getChat", chat_id=street.group)
    assert chat["pinned_message"]["text"] == "H1"
    assert await street.bot.call("unpinChatMessage", **where)
    assert "pinned_message" not in await street.bot.call("getChat", chat_id=street.group)
    missing = await street.bot.refusal("pinChatMessage", chat_id=street.group, message_id=999)
    assert missing == "400 Bad Request: message to pin not found"


async def test_a_reaction_is_one_of_the_known_ones(street: Street) -> None:
    said = await street.driver.text(street.chen, street.chen, "早")
    where = {"chat_id": street.chen, "message_id": said["message_id"]}
    assert await street.bot.call("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "👍"}])
    refusal = await street.bot.refusal("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "🧯"}])
    assert refusal == "400 Bad Request: REACTION_INVALID"
