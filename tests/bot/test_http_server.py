"""Slow connections are closed by the server, however they are slow; the reader waits for that and no longer."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.http_server import serving

SHORT = 1.0
HEAD = b"POST /webhook HTTP/1.1\r\nHost: bot\r\n"


@pytest.fixture
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


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"", b""),
        (b"POST /webh", b""),
        (HEAD + b"X-Slow: ", b""),
        (HEAD + b"Content-Length: 100\r\n\r\n{", b"HTTP/1.1 408"),
        (b"GET /never HTTP/1.1\r\nHost: bot\r\n\r\n", b"HTTP/1.1 408"),
        (HEAD + b"Content-Length: 2\r\n\r\n{}", b"HTTP/1.1 200"),
        (HEAD + b"Content-Length: 2\r\n\r\n{}" + HEAD, b"HTTP/1.1 200"),
    ],
    ids=["nothing", "a line", "a header", "a body", "an answer", "a second request", "half a second request"],
)
async def test_a_connection_that_is_slow_is_closed(port: int, sent: bytes, answer: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    said = await reader.read()  # until the server closes it
    assert said[: len(answer) or None] == answer
    writer.close()
    await writer.wait_closed()


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
