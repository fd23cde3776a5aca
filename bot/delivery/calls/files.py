"""Files in calls: what Telegram has goes by its id, what is ours is uploaded, and by its id from then on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from telegram import Document, InputFile, Message, MessageId, PhotoSize
from telegram.error import BadRequest

from bot.delivery.classify import is_wrong_file
from bot.files.photo import sendable
from handlers.messages import Attachment, MessageContent, Photo

log = logging.getLogger(__name__)
Media = PhotoSize | Document | InputFile | bytes


@dataclass(frozen=True)
class Carried:
    """A file in a call. Of ours `key` says which it is, and `file_id` under which id it goes, if it does."""

    media: Media
    key: str = ""
    file_id: str = ""


class Uploads(Protocol):
    """Which files of ours Telegram has."""

    async def file_id(self, key: str) -> str | None: ...
    async def uploaded(self, key: str, file_id: str) -> None: ...
    async def refused(self, key: str, file_id: str) -> None: ...


Send = Callable[[Sequence[Media]], Awaitable[Sequence[Message | MessageId]]]


class Files:
    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads

    async def send(self, said: MessageContent, send: Send) -> Sequence[Message | MessageId]:
        """With the photos or the document of what is said; where an id of ours is refused, once more with the file."""
        carried = await self._carried(said)
        try:
            sent = await send([each.media for each in carried])
        except BadRequest as error:
            if not is_wrong_file(error) or not await self._forgotten(carried):
                raise
            log.info("a file is uploaded anew: %s", error)
            carried = await self._carried(said)
            sent = await send([each.media for each in carried])
        for each, message in zip(carried, sent, strict=False):
            if each.key and not each.file_id and (file_id := _file_id(message)):
                await self._uploads.uploaded(each.key, file_id)
        return sent

    async def _carried(self, said: MessageContent) -> list[Carried]:
        if said.document is not None:
            return [await self._document(said.document)]
        return [await self._picture(photo) for photo in said.photos]

    async def _picture(self, photo: Photo) -> Carried:
        """Of a mere string the library would look whether there is a file of that name."""
        if isinstance(photo, str):
            return Carried(_photo(photo))
        data = await _read(photo)
        key = _key("photo", data)
        if file_id := await self._uploads.file_id(key):
            return Carried(_photo(file_id), key, file_id)
        return Carried(await asyncio.to_thread(sendable, data) if isinstance(photo, Path) else data, key)

    async def _document(self, file: Attachment) -> Carried:
        data = await _read(file.content)
        key = _key(f"document {file.name}", data)
        if file_id := await self._uploads.file_id(key):
            return Carried(Document(file_id, file_unique_id=""), key, file_id)
        return Carried(InputFile(data, filename=file.name), key)

    async def _forgotten(self, carried: Sequence[Carried]) -> bool:
        """Whether any went by an id of ours; which of them was refused is not said."""
        known = [each for each in carried if each.file_id]
        for each in known:
            await self._uploads.refused(each.key, each.file_id)
        return bool(known)


async def _read(content: Photo) -> bytes:
    match content:
        case bytes():
            return content
        case Path():
            return await asyncio.to_thread(content.read_bytes)
        case _:
            raise TypeError("a file is made before it is sent: see render.py")


def _photo(file_id: str) -> PhotoSize:
    return PhotoSize(file_id, file_unique_id="", width=0, height=0)


def _key(sent_as: str, data: bytes) -> str:
    """A document keeps its name under its id."""
    return sha256(f"{sent_as}\n".encode() + data).hexdigest()


def _file_id(message: Message | MessageId) -> str:
    """What Telegram took for something else, such as a moving picture, has none that would do."""
    if not isinstance(message, Message):
        return ""
    if message.photo:
        return message.photo[-1].file_id
    return message.document.file_id if message.document else ""
