"""Photos, documents, videos and voice messages in calls, turned into what a message shows of them."""

from typing import Any

from sandbox.body import Upload
from sandbox.errors import bad_request
from sandbox.methods.call import Call, formatted, to_integer
from sandbox.state.files import StoredFile
from sandbox.state.pictures import image_size

Json = dict[str, Any]

PHOTO_BYTES = 10 * 1024 * 1024
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
CAPTION = 1024


def caption_of(given: Json) -> Json:
    caption, entities = formatted(given, "caption", "caption_entities")
    if len(caption) > CAPTION:
        raise bad_request("message caption is too long")
    if not caption:
        return {}
    return {"caption": caption, **({"caption_entities": entities} if entities else {})}


def content_of(call: Call, kind: str, source: Any, given: Json) -> Json:
    """What the message shows: the file, its caption, and flags."""
    shown = stored(call, kind, source, given).shown
    flags = {
        "has_media_spoiler": given.get("has_spoiler"),
        "show_caption_above_media": given.get("show_caption_above_media"),
    }
    return {kind: shown, **caption_of(given), **{name: True for name, value in flags.items() if is_true(value)}}


def is_true(value: Any) -> bool:
    return str(value).lower() == "true"


def stored(call: Call, kind: str, source: Any, given: Json) -> StoredFile:
    """The file meant by a field: an upload in the field itself or attached, or one known by its identifier."""
    upload = source if isinstance(source, Upload) else attached(call, source)
    if upload is not None:
        return keep(call, kind, upload, given)
    if not source:
        raise bad_request(f"there is no {kind} in the request")
    if str(source).startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    return known(call, kind, str(source))


def attached(call: Call, source: Any) -> Upload | None:
    if not isinstance(source, str) or not source.startswith("attach://"):
        return None
    upload = call.uploads.get(source.removeprefix("attach://"))
    if upload is None:
        raise bad_request("there is no file with the attached name in the request")
    return upload


def known(call: Call, kind: str, file_id: str) -> StoredFile:
    file = call.world.files.by_id.get(file_id)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


def keep(call: Call, kind: str, upload: Upload, given: Json) -> StoredFile:
    if not upload.data:
        raise bad_request("file must be non-empty")
    files = call.world.files
    if kind == "photo":
        return files.add_photo(upload.data, photo_size(upload.data))
    if kind == "document":
        return files.add_document(upload.data, upload.filename, upload.mime)
    names = ("duration", "width", "height") if kind == "video" else ("duration",)
    about = {name: to_integer(given[name]) for name in names if name in given}
    if kind == "video":
        return files.add_video(upload.data, upload.filename, about)
    return files.add_voice(upload.data, about)


def photo_size(data: bytes) -> tuple[int, int]:
    if len(data) > PHOTO_BYTES:
        raise bad_request(f"file of size {len(data)} bytes is too big for a photo; the maximum size is 10485760 bytes")
    size = image_size(data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > PHOTO_SIDES or max(size) > PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size
