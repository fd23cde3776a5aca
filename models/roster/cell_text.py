"""The text of a cell: what a person can see of it, and safe from programs that would compute it."""

import re
import unicodedata

LONGEST_SHOWN = 40
_HIDDEN = {"Cc", "Cf", "Cs"}
_BLANK = "\t\n\v\f\r\x85"
_COMPUTED = re.compile(r"'*[=+\-@＝＋－＠]")


def clean(text: str) -> str:
    """On one line, without control, direction and zero-width characters."""
    return " ".join("".join(map(_seen, text)).split())


def shown(text: str) -> str:
    """Short enough to name in a message."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def folded(text: str) -> str:
    """What is left when width, case, spaces and joining marks do not matter."""
    plain = unicodedata.normalize("NFKC", clean(text)).casefold()
    return "".join(ch for ch in plain if ch.isalnum())


def guarded(text: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula; `bare` takes it away."""
    return f"'{text}" if _COMPUTED.match(text) else text


def bare(text: str) -> str:
    return text[1:] if text.startswith("'") and _COMPUTED.match(text) else text


def _seen(ch: str) -> str:
    if ch in _BLANK:
        return " "
    return "" if unicodedata.category(ch) in _HIDDEN or _is_noncharacter(ord(ch)) else ch


def _is_noncharacter(point: int) -> bool:
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
