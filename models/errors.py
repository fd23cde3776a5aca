"""The one root of refusals: a code and data, never words for a person."""

from typing import Any


class WanggeError(Exception):
    """Something a person asked for cannot be done; views turn the code into words."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data

    def __str__(self) -> str:
        told = ", ".join(f"{key}={value}" for key, value in self.data.items())
        return f"{self.code}({told})" if told else self.code


class Refused(WanggeError):
    """The person may not do this, or not now."""


class NotFound(WanggeError):
    """Nothing of that name."""


class Conflict(WanggeError):
    """Somebody else was first; `data` says who."""


class UnknownSchema(WanggeError):
    """The database was made by a newer version of the program; `revision` says which schema it has."""
