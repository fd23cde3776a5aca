"""Every button there is, and data such as Telegram never sends for it."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st

from bot.features import FEATURES
from handlers.callbacks import Matching, Press

NO_LONGER = "这个按钮已失效。发送 /help 查看全部功能。"
BUTTONS = tuple(press for feature in FEATURES for press in feature.presses)
WORDS = sorted({button.shape[0] for button in BUTTONS})
NO_NUMBERS = (
    *("", "-1", "+1", "0x1", "1_0", " 1", "1 ", "01", "1.0", "1e3", "NaN", "١", "１", "²", "一", "1\0", "\0"),
    *("9" * 20, "-" + "9" * 20, "1" + "0" * 400, "1:1", "none", "H1", "🔥", "\ud800", "'; DROP TABLE hazards; --"),
)
TAILS = ("", ":", "::", ":1", ":1:2:3:4", ":x:y:z", ":" + "9" * 20, ":page", ":call", ":off", ":x:1", ":1:x")


def forged(word: str) -> list[str]:
    """What begins with a word that we know, and is none of ours."""
    return [data for data in _twisted(word) if all(button.read(data) is None for button in BUTTONS)]


def _twisted(word: str) -> Iterator[str]:
    for button in BUTTONS:
        places = button.form.split(":")
        if places[0] != word:
            continue
        usual = [_usual(button, place) for place in places]
        for at, place in enumerate(places):
            if place.startswith("{"):
                yield from (":".join([*usual[:at], each, *usual[at + 1 :]]) for each in NO_NUMBERS)
        yield ":".join([*usual, "1"])
        yield ":".join(usual[:-1])
    yield from (f"{word}{tail}" for tail in TAILS)


def _usual(button: type[Press], place: str) -> str:
    if not place.startswith("{"):
        return place
    kind, allowed = button.takes[place[1:-1]]
    return "1" if kind is int else str(_words(kind, allowed)[0])


def _words(kind: type, allowed: Any) -> list[Any]:
    if issubclass(kind, StrEnum):
        return [each for each in kind if each in allowed]
    return ["K7MPQ2XW9RTA"] if isinstance(allowed, Matching) else list(allowed)


def values(kind: type, allowed: Any) -> st.SearchStrategy[Any]:
    """All that a field takes."""
    if isinstance(allowed, range):
        return st.integers(allowed.start, allowed.stop - 1)
    if isinstance(allowed, Matching):
        return st.from_regex(allowed.pattern, fullmatch=True, alphabet=st.characters(codec="ascii"))
    return st.sampled_from(_words(kind, allowed))


def presses(button: type[Press]) -> st.SearchStrategy[Press]:
    return st.builds(button, **{name: values(*takes) for name, takes in button.takes.items()})


def largest(button: type[Press]) -> Press:
    """With the largest numbers and the longest words."""
    return button(**{name: _largest(*takes) for name, takes in button.takes.items()})


def _largest(kind: type, allowed: Any) -> Any:
    if isinstance(allowed, range):
        return allowed.stop - 1
    if isinstance(allowed, Matching):
        return "A" * max(n for n in range(64) if "A" * n in allowed)
    return max(_words(kind, allowed), key=len)
