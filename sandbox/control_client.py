"""The control API over HTTP, without its words."""

import io
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import aiohttp

Json = dict[str, Any]


class DriverError(Exception):
    """The sandbox refused; the text says why."""


class ControlClient:
    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120))
        return self._session

    async def _get(self, path: str, **query: Any) -> Json:
        given = {name: str(value) for name, value in query.items() if value is not None}
        async with self._http().get(f"{self.base_url}/sandbox/{path}", params=given) as response:
            return await self._read(response)

    async def _post(self, path: str, **body: Any) -> Json:
        given = {name: value for name, value in body.items() if value is not None}
        async with self._http().post(f"{self.base_url}/sandbox/{path}", json=given) as response:
            return await self._read(response)

    async def _post_form(self, path: str, form: aiohttp.FormData) -> Json:
        async with self._http().post(f"{self.base_url}/sandbox/{path}", data=form) as response:
            return await self._read(response)

    @staticmethod
    def _form(fields: Json, files: Sequence[tuple[str, bytes]]) -> aiohttp.FormData:
        form = aiohttp.FormData(quote_fields=False)  # else a Chinese name of a file arrives as %E5…
        for name, value in fields.items():
            if value is not None:
                form.add_field(name, str(value))
        for filename, data in files:
            form.add_field("file", io.BytesIO(data), filename=filename)
        return form

    @staticmethod
    async def _read(response: aiohttp.ClientResponse) -> Json:
        body: Json = await response.json()
        if response.status >= 400:
            raise DriverError(body["error"])
        return body
