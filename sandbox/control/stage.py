"""What the page shows besides the chats themselves: what it is, a guide, who plays what part, and the files sent."""

from typing import Any
from urllib.parse import quote

from aiohttp import web

from sandbox.page_texts import read_guide, read_text
from sandbox.state.chats import Person
from sandbox.state.files import StoredFile
from sandbox.state.world import World

Json = dict[str, Any]

PHOTO_MAGIC = {b"\x89PNG": "image/png", b"GIF8": "image/gif", b"RIFF": "image/webp"}
PDF = "application/pdf"
SHOWN_AS_IS = ("image/jpeg", "image/png", "image/gif", "image/webp", "video/", "audio/", PDF)
FILE_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


def set_page(world: World, given: Json) -> Json:
    """What is not given stays as it is."""
    for name in ("title", "about"):
        if given.get(name) is not None:
            setattr(world, name, read_text(name, given[name]))
    if given.get("guide") is not None:
        world.guide = read_guide(given["guide"])
    _tell(world)
    return page_view(world)


def page_view(world: World) -> Json:
    shown = {"title": world.title, "about": world.about, "guide": world.guide}
    return {**shown, "resettable": world.on_reset is not None}


def cast(world: World, person: Person, part: Json) -> None:
    """`part`: note (a line under the name), home (the chat shown first), hidden; what it lacks stays as it is."""
    if "note" in part:
        person.note = read_text("note", part["note"]) or None
    if "home" in part:
        person.home = int(part["home"])
    if "hidden" in part:
        person.hidden = str(part["hidden"]).lower() in {"true", "1"}
    _tell(world)


def _tell(world: World) -> None:
    world.events.add(kind="people", chat=None)


def send_file(world: World, file_id: str) -> web.Response:
    """What a browser may show it shows; everything else, a page of HTML above all, is only downloaded."""
    file = world.files.by_id.get(file_id)
    if file is None:
        raise web.HTTPNotFound
    kind = content_type(file)
    shown = kind.startswith(SHOWN_AS_IS)
    headers = {**FILE_HEADERS, "Content-Disposition": _named(file, "inline" if shown else "attachment")}
    if kind == PDF:
        del headers["Content-Security-Policy"]  # no browser shows a PDF in its sandbox
    return web.Response(body=file.data, content_type=kind, headers=headers)


def _named(file: StoredFile, disposition: str) -> str:
    """With the name under which it is saved, from a viewer too."""
    name = file.shown.get("file_name") if isinstance(file.shown, dict) else None
    return f"{disposition}; filename*=UTF-8''{quote(name, safe='')}" if name else disposition


def content_type(file: StoredFile) -> str:
    if file.kind == "photo":
        return PHOTO_MAGIC.get(file.data[:4], "image/jpeg")
    kind = str(file.shown["mime_type"]).partition(";")[0].strip().lower()
    return kind if kind.count("/") == 1 and kind.isprintable() else "application/octet-stream"
