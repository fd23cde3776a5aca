"""aiogram's requests to Telegram, through an HTTP proxy where one is named."""

from typing import Any

from aiogram.client.session.aiohttp import AiohttpSession
from aiohttp import ClientSession


class ProxiedSession(AiohttpSession):
    """`http_proxy`: an address such as http://user:password@host:port, or an empty one."""

    def __init__(self, http_proxy: str, **how: Any) -> None:
        super().__init__(**how)
        self._http_proxy = http_proxy

    async def create_session(self) -> ClientSession:
        if self._session is None or self._session.closed:
            connector = self._connector_type(**self._connector_init)
            self._session = ClientSession(connector=connector, proxy=self._http_proxy or None)
        return self._session

    async def close(self) -> None:
        """Without the quarter of a second that aiogram adds for TLS: aiohttp waits for its connections itself."""
        if self._session is not None:
            await self._session.close()
