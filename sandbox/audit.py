"""In a strict sandbox, all that goes in and out is held against the Bot API's own description."""

from typing import Any

from sandbox import facts


class Audit:
    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.complaints: list[str] = []

    def call(self, method: str, params: dict[str, Any]) -> None:
        if self.strict:
            self._note(method, facts.check_call(method, params))

    def result(self, method: str, result: Any) -> None:
        if self.strict:
            self._note(f"{method} answer", facts.check_result(method, result))

    def update(self, update: dict[str, Any]) -> None:
        if self.strict:
            self._note("update", facts.check_update(update))

    def _note(self, where: str, complaints: list[str]) -> None:
        self.complaints.extend(f"{where}: {complaint}" for complaint in complaints)
