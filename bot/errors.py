"""What stops the program, in one line a person can act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from locales.translator import N_


class CannotStart(Exception):
    """`message` is untranslated; it is shown with `values` filled in, and the program exits with `status`."""

    def __init__(self, message: str, *, status: int = 2, **values: object) -> None:
        super().__init__(message.format_map(values))
        self.message = message
        self.status = status
        self.values = values


class BadSetting(Exception):
    """One variable is missing or wrong; `expected` says, untranslated, what it should be, with `values` filled in."""

    def __init__(self, name: str, expected: str, **values: object) -> None:
        super().__init__(f"{name}: {expected.format_map(values)}")
        self.name = name
        self.expected = expected
        self.values = values


@contextmanager
def needed(variable: str, *failures: type[Exception]) -> Iterator[None]:
    """What goes wrong in here is the fault of a setting: the program cannot start with it."""
    faults: tuple[type[Exception], ...] = (OSError, *failures)
    try:
        yield
    except faults as error:
        cause = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise CannotStart(N_("{variable} cannot be used: {error}"), variable=variable, error=cause) from error


@contextmanager
def usable(message: str, *failures: type[Exception]) -> Iterator[None]:
    """What goes wrong in here is the fault of a file that somebody wrote, which `message` names, untranslated."""
    faults: tuple[type[Exception], ...] = (OSError, UnicodeDecodeError, *failures)
    try:
        yield
    except faults as bad:
        raise CannotStart(message, problem=bad) from bad
