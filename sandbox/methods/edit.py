"""Methods that change or remove what is in a chat, and answers to pressed buttons."""

from collections.abc import Callable
from typing import Any

from sandbox.errors import bad_request
from sandbox.methods.call import Call
from sandbox.methods.markup import inline_keyboard
from sandbox.methods.media import caption_of, content_of
from sandbox.methods.send import text_of
from sandbox.state.chats import Chat, Message
from sandbox.state.posting import delete, edit, post, record
from sandbox.state.updates import CALLBACK_KEPT

Json = dict[str, Any]

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NO_PIN_RIGHT = "not enough rights to manage pinned messages in the chat"
MEDIA = ("photo", "document", "video", "voice")
DELETABLE = 48 * 3600
TOAST = 200
EMOJI = """
❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣
⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅
🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""
REACTIONS = frozenset(EMOJI.split())


def own_message(call: Call, chat: Chat) -> Message:
    message = call.message(chat, "message to edit not found")
    if message.sender is not call.bot or message.service:
        raise bad_request("message can't be edited")
    return message


def change(call: Call, message: Message, changes: Json) -> Json:
    """Applies an edit; the keyboard always is the one given with it, so that leaving it out takes it away."""
    wanted = {**changes, "reply_markup": inline_keyboard(call)}
    if all(message.body.get(name) == value for name, value in wanted.items()):
        raise bad_request(NOT_MODIFIED)
    call.spend(message.chat)
    edit(call.world, message, **wanted)
    return message.view


def edit_text(call: Call) -> Json:
    chat = call.chat()
    content = text_of(call.params)
    message = own_message(call, chat)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    return change(call, message, {"entities": None, **content})


def edit_caption(call: Call) -> Json:
    chat = call.chat()
    content = caption_of(call.params)
    message = own_message(call, chat)
    if not any(kind in message.body for kind in MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return change(call, message, {"caption": None, "caption_entities": None, **content})


def edit_media(call: Call) -> Json:
    chat = call.chat()
    message = own_message(call, chat)
    item = call.object("media")
    if item.get("type") not in MEDIA:
        raise bad_request("media is of a type that can't be used here")
    content = content_of(call, item["type"], call.uploads.get("media") or item.get("media"), item)
    cleared = dict.fromkeys((*MEDIA, "text", "entities", "caption", "caption_entities"))
    return change(call, message, {**cleared, **content})


def edit_markup(call: Call) -> Json:
    return change(call, own_message(call, call.chat()), {})


def answer_callback(call: Call) -> bool:
    callback = call.world.callbacks.get(call.text("callback_query_id"))
    text = call.text("text")
    if len(text) > TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    if callback is None or callback.bot is not call.bot:
        raise bad_request(TOO_OLD)
    if call.world.timestamp() - callback.at > CALLBACK_KEPT:
        raise bad_request(TOO_OLD)
    if callback.answer is None:
        callback.answer = {"text": text, "show_alert": call.flag("show_alert")}
        if call.text("url"):
            callback.answer["url"] = call.text("url")
        about = {"callback_query_id": callback.id, "person": callback.person.id, **callback.answer}
        record(call.world, callback.chat, "answer", **about)
        callback.answered.set()
    return True


def delete_message(call: Call) -> bool:
    chat = call.chat()
    message = call.message(chat, "message to delete not found")
    if message.sender is not call.bot and not chat.private and not chat.in_charge(call.bot.id):
        raise bad_request("message can't be deleted")
    if call.world.timestamp() - message.body["date"] > DELETABLE:
        raise bad_request("message can't be deleted for everyone")
    delete(call.world, message)
    return True


def check_pin_right(call: Call, chat: Chat) -> None:
    if not chat.private and not chat.in_charge(call.bot.id):
        raise bad_request(NO_PIN_RIGHT)


def pin_message(call: Call) -> bool:
    chat = call.chat()
    message = call.message(chat, "message to pin not found")
    check_pin_right(call, chat)
    if message.service:
        raise bad_request("message can't be pinned")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        post(call.world, chat, call.bot, {"pinned_message": message.body}, service=True)
    return True


def unpin_message(call: Call) -> bool:
    chat = call.chat()
    check_pin_right(call, chat)
    pinned = call.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if pinned not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(pinned)
    return True


def unpin_all(call: Call) -> bool:
    chat = call.chat()
    check_pin_right(call, chat)
    chat.pinned.clear()
    return True


def is_known(reaction: Any) -> bool:
    return isinstance(reaction, dict) and (reaction.get("type") != "emoji" or str(reaction.get("emoji")) in REACTIONS)


def react(call: Call) -> bool:
    chat = call.chat()
    message = call.message(chat, "message to react not found")
    reaction = call.array("reaction")
    if len(reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if not all(is_known(item) for item in reaction):
        raise bad_request("REACTION_INVALID")
    chat.reactions[message.id, call.bot.id] = reaction
    record(call.world, chat, "reaction", message_id=message.id, by=call.bot.id, reaction=reaction)
    return True


METHODS: dict[str, Callable[[Call], Any]] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "answerCallbackQuery": answer_callback,
    "deleteMessage": delete_message,
    "pinChatMessage": pin_message,
    "unpinChatMessage": unpin_message,
    "unpinAllChatMessages": unpin_all,
    "setMessageReaction": react,
}
