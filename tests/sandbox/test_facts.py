import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox import facts
from sandbox.facts import METHODS, RETURNS, check_call, check_result, check_update

PERSON = {"id": 42, "is_bot": False, "first_name": "张三"}
GROUP = {"id": -100, "type": "supergroup", "title": "三号楼"}
MESSAGE = {"message_id": 5, "date": 1_790_000_000, "chat": GROUP, "from": PERSON}


class Upload:
    """Stands for a file part of a multipart body."""


def update(**fields: Any) -> dict[str, Any]:
    return {"update_id": 1, **fields}


def message(**fields: Any) -> dict[str, Any]:
    return update(message={**MESSAGE, **fields})


def button(**fields: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "受理", **fields}]]}


def test_all_methods_of_the_bot_api_are_known() -> None:
    assert len(METHODS) == 185
    assert {"sendMessage", "getUpdates", "setWebhook", "pinChatMessage"} <= METHODS


def test_every_method_with_a_return_type_of_its_own_exists_once() -> None:
    named = [method for methods in RETURNS.values() for method in methods.split()]
    assert METHODS.issuperset(named)
    assert len(named) == len(set(named))


def test_importing_reads_no_file() -> None:
    code = "from sandbox import facts; assert not facts.api.cache_info().currsize; assert facts.METHODS"
    root = Path(facts.__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("getMe", {}),
        ("sendMessage", {"chat_id": 1, "text": "x"}),
        ("sendMessage", {"chat_id": "@wangge", "text": "123"}),
        ("sendMessage", {"chat_id": "-100", "text": "true", "disable_notification": "True", "message_thread_id": "7"}),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": button(callback_data="h:1")}),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": json.dumps(button(callback_data="h:1"))}),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": '{"force_reply": true}'}),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"remove_keyboard": True}}),
        ("sendMessage", {"chat_id": 1, "text": "x", "entities": '[{"type":"bold","offset":0,"length":1}]'}),
        ("sendPhoto", {"chat_id": 1, "photo": Upload()}),
        ("sendPhoto", {"chat_id": 1, "photo": "file-id"}),
        ("sendPhoto", {"chat_id": 1, "photo": "attach://p", "p": Upload()}),
        ("sendLocation", {"chat_id": 1, "latitude": "31.2", "longitude": 121}),
        ("sendMediaGroup", {"chat_id": 1, "media": '[{"type":"photo","media":"attach://a"}]', "a": Upload()}),
        (
            "sendMediaGroup",
            {"chat_id": 1, "media": [{"type": "video", "media": "id"}, {"type": "photo", "media": "id"}]},
        ),
        (
            "editMessageMedia",
            {"media": {"type": "photo", "media": "id", "caption": "x"}, "chat_id": 1, "message_id": 2},
        ),
        ("setMyCommands", {"commands": [{"command": "sos", "description": "x"}], "scope": {"type": "all_group_chats"}}),
        ("setMyCommands", {"commands": "[]", "scope": '{"type":"chat_member","chat_id":1,"user_id":2}'}),
        ("setWebhook", {"url": "https://example.com/", "certificate": Upload(), "max_connections": "40"}),
        ("setChatMenuButton", {"menu_button": {"type": "web_app", "text": "x", "web_app": {"url": "https://x.cn"}}}),
        ("setMessageReaction", {"chat_id": 1, "message_id": 2, "reaction": [{"type": "emoji", "emoji": "👍"}]}),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": [{"type": "photo", "id": "1", "photo_file_id": "x"}]},
        ),
        ("getUpdates", {"offset": "5", "timeout": "50", "allowed_updates": '["message"]'}),
        ("pinChatMessage", {"chat_id": 1, "message_id": "2", "disable_notification": "1"}),
    ],
)
def test_a_good_call_draws_no_complaint(method: str, params: dict[str, Any]) -> None:
    assert check_call(method, params) == []


@pytest.mark.parametrize(
    ("method", "params", "complaints"),
    [
        ("sendMesage", {}, ["sendMesage: unknown method"]),
        ("sendMessage", {}, ["sendMessage.chat_id: required", "sendMessage.text: required"]),
        ("sendMessage", {"chat_id": 1, "text": "x", "txet": "x"}, ["sendMessage.txet: unknown parameter"]),
        ("sendMessage", {"chat_id": 1, "text": 5}, ["sendMessage.text: String expected, got int"]),
        ("sendMessage", {"chat_id": 1, "text": None}, ["sendMessage.text: String expected, got null"]),
        ("sendMessage", {"chat_id": True, "text": "x"}, ["sendMessage.chat_id: Integer or String expected, got bool"]),
        ("sendMessage", {"chat_id": 1.0, "text": "x"}, ["sendMessage.chat_id: Integer or String expected, got float"]),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "disable_notification": "maybe"},
            ["sendMessage.disable_notification: Boolean expected, got str"],
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "entities": "{}"},
            ["sendMessage.entities: Array of MessageEntity expected, got dict"],
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "entities": [{"type": "bold", "offset": "0"}]},
            [
                "sendMessage.entities[0].length: required",
                "sendMessage.entities[0].offset: Integer expected, got str",
            ],
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": button(callback_data=5, colour="red")},
            [
                "sendMessage.reply_markup.inline_keyboard[0][0].colour: unknown field of InlineKeyboardButton",
                "sendMessage.reply_markup.inline_keyboard[0][0].callback_data: String expected, got int",
            ],
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "x", "reply_markup": "{broken"},
            [
                "sendMessage.reply_markup: InlineKeyboardMarkup or ReplyKeyboardMarkup or ReplyKeyboardRemove"
                " or ForceReply expected, got str"
            ],
        ),
        ("sendPhoto", {"chat_id": 1, "photo": 5}, ["sendPhoto.photo: InputFile or String expected, got int"]),
        ("sendPhoto", {"chat_id": 1, "photo": "id", "x": Upload()}, ["sendPhoto.x: unknown parameter"]),
        (
            "sendMediaGroup",
            {"chat_id": 1, "media": [{"type": "animation", "media": "id"}]},
            [
                "sendMediaGroup.media[0]: none of InputMediaAudio, InputMediaDocument, InputMediaLivePhoto, "
                "InputMediaPhoto, InputMediaVideo"
            ],
        ),
        (
            "setMyCommands",
            {"commands": [], "scope": {"type": "chat"}},
            ["setMyCommands.scope.chat_id: required"],
        ),
        ("setWebhook", {"url": "x", "certificate": "path"}, ["setWebhook.certificate: InputFile expected, got str"]),
        ("getUpdates", {"limit": "ten"}, ["getUpdates.limit: Integer expected, got str"]),
        ("getUpdates", {"limit": "1.5"}, ["getUpdates.limit: Integer expected, got float"]),
        ("getUpdates", {"allowed_updates": [1]}, ["getUpdates.allowed_updates[0]: String expected, got int"]),
    ],
)
def test_a_bad_call_is_complained_of_by_its_path(method: str, params: dict[str, Any], complaints: list[str]) -> None:
    assert check_call(method, params) == complaints


@pytest.mark.parametrize(
    ("method", "result"),
    [
        ("getMe", PERSON),
        ("sendMessage", {**MESSAGE, "text": "x"}),
        ("editMessageText", True),
        ("editMessageText", MESSAGE),
        ("sendMediaGroup", [MESSAGE, MESSAGE]),
        ("copyMessage", {"message_id": 5}),
        ("getUpdates", []),
        ("getUpdates", [message(text="x")]),
        ("getFile", {"file_id": "a", "file_unique_id": "b", "file_path": "photos/1.jpg"}),
        ("answerCallbackQuery", True),
        ("deleteMessage", True),
        ("setMyCommands", True),
        ("getMyCommands", [{"command": "sos", "description": "x"}]),
        ("getChatMemberCount", 3),
        ("exportChatInviteLink", "https://t.me/+x"),
        ("getChatMember", {"status": "creator", "user": PERSON, "is_anonymous": False}),
        ("getChatMember", {"status": "left", "user": PERSON}),
        ("getChatAdministrators", [{"status": "creator", "user": PERSON, "is_anonymous": True}]),
        ("getWebhookInfo", {"url": "", "has_custom_certificate": False, "pending_update_count": 0}),
    ],
)
def test_a_good_result_draws_no_complaint(method: str, result: Any) -> None:
    assert check_result(method, result) == []


@pytest.mark.parametrize(
    ("method", "result", "complaints"),
    [
        ("sendMesage", True, ["sendMesage: unknown method"]),
        ("sendMessage", True, ["sendMessage: Message expected, got bool"]),
        ("sendMessage", {"message_id": 5, "date": 1}, ["sendMessage.chat: required"]),
        ("editMessageText", False, ["editMessageText: Message or True expected, got bool"]),
        ("answerCallbackQuery", None, ["answerCallbackQuery: True expected, got null"]),
        ("getUpdates", {}, ["getUpdates: Array of Update expected, got dict"]),
        ("getUpdates", [{}], ["getUpdates[0].update_id: required"]),
        (
            "getChatMember",
            {"status": "owner", "user": PERSON, "is_anonymous": False},
            [
                "getChatMember: none of ChatMemberAdministrator, ChatMemberBanned, ChatMemberLeft, ChatMemberMember,"
                " ChatMemberOwner, ChatMemberRestricted"
            ],
        ),
        ("getChatMember", {"status": "kicked", "user": PERSON}, ["getChatMember.until_date: required"]),
        ("getChat", GROUP, ["getChat.accent_color_id: required", "getChat.accepted_gift_types: required"]),
    ],
)
def test_a_bad_result_is_complained_of_by_its_path(method: str, result: Any, complaints: list[str]) -> None:
    assert check_result(method, result)[:2] == complaints


@pytest.mark.parametrize(
    "good",
    [
        message(text="x", entities=[{"type": "bot_command", "offset": 0, "length": 1}]),
        message(photo=[{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], media_group_id="1"),
        message(location={"latitude": 31, "longitude": 121.5}),
        message(reply_to_message={**MESSAGE, "text": "x"}),
        message(forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "x"}),
        message(pinned_message={"message_id": 5, "date": 0, "chat": GROUP}),
        message(pinned_message=MESSAGE),
        message(group_chat_created=True),
        message(forum_topic_closed={}),
        message(migrate_to_chat_id=-100),
        update(callback_query={"id": "1", "from": PERSON, "chat_instance": "x", "message": MESSAGE, "data": "h:1"}),
        update(
            my_chat_member={
                "chat": GROUP,
                "from": PERSON,
                "date": 1,
                "old_chat_member": {"status": "left", "user": PERSON},
                "new_chat_member": {"status": "kicked", "user": PERSON, "until_date": 0},
            }
        ),
    ],
)
def test_a_good_update_draws_no_complaint(good: dict[str, Any]) -> None:
    assert check_update(good) == []


@pytest.mark.parametrize(
    ("bad", "complaints"),
    [
        ([], ["Update: Update expected, got list"]),
        ({}, ["Update.update_id: required"]),
        (update(mesage={}), ["Update.mesage: unknown field of Update"]),
        (message(chat={**GROUP, "id": "-100"}), ["Update.message.chat.id: Integer expected, got str"]),
        (message(chat={"id": 1}), ["Update.message.chat.type: required"]),
        (message(group_chat_created=False), ["Update.message.group_chat_created: True expected, got bool"]),
        (message(text=None), ["Update.message.text: String expected, got null"]),
        (message(is_bot=True), ["Update.message.is_bot: unknown field of Message"]),
        (message(photo={}), ["Update.message.photo: Array of PhotoSize expected, got dict"]),
        (
            message(forum_topic_closed={"x": 1}),
            ["Update.message.forum_topic_closed.x: unknown field of ForumTopicClosed"],
        ),
        (
            message(reply_to_message={**MESSAGE, "reply_to_message": {**MESSAGE, "date": "x"}}),
            ["Update.message.reply_to_message.reply_to_message.date: Integer expected, got str"],
        ),
        (
            message(pinned_message={"message_id": 5, "date": 0, "chat": GROUP, "text": "x"}),
            ["Update.message.pinned_message.text: unknown field of InaccessibleMessage"],
        ),
        (
            message(forward_origin={"type": "user", "date": 1}),
            ["Update.message.forward_origin.sender_user: required"],
        ),
        (
            message(forward_origin={"type": "ghost", "date": 1}),
            [
                "Update.message.forward_origin: none of MessageOriginChannel, MessageOriginChat, "
                "MessageOriginHiddenUser, MessageOriginUser"
            ],
        ),
    ],
)
def test_a_bad_update_is_complained_of_by_its_path(bad: Any, complaints: list[str]) -> None:
    assert check_update(bad) == complaints
