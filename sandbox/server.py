"""The HTTP port: the Bot API, its files, the control API and the page."""

import asyncio
import inspect
import json
import time
from typing import Any

from aiohttp import web

from sandbox import page
from sandbox.body import Body, BodyError, read_body
from sandbox.control.failures import PAGE, UNHEARD, Failure, Failures
from sandbox.control.routes import Control
from sandbox.errors import ApiError, unauthorized
from sandbox.methods.bot import Raw
from sandbox.methods.call import Call, to_integer
from sandbox.methods.find import find_method
from sandbox.state.chats import Bot
from sandbox.state.files import DOWNLOAD_LIMIT
from sandbox.state.journal import Journal
from sandbox.state.webhook import Webhook
from sandbox.state.world import OnClock, OnReset, World

Json = dict[str, Any]

BODY_LIMIT = 64 * 1024 * 1024
CALLS_KEPT = 100_000
LONGEST_PARAM = 5_000


class Sandbox:
    """
    `complaints` fills only when `strict`: every request, answer and update is then held against Bot API 10.3.
    `on_clock` is awaited with each step the world's clock makes.
    """

    def __init__(
        self, *, strict: bool = False, on_clock: OnClock | None = None, on_reset: OnReset | None = None
    ) -> None:
        self.world = World(strict=strict, on_clock=on_clock, on_reset=on_reset)
        self.calls = Journal(CALLS_KEPT)
        self.failures = Failures()
        self._runner: web.AppRunner | None = None
        self._stopping = asyncio.Event()

    @property
    def complaints(self) -> list[str]:
        return self.world.audit.complaints

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> str:
        """The address to reach it at."""
        self._runner = web.AppRunner(self._app(), access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        bound = self._runner.addresses[0]
        return f"http://{bound[0]}:{bound[1]}"

    def clear(self) -> None:
        """As new, at the same address; whoever talks to a bot of before is told that there is none."""
        self.world.clear()
        self.failures.clear()

    async def stop(self) -> None:
        self._stopping.set()
        for bot in self.world.bots.values():
            bot.updates.wake()
            if isinstance(bot.updates.webhook, Webhook):
                await bot.updates.webhook.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=BODY_LIMIT)
        app.router.add_route("*", "/bot{token}/{method}", self._bot_api)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        app.add_routes(Control(self.world, self.failures, self.calls).routes())
        app.add_routes(page.routes())
        return app

    # The Bot API

    async def _bot_api(self, request: web.Request) -> web.StreamResponse:
        arrived = time.monotonic()
        name = request.match_info["method"]
        try:
            body = await read_body(request)
        except BodyError as error:
            return envelope(ApiError(error.status, error.text))
        chat = to_integer(body.params.get("chat_id")) or None
        failure = self.failures.next(name, chat)
        if failure is not None and failure.kind == "drop":
            return hang_up(request)
        if failure is not None and failure.kind == "page":
            return web.Response(status=502, text=PAGE, content_type="text/html")
        refusal, answer = None, web.Response()
        try:
            name, answer = await self._answer(request.match_info["token"], name, body, failure)
        except ApiError as error:
            refusal, answer = error, envelope(error)
        self._note(arrived, name, chat, refusal, body)
        if failure is None or failure.kind not in UNHEARD:
            return answer
        if failure.kind == "timeout":
            await self._stopping.wait()
        return hang_up(request)

    async def _answer(self, token: str, name: str, body: Body, failure: Failure | None) -> tuple[str, web.Response]:
        if failure is not None and failure.kind not in UNHEARD:
            raise failure.error()
        name, answer = await self._perform(token, name, body)
        return name, web.Response(body=answer, content_type="application/json")

    async def _perform(self, token: str, name: str, body: Body) -> tuple[str, bytes]:
        bot = self._bot(token)
        name, method = find_method(name)
        audit = self.world.audit
        audit.call(name, {**body.params, **body.uploads})
        result = method(Call(self.world, bot, name, body.params, body.uploads))
        if inspect.isawaitable(result):
            result = await result
        if isinstance(result, Raw):
            return name, f'{{"ok":true,"result":{result}}}'.encode()
        audit.result(name, result)
        return name, b'{"ok":true,"result":' + json.dumps(result).encode() + b"}"

    def _bot(self, token: str) -> Bot:
        bot = self.world.tokens.get(token)
        if bot is None:
            raise unauthorized() if ":" in token else ApiError(404, "Not Found")
        return bot

    def _note(self, arrived: float, method: str, chat: int | None, error: ApiError | None, body: Body) -> None:
        self.calls.add(
            at=arrived,
            method=method,
            chat=chat,
            ok=error is None,
            error_code=error.code if error else None,
            description=error.description if error else None,
            params=small(body),
        )

    # Files

    async def _file(self, request: web.Request) -> web.Response:
        try:
            self._bot(request.match_info["token"])
        except ApiError as error:
            return envelope(error)
        file = self.world.files.by_path.get(request.match_info["path"])
        if file is None or len(file.data) > DOWNLOAD_LIMIT or self.world.files.local is not None:
            return envelope(ApiError(404, "Not Found"))
        return web.Response(body=file.data, content_type="application/octet-stream")


def envelope(error: ApiError) -> web.Response:
    headers = {}
    if error.parameters and "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return web.json_response(error.envelope(), status=error.code, headers=headers)


def hang_up(request: web.Request) -> web.Response:
    """Closes the connection without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def small(body: Body) -> Json:
    """What was asked, without the files."""
    short = {name: value[:LONGEST_PARAM] if isinstance(value, str) else value for name, value in body.params.items()}
    return {**short, **{name: repr(upload) for name, upload in body.uploads.items()}}
