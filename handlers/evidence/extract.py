"""What a message carries that can be evidence, and what it says in words."""

import mimetypes

from aiogram.types import (
    Animation,
    Audio,
    Document,
    ExternalReplyInfo,
    LivePhoto,
    Location,
    Message,
    PhotoSize,
    PollMedia,
    Video,
    VideoNote,
    Voice,
)

from models.evidence.attach import Found
from models.text.phones import as_written, of_contact

PICTURE_TYPES = frozenset(
    f"image/{kind}" for kind in ("jpeg", "pjpeg", "jpg", "png", "x-png", "webp", "heic", "heif", "avif")
)
File = PhotoSize | LivePhoto | Video | Animation | VideoNote | Voice | Audio | Document


def found_in(message: Message) -> list[Found]:
    """Of this message alone, or of what it answers in another chat: at most one, as Telegram puts no more into one.

    A contact is one in a reply; alone it is for claiming a post. Of a poll it is what stands above its question.
    """
    return _found_in(message, message) or _found_in(message, message.external_reply)


def passed_on(message: Message) -> bool:
    """Whether what it carries was forwarded, or is of what it answers in another chat."""
    return bool(found_in(message)) and (message.forward_origin is not None or not _found_in(message, message))


def _found_in(message: Message, content: Message | ExternalReplyInfo | None) -> list[Found]:
    if content is None:
        return []
    return _found(message, content.poll.media if content.poll and content.poll.media else content)


def _found(message: Message, content: Message | ExternalReplyInfo | PollMedia) -> list[Found]:
    chat_id, number = message.chat.id, message.message_id
    file = _file(content)
    if file is not None:
        kind, carried = file
        about = carried.file_id, carried.file_size, number, message.media_group_id
        picture = _picture_type(carried) if isinstance(carried, Document) else None
        unique = carried.file_unique_id
        return [Found(kind, *about, chat_id=chat_id, media_type=picture, unique_id=unique)]
    location = content.venue.location if content.venue else content.location
    if location is not None:
        return [Found("place", None, None, number, place=_place(location), chat_id=chat_id)]
    if message.contact is not None and message.reply_to_message is not None:
        return [Found("contact", None, None, number, chat_id=chat_id)]
    return []


def words_in(message: Message) -> str:
    """What is written, in a poll or a checklist, too."""
    lines = [message.text or message.caption or ""]
    if message.checklist is not None:
        lines += [message.checklist.title, *(task.text for task in message.checklist.tasks)]
    if message.poll is not None:
        poll = message.poll
        lines += [poll.description or "", poll.question, *(option.text for option in poll.options)]
    return "\n".join(filter(None, lines)).strip()


def contact_in(message: Message) -> str:
    """Whom a contact leads to, by name and phone, unless it is sent alone."""
    contact = message.contact
    if contact is None or message.reply_to_message is None:
        return ""
    name = " ".join(filter(None, (contact.first_name, contact.last_name)))
    number = of_contact(contact.phone_number)
    return f"{name} {as_written(number) if number else contact.phone_number}".strip()


def quoted(message: Message) -> str:
    """What a message has marked in one of another chat."""
    return message.quote.text if message.external_reply is not None and message.quote is not None else ""


def _file(content: Message | ExternalReplyInfo | PollMedia) -> tuple[str, File] | None:
    """An animation carries a document too, for old clients; it is looked for first."""
    live = content.live_photo
    files: tuple[tuple[str, File | None], ...] = (
        ("photo", _largest(content.photo or (live.photo if live else None))),
        ("video", content.video or content.animation or live),
        *(() if isinstance(content, PollMedia) else (("video_note", content.video_note), ("voice", content.voice))),
        ("audio", content.audio),
        ("document", content.document),
    )
    return next(((kind, file) for kind, file in files if file is not None), None)


def _picture_type(document: Document) -> str | None:
    """By its type, or by its name where the sender's program gave none."""
    said = document.mime_type or mimetypes.guess_type(document.file_name or "")[0]
    return said if said in PICTURE_TYPES else None


def _largest(sizes: list[PhotoSize] | None) -> PhotoSize | None:
    return max(sizes or (), key=lambda size: size.width * size.height, default=None)


def _place(location: Location) -> dict[str, float]:
    return {"latitude": location.latitude, "longitude": location.longitude}
