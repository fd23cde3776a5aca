"""A Bot API that only feeds: prepared updates out over long polling, hours of first answers in.

It stands in for the sandbox where our code is measured rather than the sandbox's: no windows, no checks, no world.
Both sides of a comparison get the same bytes.
"""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

BOT_ID = 7_000_000_001
TOKEN = f"{BOT_ID}:AAbenchbenchbenchbenchbenchbenchbench"
ME = {"id": BOT_ID, "is_bot": True, "first_name": "Wangge", "username": "wangge_bot"}
POLL_SECONDS = 5.0

Place = tuple[int, int]  # chat, message


@dataclass
class Feeder:
    """Hours are of the monotonic clock, which all processes of a machine share."""

    updates: Sequence[dict[str, Any]] = ()
    released: int = 0
    served: dict[Place, float] = field(default_factory=dict)
    answered: dict[Place, float] = field(default_factory=dict)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    _encoded: list[bytes] = field(default_factory=list)
    _more: asyncio.Event = field(default_factory=asyncio.Event)
    _messages: int = 5_000_000

    def load(self, updates: Sequence[dict[str, Any]]) -> None:
        """Update ids must rise by one from 1."""
        self.updates, self.released = updates, 0
        self._encoded = [json.dumps(update, ensure_ascii=False).encode() for update in updates]
        self.served.clear()
        self.answered.clear()
        self.asked.clear()

    def release(self, up_to: int) -> None:
        self.released = min(up_to, len(self.updates))
        self._more.set()

    async def call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        if method == "getupdates":
            return await self._get_updates(request)
        result: Any = True
        if method == "getme":
            result = ME
        elif method.startswith(("send", "edit")):
            result = await self._sent(request)
        return web.json_response({"ok": True, "result": result})

    async def _get_updates(self, request: web.Request) -> web.Response:
        form = await request.post()
        first = max(int(str(form.get("offset") or 0)) - 1, 0)
        self.asked.set()
        if first >= self.released:
            self._more.clear()
            try:
                await asyncio.wait_for(self._more.wait(), POLL_SECONDS)
            except TimeoutError:
                return web.json_response({"ok": True, "result": []})
        last = min(self.released, first + int(str(form.get("limit") or 100)))
        at = time.monotonic()
        for update in self.updates[first:last]:
            message = update.get("message")
            if message is not None:
                self.served.setdefault((message["chat"]["id"], message["message_id"]), at)
        body = b'{"ok":true,"result":[' + b",".join(self._encoded[first:last]) + b"]}"
        return web.Response(body=body, content_type="application/json")

    async def _sent(self, request: web.Request) -> dict[str, Any]:
        at = time.monotonic()
        form = await request.post()
        chat_id = int(str(form["chat_id"]))
        reply = json.loads(str(form.get("reply_parameters") or "{}"))
        if "message_id" in reply:
            self.answered.setdefault((chat_id, reply["message_id"]), at)
            self.heard.set()
        self._messages += 1
        chat = {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"}
        return {"message_id": self._messages, "date": int(time.time()), "chat": chat, "from": ME, "text": "·"}


@dataclass
class Serving:
    """A feeder on a port of its own, while the block lasts."""

    feeder: Feeder = field(default_factory=Feeder)
    address: str = ""
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> "Serving":
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self.feeder.call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.address = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
