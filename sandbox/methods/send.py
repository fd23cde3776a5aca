"""Methods that put a message into a chat."""

import secrets
from collections.abc import Callable
from typing import Any

from sandbox.errors import ApiError, bad_request
from sandbox.methods.call import Call, check_access, find_chat, formatted, to_integer
from sandbox.methods.markup import inline_keyboard, other_keyboard
from sandbox.methods.media import caption_of, content_of
from sandbox.state.chats import Chat, Message, Poll
from sandbox.state.posting import post, record
from sandbox.state.rights import refused_content, topic_for
from sandbox.state.world import World

Json = dict[str, Any]

TEXT = 4096
ALBUM = range(2, 11)
UNCOPIED = (
    *("message_id", "from", "sender_chat", "chat", "date", "edit_date", "media_group_id", "reply_markup"),
    *("message_thread_id", "is_topic_message"),
)
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "upload_video",
        "upload_voice",
        "upload_document",
        "upload_video_note",
        "record_video",
        "record_voice",
        "record_video_note",
        "choose_sticker",
        "find_location",
    }
)


def text_of(given: Json) -> Json:
    text, entities = formatted(given, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > TEXT:
        raise bad_request("message is too long")
    return {"text": text, **({"entities": entities} if entities else {})}


def reply_target(call: Call, chat: Chat) -> int | None:
    """The message replied to, by either the old or the new parameter."""
    parameters = call.object("reply_parameters")
    number = to_integer(parameters.get("message_id")) or call.integer("reply_to_message_id")
    if not number or number in chat.messages:
        return number or None
    if parameters.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def send(call: Call, content_maker: Callable[[], Json]) -> Json:
    """The order of checks is the server's: the chat, then the content, then what it hangs on."""
    chat = call.chat()
    if call.params.get("ephemeral_message_parameters"):
        raise ApiError(501, "Not Implemented: ephemeral messages are not performed by this server")
    content = content_maker()
    check_content(call, chat, content)
    inline, keyboard = inline_keyboard(call), other_keyboard(call, chat)
    reply_to = reply_target(call, chat)
    topic = topic_for(chat, call.integer("message_thread_id"), reply_to)
    call.spend(chat)
    if inline is not None:
        content["reply_markup"] = inline
    if call.flag("protect_content"):
        content["has_protected_content"] = True
    return post(call.world, chat, call.bot, content, reply_to=reply_to, keyboard=keyboard, topic=topic).view


def check_content(call: Call, chat: Chat, content: Json) -> None:
    refusal = refused_content(chat, call.bot.id, content)
    if refusal is not None:
        raise refusal


def send_message(call: Call) -> Json:
    return send(call, lambda: text_of(call.params))


def sender_of(kind: str) -> Callable[[Call], Json]:
    def send_file(call: Call) -> Json:
        return send(call, lambda: content_of(call, kind, call.uploads.get(kind) or call.text(kind), call.params))

    return send_file


def send_location(call: Call) -> Json:
    return send(call, lambda: {"location": place(call)})


def place(call: Call) -> Json:
    latitude, longitude = call.number("latitude"), call.number("longitude")
    if latitude is None or longitude is None or not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise bad_request("location is invalid")
    accuracy = call.number("horizontal_accuracy")
    found: Json = {"latitude": latitude, "longitude": longitude}
    return found if accuracy is None else {**found, "horizontal_accuracy": accuracy}


def send_contact(call: Call) -> Json:
    contact = {name: call.text(name) for name in ("phone_number", "first_name", "last_name") if call.text(name)}
    if not {"phone_number", "first_name"} <= contact.keys():
        raise bad_request("contact phone number or first name is empty")
    return send(call, lambda: {"contact": contact})


def send_media_group(call: Call) -> list[Json]:
    chat = call.chat()
    items = call.array("media")
    if len(items) not in ALBUM:
        raise bad_request("media group must have from 2 to 10 items")
    contents = [content_of(call, item["type"], item.get("media"), item) for item in map(album_item, items)]
    kinds = {item["type"] for item in items}
    if "document" in kinds and len(kinds) > 1:
        raise bad_request("document can't be mixed with other media types")
    for content in contents:
        check_content(call, chat, content)
    reply_to = reply_target(call, chat)
    topic = topic_for(chat, call.integer("message_thread_id"), reply_to)
    call.spend(chat, len(contents))
    group = str(secrets.randbits(53))
    posted = [
        post(call.world, chat, call.bot, {"media_group_id": group, **content}, reply_to=reply_to, topic=topic)
        for content in contents
    ]
    return [message.view for message in posted]


def album_item(item: Any) -> Json:
    if not isinstance(item, dict) or item.get("type") not in ("photo", "video", "document"):
        raise bad_request("media group item is of a type that can't be in an album")
    return item


def original(call: Call, missing: str) -> Message:
    source = find_chat(call.world, call.bot, call.params.get("from_chat_id"))
    check_access(call.bot, source)
    found = call.message(source, missing)
    if found.service:
        raise bad_request(missing.replace(" not found", " can't be copied"))
    return found


def copied(world: World, message: Message) -> Json:
    body = {name: value for name, value in message.body.items() if name not in UNCOPIED}
    return {**body, "poll": world.polls[body["poll"]["id"]]} if "poll" in body else body


def copy_message(call: Call) -> Json:
    def content() -> Json:
        body = copied(call.world, original(call, "message to copy not found"))
        if "poll" in body:
            return {**body, "poll": Poll(call.bot, body["poll"].about)}
        if "caption" not in call.params or "text" in body:
            return body
        bare = {name: value for name, value in body.items() if name not in {"caption", "caption_entities"}}
        return {**bare, **caption_of(call.params)}

    return {"message_id": send(call, content)["message_id"]}


def forward_message(call: Call) -> Json:
    return send(call, lambda: forwarded(call.world, original(call, "message to forward not found")))


def forwarded(world: World, message: Message) -> Json:
    """A poll that is passed on is the same poll."""
    body = message.body
    origin: Json = {"type": "user", "date": body["date"], "sender_user": body["from"]}
    if "sender_chat" in body:
        origin = {"type": "chat", "date": body["date"], "sender_chat": body["sender_chat"]}
    return {"forward_origin": origin, **copied(world, message)}


def send_chat_action(call: Call) -> bool:
    chat = call.chat()
    action = call.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    record(call.world, chat, "action", action=action, by=call.bot.id)
    return True


METHODS: dict[str, Callable[[Call], Any]] = {
    "sendMessage": send_message,
    "sendPhoto": sender_of("photo"),
    "sendDocument": sender_of("document"),
    "sendVideo": sender_of("video"),
    "sendVoice": sender_of("voice"),
    "sendLocation": send_location,
    "sendContact": send_contact,
    "sendMediaGroup": send_media_group,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
    "sendChatAction": send_chat_action,
}
