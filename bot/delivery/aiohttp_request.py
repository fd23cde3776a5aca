"""python-telegram-bot's requests, made by aiohttp: the default client takes more processor time a message."""

from collections.abc import Callable
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.logs import mask

PATIENCE = 20.0
CONNECT_SECONDS = 10.0
UPLOAD_SECONDS = 60.0
KEPT_ALIVE = 5.0  # seconds; less than any server keeps an idle connection


class NotTheOwner(Exception):
    """Another process may speak by now: nothing was sent."""


def always() -> bool:
    return True


class AiohttpRequest(BaseRequest):
    """
    `patience`: seconds to wait for an answer; `proxy`: an HTTP proxy's address, if it goes through one; `may_speak` is
    asked before a connection is waited for, and again when there is one and nothing more is waited for: a process that
    was frozen goes on in the middle of anything.

    What went wrong is the cause of the NetworkError that it raises.
    """

    def __init__(
        self, *, connections: int, patience: float = PATIENCE, proxy: str = "", may_speak: Callable[[], bool] = always
    ) -> None:
        self._may_speak = may_speak
        self._connections = connections
        self._patience = patience
        self._proxy = proxy or None
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._patience

    async def initialize(self) -> None:
        self._open()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEPT_ALIVE)
            headers, last_of_all = {"User-Agent": self.USER_AGENT}, aiohttp.TraceConfig()
            last_of_all.on_request_headers_sent.append(self._about_to_write)
            self._session = aiohttp.ClientSession(
                connector=connector, headers=headers, proxy=self._proxy, trace_configs=[last_of_all]
            )
        return self._session

    async def _about_to_write(self, *_about: Any) -> None:
        """aiohttp's name for it is earlier than it sounds: the headers are then not yet on their way."""
        if not self._may_speak():
            raise NotTheOwner

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_timeouts: Any, **_more_timeouts: Any
    ) -> tuple[int, bytes]:
        if not self._may_speak():
            raise NetworkError("no longer the owner") from NotTheOwner()
        files = request_data is not None and request_data.contains_files
        try:
            call = self._open().request(method, url, data=_body(request_data), timeout=self._timeout(files=files))
            async with call as response:
                return response.status, await response.read()
        except NotTheOwner as other:
            raise NetworkError("no longer the owner") from other
        except TimeoutError as late:
            raise TimedOut from late
        except aiohttp.ClientError as error:
            raise NetworkError(mask(f"{type(error).__name__}: {error}")) from error

    def _timeout(self, *, files: bool) -> aiohttp.ClientTimeout:
        written_and_answered = self._patience + (UPLOAD_SECONDS if files else self._patience)
        return aiohttp.ClientTimeout(
            total=CONNECT_SECONDS + written_and_answered, connect=CONNECT_SECONDS, sock_read=self._patience
        )


def _body(given: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if given is None:
        return None
    if not given.contains_files:
        return given.json_parameters
    form = aiohttp.FormData(quote_fields=False)  # names of files are Chinese
    for name, value in given.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in given.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media_type)
    return form
