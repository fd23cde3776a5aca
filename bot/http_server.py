"""HTTP as we serve it: whoever is slow to ask, or to be answered, is hung up on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.errors import needed

PATIENCE = 30.0  # seconds for the head of a request, and again for its body and the answer
LINGERS = 0.1  # of that: who is still sending when they are answered has this long to read it


@asynccontextmanager
async def serving(
    app: web.Application, variable: str, host: str, port: int, *, patience: float = PATIENCE
) -> AsyncIterator[int]:
    """Gives the port, which is another when 0 was asked for; `variable` is the setting that named it."""
    app.middlewares.append(_in_time(patience))
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=patience, lingering_time=patience * LINGERS)
    await runner.setup()
    try:
        with needed(variable):
            await web.TCPSite(runner, host, port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def _in_time(patience: float) -> Middleware:
    @web.middleware
    async def in_time(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            async with asyncio.timeout(patience):
                return await handler(request)
        except TimeoutError:
            response = web.Response(status=408)
            response.force_close()
            return response

    return in_time
