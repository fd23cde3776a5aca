import asyncio

import pytest

from tests.sandbox.conftest import Json, Street, buttons, picture


async def test_a_message_is_shown_as_it_was_formatted(street: Street) -> None:
    sent = await street.bot.call(
        "sendMessage", chat_id=street.group, text=" <b>H1</b> 待受理 ", parse_mode="HTML", reply_markup=buttons("受理")
    )
    (shown,) = await street.driver.messages(street.group, street.li, after=sent["message_id"] - 1)
    assert shown == sent
    assert sent["text"] == "H1 待受理"
    assert sent["entities"] == [{"offset": 0, "length": 2, "type": "bold"}]
    assert sent["reply_markup"] == buttons("受理")
    assert sent["from"]["username"] == "grid_bot"


async def test_a_reply_carries_what_it_replies_to_one_level_deep(street: Street) -> None:
    said = await street.driver.text(street.chen, street.chen, "一")
    second = await street.driver.text(street.chen, street.chen, "二", reply_to=said["message_id"])
    sent = await street.bot.call(
        "sendMessage", chat_id=street.chen, text="三", reply_parameters={"message_id": second["message_id"]}
    )
    assert sent["reply_to_message"]["text"] == "二"
    assert "reply_to_message" not in sent["reply_to_message"]


@pytest.mark.parametrize(
    ("params", "refusal"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "字" * 4097}, "message is too long"),
        ({"text": "早", "chat_id": ""}, "chat_id is empty"),
        ({"text": "早", "chat_id": 42}, "chat not found"),
        ({"text": "早", "message_thread_id": 7}, "message thread not found"),
        ({"text": "早", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        ({"text": "早", "reply_markup": buttons("字" * 22)}, "BUTTON_DATA_INVALID"),
        ({"text": "早", "reply_markup": buttons(*["钮"] * 101)}, "reply markup is too long"),
        (
            {"text": "早", "reply_markup": {"inline_keyboard": [[{"text": "受理"}]]}},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "早", "reply_markup": {"keyboard": [[{"text": "手机", "request_contact": True}]]}},
            "phone number can be requested in private chats only",
        ),
    ],
)
async def test_what_cannot_be_sent_is_refused_in_the_servers_words(street: Street, params: Json, refusal: str) -> None:
    before = await street.driver.mark()
    params = {"chat_id": street.group, **params}
    assert await street.bot.refusal("sendMessage", **params) == f"400 Bad Request: {refusal}"
    assert await street.driver.mark() == before


async def test_broken_html_is_refused_with_its_place(street: Street) -> None:
    refusal = await street.bot.refusal("sendMessage", chat_id=street.group, text="<i>早</b>", parse_mode="HTML")
    assert refusal.startswith("400 Bad Request: can't parse entities: ")
    assert "byte offset" in refusal


async def test_a_text_of_just_4096_characters_is_sent(street: Street) -> None:
    sent = await street.bot.call("sendMessage", chat_id=street.group, text=f"<b>{'字' * 4096}</b>", parse_mode="HTML")
    assert len(sent["text"]) == 4096


async def test_a_reply_to_what_is_gone_can_be_sent_without_it(street: Street) -> None:
    lenient = {"message_id": 999, "allow_sending_without_reply": True}
    sent = await street.bot.call("sendMessage", chat_id=street.group, text="早", reply_parameters=lenient)
    assert "reply_to_message" not in sent


async def test_a_person_who_never_started_the_bot_or_blocked_it_is_not_reached(street: Street) -> None:
    never = "403 Forbidden: bot can't initiate conversation with a user"
    assert await street.bot.refusal("sendMessage", chat_id=street.li, text="早") == never
    await street.driver.block(street.chen)
    blocked = "403 Forbidden: bot was blocked by the user"
    assert await street.bot.refusal("sendMessage", chat_id=street.chen, text="早") == blocked
    await street.driver.unblock(street.chen)
    assert await street.bot.call("sendMessage", chat_id=street.chen, text="早")


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_a_bot_that_was_removed_is_not_let_in(street: Street, kind: str) -> None:
    chat = (await street.driver.group("二网格", street.chen, type=kind, members=[street.bot.id]))["id"]
    await street.bot.call("leaveChat", chat_id=chat)
    left = f"403 Forbidden: bot is not a member of the {kind} chat"
    assert await street.bot.refusal("sendMessage", chat_id=chat, text="早") == left
    await street.driver.members(chat, street.bot.id, "add")
    await street.driver.members(chat, street.bot.id, "remove")
    kicked = f"403 Forbidden: bot was kicked from the {kind} chat"
    assert await street.bot.refusal("sendMessage", chat_id=chat, text="早") == kicked


async def test_a_group_the_bot_never_was_in_does_not_exist_for_it(street: Street) -> None:
    chat = (await street.driver.group("别的群", street.chen))["id"]
    assert await street.bot.refusal("sendMessage", chat_id=chat, text="早") == "400 Bad Request: chat not found"


async def test_an_upgraded_group_says_where_it_went(street: Street) -> None:
    old = await street.driver.group("旧群", street.chen, type="group", members=[street.bot.id])
    new = await street.driver.upgrade(old["id"])
    answer = await street.bot.answer("sendMessage", chat_id=old["id"], text="早")
    assert answer == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new["id"]},
    }
    assert await street.bot.call("sendMessage", chat_id=new["id"], text="早")


async def test_sending_too_fast_is_answered_with_how_long_to_wait(street: Street) -> None:
    await street.driver.limits(enabled=True, per_group_minute=2)
    for word in ("一", "二"):
        await street.bot.call("sendMessage", chat_id=street.group, text=word)
    answer = await street.bot.answer("sendMessage", chat_id=street.group, text="三")
    wait = answer["parameters"]["retry_after"]
    assert answer["error_code"] == 429
    assert answer["description"] == f"Too Many Requests: retry after {wait}"
    assert 50 < wait <= 60


async def test_each_part_of_an_album_counts_and_edits_do_too(street: Street) -> None:
    await street.driver.limits(enabled=True, per_group_minute=3)
    photo = (await street.driver.photo(street.group, street.li, picture()))["photo"][-1]["file_id"]
    parts = [{"type": "photo", "media": photo}] * 2
    album = await street.bot.call("sendMediaGroup", chat_id=street.group, media=parts)
    one = {"chat_id": street.group, "message_id": album[0]["message_id"]}
    await street.bot.call("editMessageCaption", **one, caption="前")
    refusal = await street.bot.refusal("editMessageCaption", **one, caption="后")
    assert refusal.startswith("429 Too Many Requests: retry after ")
    await street.bot.call("deleteMessage", **one)


@pytest.mark.parametrize(
    ("media", "refusal"),
    [
        ([{"type": "photo", "media": "attach://a"}], "media group must have from 2 to 10 items"),
        ([{"type": "voice", "media": "a"}] * 2, "media group item is of a type that can't be in an album"),
        ([{"type": "photo", "media": "nobody-knows"}] * 2, "wrong file identifier/HTTP URL specified"),
        (
            [{"type": "photo", "media": "attach://a"}] * 2,
            "there is no file with the attached name in the request",
        ),
    ],
)
async def test_a_bad_album_is_refused_whole(street: Street, media: list[Json], refusal: str) -> None:
    before = await street.driver.mark()
    answer = await street.bot.refusal("sendMediaGroup", chat_id=street.group, media=media)
    assert answer == f"400 Bad Request: {refusal}"
    assert await street.driver.mark() == before
    street.sandbox.complaints.clear()  # the request itself was wrong on purpose


async def test_a_photo_is_not_sent_as_a_document(street: Street) -> None:
    photo = (await street.driver.photo(street.group, street.li, picture()))["photo"][-1]["file_id"]
    refusal = await street.bot.refusal("sendDocument", chat_id=street.group, document=photo)
    assert refusal == "400 Bad Request: can't use file of type Photo as Document"


async def test_a_caption_has_1024_characters_at_most(street: Street) -> None:
    photo = (await street.driver.photo(street.group, street.li, picture()))["photo"][-1]["file_id"]
    refusal = await street.bot.refusal("sendPhoto", chat_id=street.group, photo=photo, caption="字" * 1025)
    assert refusal == "400 Bad Request: message caption is too long"


async def test_a_copy_is_the_bots_own_and_a_forward_names_its_origin(street: Street) -> None:
    said = await street.driver.text(street.chen, street.chen, "楼道堆物")
    source = {"from_chat_id": street.chen, "message_id": said["message_id"]}
    copy = await street.bot.call("copyMessage", chat_id=street.group, **source)
    forward = await street.bot.call("forwardMessage", chat_id=street.group, **source)
    shown = await street.driver.messages(street.group, after=copy["message_id"] - 1)
    assert shown[0]["text"] == "楼道堆物"
    assert shown[0]["from"]["id"] == street.bot.id
    assert forward["forward_origin"]["sender_user"]["id"] == street.chen
    missing = {"from_chat_id": street.chen, "message_id": 999}
    refusal = await street.bot.refusal("copyMessage", chat_id=street.group, **missing)
    assert refusal == "400 Bad Request: message to copy not found"


async def test_a_place_is_sent_and_an_impossible_one_is_not(street: Street) -> None:
    sent = await street.bot.call("sendLocation", chat_id=street.group, latitude=31.2, longitude=121.4)
    assert sent["location"] == {"latitude": 31.2, "longitude": 121.4}
    refusal = await street.bot.refusal("sendLocation", chat_id=street.group, latitude=131.2, longitude=0.0)
    assert refusal == "400 Bad Request: location is invalid"


async def test_a_reply_keyboard_stays_until_it_is_removed(street: Street) -> None:
    keyboard = {"keyboard": [[{"text": "发送我的手机号", "request_contact": True}]]}
    await street.bot.call("sendMessage", chat_id=street.chen, text="核对", reply_markup=keyboard)
    assert (await street.driver.view(street.chen, street.chen))["keyboard"] == keyboard
    await street.bot.call("sendMessage", chat_id=street.chen, text="好", reply_markup={"remove_keyboard": True})
    assert (await street.driver.view(street.chen, street.chen))["keyboard"] is None


async def test_a_selective_keyboard_is_shown_to_who_is_replied_to(street: Street) -> None:
    said = await street.driver.text(street.group, street.li, "/my@grid_bot")
    keyboard = {"keyboard": [[{"text": "到场"}]], "selective": True}
    await street.bot.call(
        "sendMessage",
        chat_id=street.group,
        text="请选",
        reply_markup=keyboard,
        reply_parameters={"message_id": said["message_id"]},
    )
    assert (await street.driver.view(street.group, street.li))["keyboard"] == keyboard
    assert (await street.driver.view(street.group, street.chen))["keyboard"] is None


async def test_what_the_bot_is_doing_is_told(street: Street) -> None:
    seen = await street.driver.mark()
    typing = asyncio.create_task(street.driver.events(seen, timeout=10))
    await street.bot.call("sendChatAction", chat_id=street.chen, action="typing")
    (event,) = (await typing)["events"]
    assert (event["kind"], event["action"], event["chat"]) == ("action", "typing", street.chen)
    refusal = await street.bot.refusal("sendChatAction", chat_id=street.chen, action="dancing")
    assert refusal == "400 Bad Request: wrong parameter action in request"
