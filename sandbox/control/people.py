"""What people do: they write, show, press, come and go."""

import secrets
from collections.abc import Sequence
from typing import Any

from sandbox import entities
from sandbox.body import Upload
from sandbox.errors import ApiError, ControlError
from sandbox.methods.send import forwarded
from sandbox.state.chats import Bot, Chat, Message, Person
from sandbox.state.pictures import image_size
from sandbox.state.polls import vote
from sandbox.state.posting import edit, post
from sandbox.state.rights import topic_for
from sandbox.state.world import Callback, World

Json = dict[str, Any]

TEXT = 4096
CAPTION = 1024


class Actor:
    """One person in one chat, or in a topic of it, about to do something there."""

    def __init__(
        self, world: World, chat: Chat, person: Person, *, anonymous: bool = False, topic: int | None = None
    ) -> None:
        if chat.migrated_to is not None:
            raise ControlError(f"the group has become {chat.migrated_to}")
        if chat.private:
            check_dialogue(chat, person)
        elif chat.member(person.id) is None:
            raise ControlError(f"{person.first_name} is not in the group")
        self.world = world
        self.chat = chat
        self.person = person
        self.topic = topic
        self.anonymous = self._is_anonymous(wanted=anonymous)

    def _is_anonymous(self, *, wanted: bool) -> bool:
        member = self.chat.member(self.person.id)
        if wanted and (member is None or not member.in_charge or self.chat.type != "supergroup"):
            raise ControlError("only an administrator of a supergroup can be anonymous")
        return wanted or (member is not None and member.anonymous)

    def send(self, content: Json, reply_to: int | None = None) -> Message:
        if reply_to is not None and reply_to not in self.chat.messages:
            raise ControlError(f"no message {reply_to} to reply to")
        try:
            topic = topic_for(self.chat, self.topic or 0, reply_to)
        except ApiError as refusal:
            raise ControlError(refusal.description) from refusal
        self.chat.started = True
        return post(
            self.world, self.chat, self.person, content, reply_to=reply_to, topic=topic, anonymous=self.anonymous
        )

    def say(self, text: str, reply_to: int | None = None) -> Message:
        """A text too long for one message goes as several, as apps do it; the first is returned."""
        text = text.strip()
        first = self.send(text_content(text[:TEXT]), reply_to)
        for start in range(TEXT, len(text), TEXT):
            self.send(text_content(text[start : start + TEXT]), reply_to)
        return first

    def show(self, kind: str, upload: Upload, about: Json) -> Message:
        """`about`: caption, reply_to, media_group_id."""
        content = {kind: self._file(kind, upload), **caption_content(about.get("caption"))}
        if about.get("media_group_id"):
            content["media_group_id"] = str(about["media_group_id"])
        return self.send(content, about.get("reply_to"))

    def show_album(self, uploads: Sequence[Upload], about: Json) -> list[Message]:
        """`about`: caption, caption_on, reply_to."""
        group, captioned = str(secrets.randbits(53)), about.get("caption_on") or 0
        parts = [{"media_group_id": group, "reply_to": about.get("reply_to")} for _ in uploads]
        if about.get("caption") and not 0 <= captioned < len(parts):
            raise ControlError(f"the album has no part {captioned}")
        if about.get("caption"):
            parts[captioned]["caption"] = about["caption"]
        return [self.show("photo", upload, part) for upload, part in zip(uploads, parts, strict=True)]

    def _file(self, kind: str, upload: Upload) -> Any:
        files = self.world.files
        if kind == "photo":
            return files.add_photo(upload.data, image_size(upload.data)).shown
        if kind == "document":
            return files.add_document(upload.data, upload.filename, upload.mime).shown
        if kind == "video":
            return files.add_video(upload.data, upload.filename, {}).shown
        if kind == "voice":
            return files.add_voice(upload.data, {}).shown
        raise ControlError("a file is sent as photo, document, video or voice")

    def share_contact(self, about: Json) -> Message:
        """`about`: phone_number, first_name, user_id; without any, the person's own."""
        other = {name: about[name] for name in ("phone_number", "first_name", "user_id") if about.get(name)}
        own = {"phone_number": self.person.phone, "first_name": self.person.first_name, "user_id": self.person.id}
        contact = {"first_name": "", **other} if other else own
        if not contact.get("phone_number"):
            raise ControlError("there is no phone number to share")
        return self.send({"contact": contact}, about.get("reply_to"))

    def revise(self, message_id: int, text: str) -> Message:
        message = self.find(message_id)
        if message.sender is not self.person or message.service:
            raise ControlError("only an own message can be edited")
        if "text" in message.body:
            changes = {"entities": None, **text_content(text)}
        else:
            changes = {"caption": None, "caption_entities": None, **caption_content(text)}
        edit(self.world, message, **changes)
        return message

    def pass_on(self, message: Message) -> Message:
        """What somebody has seen elsewhere, forwarded to here."""
        if message.body.get("has_protected_content") or message.service:
            raise ControlError("this message cannot be forwarded")
        return self.send(forwarded(self.world, message))

    def vote(self, message_id: int, options: Sequence[int]) -> Message:
        message = self.find(message_id)
        vote(self.world, self.chat, self.person, message, options, anonymous=self.anonymous)
        return message

    def find(self, message_id: int) -> Message:
        message = self.chat.messages.get(message_id)
        if message is None:
            raise ControlError(f"no message {message_id} in chat {self.chat.id}", 404)
        return message

    def press(self, message_id: int, label: str | None, data: str | None) -> Callback:
        """By label, or with any data whatever: what an altered app, or an old screen, can send."""
        bot, message = self._pressable(message_id, gone=data is not None)
        pressed = labelled(message, label) if data is None else data
        callback = self.world.add_callback(bot, self.person, self.chat)
        query = {
            "id": callback.id,
            "from": self.person.user,
            "message": message,
            "chat_instance": str(abs(hash((self.chat.id, bot.id)))),
            "data": pressed,
        }
        bot.updates.push("callback_query", query, self.chat.id)
        return callback

    def _pressable(self, message_id: int, *, gone: bool) -> tuple[Bot, Json]:
        """Whose button it is, and the message with it; one deleted meanwhile is shown as inaccessible."""
        if gone and message_id not in self.chat.messages and 0 < message_id <= self.chat.last_id:
            bot = next(iter(self.chat.bots.values()), None)
            if bot is not None:
                return bot, {"chat": self.chat.brief, "message_id": message_id, "date": 0}
        message = self.find(message_id)
        if not isinstance(message.sender, Bot):
            raise ControlError("only a bot's message has buttons")
        return message.sender, message.view


def check_dialogue(chat: Chat, person: Person) -> None:
    if chat.person is not person:
        raise ControlError("a private chat is named by the id of the person in it")
    if chat.blocked:
        raise ControlError(f"{person.first_name} has blocked the bot")


def text_content(text: str) -> Json:
    shown, found = read(text)
    if not shown:
        raise ControlError("the text is empty")
    return {"text": shown, **({"entities": found} if found else {})}


def read(text: str) -> tuple[str, list[Json]]:
    """As the server takes it in: cleaned, with the commands and addresses it finds."""
    try:
        return entities.parse(text, None)
    except entities.ParseError as error:
        raise ControlError(error.description) from error


def caption_content(caption: str | None) -> Json:
    if not caption:
        return {}
    if len(caption) > CAPTION:
        raise ControlError(f"a caption has at most {CAPTION} characters")
    shown, found = read(caption)
    return {"caption": shown, **({"caption_entities": found} if found else {})} if shown else {}


def labelled(message: Json, label: str | None) -> str:
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    buttons = [button for row in rows for button in row]
    for button in buttons:
        if button["text"] == label and "callback_data" in button:
            return str(button["callback_data"])
    raise ControlError(f"no button {label!r} to press; there are {[button['text'] for button in buttons]}")
