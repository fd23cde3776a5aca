"""Files sent by anybody, kept in memory, with the identifiers bots know them by."""

import hashlib
import mimetypes
import secrets
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sandbox.state.pictures import Small, thumbnails

Json = dict[str, Any]

DOWNLOAD_LIMIT = 20 * 1024 * 1024
THUMBNAILS_KEPT = 64
UNREADABLE = (1280, 1280)
FOLDER = {"photo": "photos", "document": "documents", "video": "videos", "voice": "voice"}


@dataclass(slots=True, eq=False)
class StoredFile:
    """`shown` is what a message shows of it: a document, or all the sizes of a photo."""

    kind: str
    file_id: str
    unique_id: str
    path: str
    data: bytes
    shown: Any = None

    def about(self, **more: Any) -> Json:
        known = {name: value for name, value in more.items() if value is not None}
        named = {"file_id": self.file_id, "file_unique_id": self.unique_id}
        return {**named, **known, "file_size": len(self.data)}


class Files:
    """`local`: the folder of a server that runs with --local, which tells bots a file's place in it."""

    def __init__(self, local: Path | None = None) -> None:
        self.local = local
        self.by_id: dict[str, StoredFile] = {}
        self.by_path: dict[str, StoredFile] = {}
        self._thumbnails: dict[bytes, tuple[Small, ...]] = {}
        self._numbers = count()

    def add(self, kind: str, data: bytes, suffix: str) -> StoredFile:
        path = f"{FOLDER[kind]}/file_{next(self._numbers)}{suffix}"
        file = StoredFile(kind, secrets.token_urlsafe(48), secrets.token_urlsafe(11), path, data)
        self.by_id[file.file_id] = self.by_path[path] = file
        return file

    def place(self, file: StoredFile, token: str) -> str:
        """What getFile calls the file's path."""
        if self.local is None:
            return file.path
        place = self.local / token / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.data)
        return str(place)

    def add_photo(self, data: bytes, size: tuple[int, int] | None) -> StoredFile:
        """A photo in up to three sizes, the largest as it was sent. Without a `size` it is no image."""
        width, height = size or UNREADABLE
        smaller = self._smaller(data) if size else ()
        shown: list[Json] = []
        for small, small_width, small_height in (*smaller, (data, width, height)):
            file = self.add("photo", small, ".jpg")
            file.shown = shown
            shown.append(file.about(width=small_width, height=small_height))
        return file

    def _smaller(self, data: bytes) -> tuple[Small, ...]:
        digest = hashlib.sha256(data).digest()
        if digest not in self._thumbnails:
            if len(self._thumbnails) >= THUMBNAILS_KEPT:
                self._thumbnails.clear()
            self._thumbnails[digest] = thumbnails(data)
        return self._thumbnails[digest]

    def add_document(self, data: bytes, filename: str, mime: str | None) -> StoredFile:
        guessed = mime or mimetypes.guess_type(filename)[0] or "application/octet-stream"
        file = self.add("document", data, suffix_of(filename))
        file.shown = file.about(file_name=filename, mime_type=guessed)
        return file

    def add_video(self, data: bytes, filename: str, about: Json) -> StoredFile:
        file = self.add("video", data, suffix_of(filename) or ".mp4")
        shape = {"width": 640, "height": 360, "duration": 0, **about}
        file.shown = file.about(**shape, file_name=filename, mime_type="video/mp4")
        return file

    def add_voice(self, data: bytes, about: Json) -> StoredFile:
        file = self.add("voice", data, ".oga")
        file.shown = file.about(**{"duration": 0, **about}, mime_type="audio/ogg")
        return file


def suffix_of(filename: str) -> str:
    """Only what is a plain suffix: a path is made of it."""
    suffix = filename.rpartition(".")[2] if "." in filename else ""
    return f".{suffix}" if suffix.isascii() and suffix.isalnum() else ""
