"""Parameters and files of a request, whichever way they came: query, JSON, form or multipart."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

UPLOAD_LIMIT = 50 * 1024 * 1024


class BodyError(Exception):
    """The body cannot be read: `status` as in HTTP."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


@dataclass(slots=True, eq=False)
class Upload:
    filename: str
    mime: str | None
    data: bytes

    def __repr__(self) -> str:
        return f"<file {self.filename}, {len(self.data)} bytes>"


@dataclass(slots=True)
class Body:
    """`files` are all uploads in order; `uploads` the last one of each field name."""

    params: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    files: list[Upload] = field(default_factory=list)


async def read_body(request: web.Request) -> Body:
    body = Body(dict(request.query))
    if request.method == "GET" or not request.body_exists:
        return body
    if request.content_type.startswith("multipart/"):
        await _read_parts(request, body)
    else:
        decode = _json if request.content_type == "application/json" else _form
        body.params |= decode(await _read_whole(request))
    return body


async def _read_whole(request: web.Request) -> bytes:
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise BodyError(413, "Request Entity Too Large") from error


def _json(raw: bytes) -> dict[str, Any]:
    try:
        params = json.loads(raw or b"{}")
    except ValueError as error:
        raise BodyError(400, "Bad Request: can't parse JSON object") from error
    if not isinstance(params, dict):
        raise BodyError(400, "Bad Request: object expected as JSON body")
    return {name: value for name, value in params.items() if value is not None}


def _form(raw: bytes) -> dict[str, Any]:
    try:
        return dict(parse_qsl(raw.decode(), keep_blank_values=True, errors="strict"))
    except ValueError as error:
        raise BodyError(400, "Bad Request: strings must be encoded in UTF-8") from error


async def _read_parts(request: web.Request, body: Body) -> None:
    try:
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader):
                await _read_part(part, body)
    except ValueError as error:
        raise BodyError(400, "Bad Request: can't parse multipart body") from error


async def _read_part(part: BodyPartReader, body: Body) -> None:
    data = bytes(await part.read(decode=True))
    name = part.name or ""
    if len(data) > UPLOAD_LIMIT:
        raise BodyError(413, "Request Entity Too Large")
    if part.filename is None:
        body.params[name] = data.decode("utf-8")
        return
    upload = Upload(part.filename, part.headers.get("Content-Type"), data)
    body.uploads[name] = upload
    body.files.append(upload)
