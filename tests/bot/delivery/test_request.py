import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import InputFile
from telegram.error import NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.delivery.request import AiohttpRequest


def given(**values: Any) -> RequestData:
    return RequestData([RequestParameter.from_input(name, value) for name, value in values.items()])


def plain(value: Any) -> Any:
    return value if isinstance(value, str) else (value.filename, value.file.read())


class Server:
    """Keeps what it was sent; never answers /silent, drops the connection on /drop."""

    def __init__(self) -> None:
        self.forms: list[dict[str, Any]] = []
        self.address = ""

    async def take(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.forms.append({name: plain(value) for name, value in form.items()})
        if request.path == "/silent":
            await asyncio.Event().wait()
        if request.path == "/drop" and request.transport is not None:
            request.transport.abort()
        return web.Response(text="gut", status=418)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    app = web.Application()
    app.router.add_post("/{name}", made.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.address = "http://{}:{}".format(*runner.addresses[0][:2])
    yield made
    await runner.cleanup()


@pytest.fixture
async def request_(server: Server) -> AsyncIterator[AiohttpRequest]:
    made = AiohttpRequest(connections=2, patience=0.5)
    await made.initialize()
    yield made
    await made.shutdown()


async def test_what_was_given_arrives_as_a_form_and_the_answer_comes_back(
    server: Server, request_: AiohttpRequest
) -> None:
    answer = await request_.do_request(f"{server.address}/x", "POST", given(text="着火了", chat_id=-100))
    assert answer == (418, b"gut")
    assert server.forms == [{"text": "着火了", "chat_id": "-100"}]


async def test_a_file_is_uploaded_in_its_field(server: Server, request_: AiohttpRequest) -> None:
    document = InputFile("通知书".encode(), filename="通知书.pdf")
    await request_.do_request(f"{server.address}/x", "POST", given(chat_id=1, document=document))
    assert server.forms == [{"chat_id": "1", "document": ("通知书.pdf", "通知书".encode())}]


async def test_silence_is_a_timeout_that_does_not_say_that_nothing_was_sent(
    server: Server, request_: AiohttpRequest
) -> None:
    with pytest.raises(TimedOut) as told:
        await request_.do_request(f"{server.address}/silent", "POST", given(text="x"))
    assert isinstance(told.value.__cause__, aiohttp.SocketTimeoutError)


async def test_a_connection_that_breaks_is_a_network_error_with_its_cause(
    server: Server, request_: AiohttpRequest
) -> None:
    with pytest.raises(NetworkError) as told:
        await request_.do_request(f"{server.address}/drop", "POST", given(text="x"))
    assert isinstance(told.value.__cause__, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError)


async def test_a_server_that_is_not_there_is_told_apart(request_: AiohttpRequest) -> None:
    with pytest.raises(NetworkError) as told:
        await request_.do_request("http://127.0.0.1:1/x", "POST", given(text="x"))
    assert isinstance(told.value.__cause__, aiohttp.ClientConnectorError)


async def test_it_can_be_opened_again_after_it_was_shut_down(server: Server, request_: AiohttpRequest) -> None:
    await request_.shutdown()
    assert (await request_.do_request(f"{server.address}/x", "POST"))[0] == 418
