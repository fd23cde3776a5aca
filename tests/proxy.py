"""An HTTP proxy that asks who comes, and keeps what was asked through it."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

USER, PASSWORD = "grid", "s3cret"
LET_IN = f"Basic {b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"
PASSED_ON = ("Content-Type",)


@dataclass
class Proxy:
    port: int = 0
    asked: list[str] = field(default_factory=list)  # the last part of each address

    @property
    def address(self) -> str:
        return f"http://{USER}:{PASSWORD}@127.0.0.1:{self.port}"


@asynccontextmanager
async def proxy() -> AsyncIterator[Proxy]:
    opened = Proxy()
    async with aiohttp.ClientSession() as client:

        async def forward(request: web.BaseRequest) -> web.StreamResponse:
            if request.headers.get("Proxy-Authorization") != LET_IN:
                return web.Response(status=407, text="who are you?")
            opened.asked.append(request.path.rsplit("/", 1)[1])
            headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
            data = await request.read()
            async with client.request(request.method, request.raw_path, data=data, headers=headers) as answer:
                told = {name: answer.headers[name] for name in PASSED_ON}
                return web.Response(status=answer.status, body=await answer.read(), headers=told)

        runner = web.ServerRunner(web.Server(forward), shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        opened.port = runner.addresses[0][1]
        yield opened
        await runner.cleanup()
