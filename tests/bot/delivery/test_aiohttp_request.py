import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import InputFile
from telegram.error import NetworkError, TimedOut
from telegram.ext import ExtBot

from bot.delivery.aiohttp_request import AiohttpRequest
from bot.delivery.classify import Outcome, classify

TOKEN = "1:x"
SENT = {"message_id": 1, "date": 0, "chat": {"id": -100, "type": "group", "title": "网格"}}


def plain(value: Any) -> Any:
    return value if isinstance(value, str) else (value.filename, value.file.read())


class Server:
    """Keeps what it was sent; never answers below /silent, drops the connection below /drop."""

    def __init__(self) -> None:
        self.forms: list[dict[str, Any]] = []
        self.address = ""
        self.closing = asyncio.Event()
        self.came = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.forms.append({name: plain(value) for name, value in form.items()})
        self.came.set()
        if request.path.startswith("/silent/"):
            await self.closing.wait()
        if request.path.startswith("/drop/") and request.transport is not None:
            request.transport.abort()
        return web.json_response({"ok": True, "result": SENT})


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    app = web.Application()
    app.router.add_post("/{path:.*}", made.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.address = "http://{}:{}".format(*runner.addresses[0][:2])
    yield made
    made.closing.set()
    await runner.cleanup()


@pytest.fixture
async def request_(server: Server) -> AsyncIterator[AiohttpRequest]:
    made = AiohttpRequest(connections=2, patience=0.5)
    await made.initialize()
    yield made
    await made.shutdown()


def bot_at(address: str, request_: AiohttpRequest) -> ExtBot[None]:
    return ExtBot(TOKEN, base_url=f"{address}/bot", request=request_)


async def test_what_was_given_arrives_as_a_form_and_the_answer_comes_back(
    server: Server, request_: AiohttpRequest
) -> None:
    sent = await bot_at(server.address, request_).send_message(-100, "着火了")
    assert (sent.message_id, sent.chat.title) == (1, "网格")
    assert server.forms == [{"text": "着火了", "chat_id": "-100"}]


async def test_a_file_is_uploaded_in_its_field(server: Server, request_: AiohttpRequest) -> None:
    document = InputFile("通知书".encode(), filename="通知书.pdf")
    await bot_at(server.address, request_).send_document(1, document)
    assert server.forms == [{"chat_id": "1", "document": ("通知书.pdf", "通知书".encode())}]


async def test_silence_is_a_timeout_that_does_not_say_that_nothing_was_sent(
    server: Server, request_: AiohttpRequest
) -> None:
    with pytest.raises(TimedOut) as told:
        await bot_at(f"{server.address}/silent", request_).send_message(-100, "x")
    assert isinstance(told.value.__cause__, aiohttp.SocketTimeoutError)


async def test_a_connection_that_breaks_is_a_network_error_with_its_cause(
    server: Server, request_: AiohttpRequest
) -> None:
    with pytest.raises(NetworkError) as told:
        await bot_at(f"{server.address}/drop", request_).send_message(-100, "x")
    assert isinstance(told.value.__cause__, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError)


async def test_a_server_that_is_not_there_is_told_apart(request_: AiohttpRequest) -> None:
    with pytest.raises(NetworkError) as told:
        await bot_at("http://127.0.0.1:1", request_).send_message(-100, "x")
    assert isinstance(told.value.__cause__, aiohttp.ClientConnectorError)


async def test_it_can_be_opened_again_after_it_was_shut_down(server: Server, request_: AiohttpRequest) -> None:
    await request_.shutdown()
    assert (await bot_at(server.address, request_).send_message(-100, "x")).message_id == 1


async def test_the_password_of_a_proxy_that_refuses_is_not_told(server: Server) -> None:
    with_password = server.address.replace("://", "://grid:s3cret@")
    made = AiohttpRequest(connections=1, patience=5, proxy=with_password)
    with pytest.raises(NetworkError) as told:
        await bot_at("https://telegram.invalid", made).send_message(-100, "x")
    await made.shutdown()
    assert isinstance(told.value.__cause__, aiohttp.ClientHttpProxyError)
    assert "s3cret" in str(told.value.__cause__)
    assert "s3cret" not in str(told.value)


async def test_who_is_no_longer_the_owner_once_there_is_a_connection_writes_nothing(server: Server) -> None:
    asked = iter([True, False])  # frozen while it waited, and thawed too late
    made = AiohttpRequest(connections=1, patience=5, may_speak=lambda: next(asked))
    with pytest.raises(NetworkError) as told:
        await bot_at(server.address, made).send_message(-100, "x")
    await made.shutdown()
    assert classify(told.value).outcome is Outcome.NOT_THE_OWNER
    assert list(asked) == []
    assert server.forms == []


async def test_the_owner_is_asked_again_on_a_connection_that_is_kept(server: Server) -> None:
    may = [True]
    made = AiohttpRequest(connections=1, patience=5, may_speak=lambda: may[0])
    first = asyncio.create_task(bot_at(f"{server.address}/silent", made).send_message(-100, "x"))
    second = asyncio.create_task(bot_at(server.address, made).send_message(-100, "y"))
    await server.came.wait()
    may[0] = False
    server.closing.set()
    await first
    with pytest.raises(NetworkError) as told:
        await second
    await made.shutdown()
    assert classify(told.value).outcome is Outcome.NOT_THE_OWNER
    assert server.forms == [{"text": "x", "chat_id": "-100"}]
