"""Calls that are to fail on demand."""

from dataclasses import dataclass

from sandbox.errors import ApiError, ControlError, too_many_requests

KINDS = frozenset({"429", "500", "502", "403", "401", "400", "timeout", "drop", "lost", "page"})
UNHEARD = frozenset({"timeout", "lost"})  # the call is done, and its answer never comes
PAGE = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
DESCRIPTIONS = {
    "500": "Internal Server Error",
    "502": "Bad Gateway",
    "403": "Forbidden: bot was blocked by the user",
    "401": "Unauthorized",
    "400": "Bad Request: chat not found",
}


@dataclass(slots=True)
class Failure:
    """
    The next `times` calls of `method` to `chat` fail in the way `kind` says. None stands for any chat, and for any
    method but getUpdates: a bot that polls would use the failures up.
    """

    kind: str
    method: str | None = None
    chat: int | None = None
    times: int = 1
    retry_after: int = 1
    description: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ControlError(f"kind must be one of {', '.join(sorted(KINDS))}")

    def hits(self, method: str, chat: int | None) -> bool:
        if self.chat not in (None, chat):
            return False
        return method.lower() != "getupdates" if self.method is None else self.method.lower() == method.lower()

    def error(self) -> ApiError:
        if self.kind == "429":
            return too_many_requests(self.retry_after)
        return ApiError(int(self.kind), self.description or DESCRIPTIONS[self.kind])


class Failures:
    def __init__(self) -> None:
        self._due: list[Failure] = []

    def add(self, failure: Failure) -> None:
        self._due.append(failure)

    def clear(self) -> None:
        self._due.clear()

    def next(self, method: str, chat: int | None) -> Failure | None:
        for failure in self._due:
            if failure.hits(method, chat):
                failure.times -= 1
                if failure.times <= 0:
                    self._due.remove(failure)
                return failure
        return None
