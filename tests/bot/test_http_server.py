"""Slow connections are closed by the server, however they are slow; the reader waits for that and no longer."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.http_server import serving

SHORT = 1.0
HEAD = b"POST /webhook HTTP/1.1\r\nHost: bot\r\n"
SENT = {
    "nothing": (b"", b""),
    "a line": (b"POST /webh", b""),
    "a header": (HEAD + b"X-Slow: ", b""),
    "a body": (HEAD + b"Content-Length: 100\r\n\r\n{", b"HTTP/1.1 408"),
    "an answer": (b"GET /never HTTP/1.1\r\nHost: bot\r\n\r\n", b"HTTP/1.1 408"),
    "a second request": (HEAD + b"Content-Length: 2\r\n\r\n{}", b"HTTP/1.1 200"),
    "half a second request": (HEAD + b"Content-Length: 2\r\n\r\n{}" + HEAD, b"HTTP/1.1 200"),
}  # what a connection sends before it falls silent, and how what it hears begins


@pytest.fixture(scope="module")
async def port() -> AsyncIterator[int]:
    """Of a server that reads what it is given, and at /never answers nothing."""

    async def read(request: web.Request) -> web.Response:
        return web.Response(text=await request.text())

    async def never(_request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError

    app = web.Application()
    app.router.add_post("/webhook", read)
    app.router.add_get("/never", never)
    async with serving(app, "PORT", "127.0.0.1", 0, patience=SHORT) as port:
        yield port


async def heard_by(port: int, sent: bytes) -> bytes:
    """All that comes until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    said = await reader.read()
    writer.close()
    await writer.wait_closed()
    return said


@pytest.fixture(scope="module")
async def heard(port: int) -> dict[str, bytes]:
    """By each, all of them waiting at once."""
    return dict(zip(SENT, await asyncio.gather(*(heard_by(port, sent) for sent, _ in SENT.values())), strict=True))


@pytest.mark.parametrize("slow", SENT)
async def test_a_connection_that_is_slow_is_closed(heard: dict[str, bytes], slow: str) -> None:
    _, answer = SENT[slow]
    assert heard[slow][: len(answer) or None] == answer


async def test_a_request_in_time_is_answered_while_slow_ones_hang(port: int) -> None:
    slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(50)]
    for _, writer in slow:
        writer.write(HEAD)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}")
    assert (await reader.read()).startswith(b"HTTP/1.1 200")
    assert [await each.read() for each, _ in slow] == [b""] * 50
    for each in (writer, *(each for _, each in slow)):
        each.close()
        await each.wait_closed()
