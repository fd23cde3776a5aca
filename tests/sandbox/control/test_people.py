import pytest

from sandbox.control_client import DriverError
from tests.sandbox.conftest import Street, buttons, picture


async def test_a_command_gets_its_entity_and_the_text_its_links(street: Street) -> None:
    said = await street.driver.text(street.chen, street.chen, "/report@grid_bot 😀 见 https://example.org")
    assert [(entity["type"], entity["offset"]) for entity in said["entities"]] == [("bot_command", 0), ("url", 22)]


async def test_a_caption_gets_its_entities_too(street: Street) -> None:
    shown = await street.driver.photo(street.chen, street.chen, picture(), caption="/report 堆物")
    assert shown["caption_entities"][0]["type"] == "bot_command"
    assert "entities" not in shown


async def test_what_is_too_long_for_one_message_goes_as_several(street: Street) -> None:
    first = await street.driver.text(street.chen, street.chen, "字" * 10_000)
    lengths = [len(message["text"]) for message in await street.bot.heard()]
    assert len(first["text"]) == 4096
    assert lengths == [4096, 4096, 1808]


async def test_a_photo_that_is_no_image_arrives_as_it_was_sent(street: Street) -> None:
    shown = await street.driver.photo(street.chen, street.chen, b"no image at all")
    (size,) = shown["photo"]
    file = await street.bot.call("getFile", file_id=size["file_id"])
    async with street.session.get(f"{street.base_url}/file/bot{street.bot.token}/{file['file_path']}") as response:
        assert await response.read() == b"no image at all"


@pytest.mark.long
async def test_a_picture_too_large_to_open_is_not_opened(street: Street) -> None:
    bomb = picture(9000, 9000, kind="PNG")
    shown = await street.driver.photo(street.chen, street.chen, bomb)
    assert [(size["width"], size["height"]) for size in shown["photo"]] == [(9000, 9000)]


async def test_an_album_has_its_caption_on_any_part_and_can_grow_late(street: Street) -> None:
    album = await street.driver.album(street.chen, street.chen, [picture()] * 3, caption="三张", caption_on=1)
    group = album[0]["media_group_id"]
    late = await street.driver.photo(street.chen, street.chen, picture(), media_group_id=group)
    assert [message.get("caption") for message in album] == [None, "三张", None]
    assert {message["media_group_id"] for message in [*album, late]} == {group}


async def test_the_own_contact_is_shared_unless_another_is_named(street: Street) -> None:
    own = await street.driver.contact(street.chen, street.chen)
    other = await street.driver.contact(street.chen, street.chen, phone_number="+8613900000000", first_name="王")
    assert own["contact"] == {
        "phone_number": "+8613800138000",
        "first_name": "陈",
        "user_id": street.chen,
    }
    assert other["contact"] == {"phone_number": "+8613900000000", "first_name": "王"}


async def test_a_caption_is_edited_where_there_is_one(street: Street) -> None:
    shown = await street.driver.photo(street.chen, street.chen, picture(), caption="/report 堆物")
    edited = await street.driver.edit(street.chen, street.chen, shown["message_id"], "已清理")
    assert edited["caption"] == "已清理"
    assert "caption_entities" not in edited
    assert edited["photo"] == shown["photo"]


async def test_an_anonymous_administrator_speaks_as_the_group_and_presses_as_themselves(street: Street) -> None:
    await street.driver.members(street.group, street.li, "anonymous")
    await street.bot.updates()
    card = await street.bot.call("sendMessage", chat_id=street.group, text="H1", reply_markup=buttons("受理"))
    await street.driver.text(street.group, street.li, "/my@grid_bot")
    await street.driver.press(street.group, street.li, card["message_id"], "受理", wait=0)
    said, pressed = await street.bot.updates()
    assert said["message"]["from"]["id"] == 1087968824
    assert said["message"]["sender_chat"]["id"] == street.group
    assert pressed["callback_query"]["from"]["id"] == street.li


async def test_who_is_no_administrator_cannot_be_anonymous(street: Street) -> None:
    with pytest.raises(DriverError, match="only an administrator"):
        await street.driver.text(street.group, street.li, "早", anonymous=True)
    said = await street.driver.text(street.group, street.chen, "早", anonymous=True)
    assert said["from"]["username"] == "GroupAnonymousBot"


async def test_a_pressed_button_brings_the_whole_message(street: Street) -> None:
    said = await street.driver.text(street.chen, street.chen, "/report 堆物")
    card = await street.bot.call(
        "sendMessage",
        chat_id=street.chen,
        text="H1",
        reply_markup=buttons("受理"),
        reply_parameters={"message_id": said["message_id"]},
    )
    await street.bot.updates()
    await street.driver.press(street.chen, street.chen, card["message_id"], "受理", wait=0)
    (update,) = await street.bot.updates()
    query = update["callback_query"]
    assert query["data"] == "受理"
    assert query["message"] == card
    assert query["message"]["reply_to_message"]["text"] == "/report 堆物"
    assert query["chat_instance"]


async def test_a_button_that_is_not_there_is_pressed_only_by_forging_its_data(street: Street) -> None:
    card = await street.bot.call("sendMessage", chat_id=street.group, text="H1", reply_markup=buttons("受理"))
    with pytest.raises(DriverError, match="no button '办结' to press"):
        await street.driver.press(street.group, street.li, card["message_id"], "办结")
    await street.driver.press(street.group, street.li, card["message_id"], data="close:1", wait=0)
    (update,) = await street.bot.updates()
    assert update["callback_query"]["data"] == "close:1"


async def test_a_press_on_a_message_deleted_meanwhile_brings_an_inaccessible_one(street: Street) -> None:
    card = await street.bot.call("sendMessage", chat_id=street.group, text="H1", reply_markup=buttons("受理"))
    await street.driver.delete(street.group, card["message_id"])
    await street.driver.press(street.group, street.li, card["message_id"], data="受理", wait=0)
    (update,) = await street.bot.updates()
    assert update["callback_query"]["message"]["date"] == 0


async def test_a_reply_shows_what_it_replies_to_as_it_is_now(street: Street) -> None:
    first = await street.driver.text(street.chen, street.chen, "一")
    await street.driver.edit(street.chen, street.chen, first["message_id"], "壹")
    reply = await street.driver.text(street.chen, street.chen, "二", reply_to=first["message_id"])
    assert reply["reply_to_message"]["text"] == "壹"
    await street.driver.delete(street.chen, first["message_id"])
    (shown,) = await street.driver.messages(street.chen, after=first["message_id"])
    assert "reply_to_message" not in shown


async def test_what_an_app_would_not_let_them_do_is_refused(street: Street) -> None:
    said = await street.driver.text(street.group, street.chen, "早")
    with pytest.raises(DriverError, match="外人 is not in the group"):
        await street.driver.text(street.group, street.stranger, "早")
    with pytest.raises(DriverError, match="a private chat is named by the id of the person in it"):
        await street.driver.text(street.chen, street.li, "早")
    with pytest.raises(DriverError, match="only an own message can be edited"):
        await street.driver.edit(street.group, street.li, said["message_id"], "晚")
    with pytest.raises(DriverError, match="the text is empty"):
        await street.driver.text(street.chen, street.chen, "\u200b")
    with pytest.raises(DriverError, match="no message 999 to reply to"):
        await street.driver.text(street.group, street.li, "早", reply_to=999)
    await street.driver.block(street.chen)
    with pytest.raises(DriverError, match="陈 has blocked the bot"):
        await street.driver.text(street.chen, street.chen, "早")
