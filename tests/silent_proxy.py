"""Between a program and PostgreSQL, a proxy that can stop forwarding without a word, as a cut cable does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import make_url


@dataclass
class SilentProxy:
    server: str
    url: str = ""
    silent: bool = False
    _standing: set[asyncio.StreamWriter] = field(default_factory=set)
    _hanging: set[asyncio.StreamWriter] = field(default_factory=set)

    def stall(self) -> None:
        """The connections there are hang; new ones pass."""
        self._hanging.update(self._standing)

    def fall_silent(self) -> None:
        """Takes connections and forwards nothing."""
        self.silent = True
        self.stall()

    def speak_again(self) -> None:
        """New connections pass; what hangs goes on hanging."""
        self.silent = False

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server = make_url(self.server)
        far_reader, far_writer = await asyncio.open_connection(server.host, server.port or 5432)
        pair = (self._pass_on(reader, far_writer), self._pass_on(far_reader, writer))
        await asyncio.gather(*pair, return_exceptions=True)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._standing.add(writer)
        if self.silent:
            self._hanging.add(writer)
        while data := await reader.read(65536):
            if writer not in self._hanging:
                writer.write(data)
        if writer not in self._hanging:
            writer.close()

    def close(self) -> None:
        for writer in self._standing:
            writer.close()


@asynccontextmanager
async def silent_proxy(server_url: str, port: int = 0) -> AsyncIterator[SilentProxy]:
    proxy = SilentProxy(server=server_url)
    async with await asyncio.start_server(proxy.connected, "127.0.0.1", port) as listening:
        port = listening.sockets[0].getsockname()[1]
        proxy.url = make_url(server_url).set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
        yield proxy
        proxy.close()
