"""What a message carries that can be evidence."""

import mimetypes

from aiogram.types import (
    Animation,
    Audio,
    Document,
    Location,
    Message,
    PhotoSize,
    Video,
    VideoNote,
    Voice,
)

from models.evidence.attach import Found

PICTURE_TYPES = frozenset(
    f"image/{kind}" for kind in ("jpeg", "pjpeg", "jpg", "png", "x-png", "webp", "heic", "heif", "avif")
)
File = PhotoSize | Video | Animation | VideoNote | Voice | Audio | Document


def found_in(message: Message) -> list[Found]:
    """Of this message alone: at most one file or place, as Telegram puts no more into one."""
    chat_id, number = message.chat.id, message.message_id
    file = _file(message)
    if file is not None:
        kind, carried = file
        about = carried.file_id, carried.file_size, number, message.media_group_id
        picture = _picture_type(carried) if isinstance(carried, Document) else None
        return [Found(kind, *about, chat_id=chat_id, media_type=picture)]
    location = message.venue.location if message.venue else message.location
    if location is not None:
        return [Found("place", None, None, number, place=_place(location), chat_id=chat_id)]
    return []


def _file(message: Message) -> tuple[str, File] | None:
    """An animation carries a document too, for old clients; it is looked for first."""
    files: tuple[tuple[str, File | None], ...] = (
        ("photo", _largest(message.photo)),
        ("video", message.video or message.animation),
        ("video_note", message.video_note),
        ("voice", message.voice),
        ("audio", message.audio),
        ("document", message.document),
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
