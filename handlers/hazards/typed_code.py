"""A hazard's code as people type it: H412, h 412, 412 or Ｈ４１２."""

import re

CODE = re.compile(r"[HhＨｈ]?\s*(\d{1,9})")


def number_in(typed: str) -> int | None:
    """The number, or None where it is no code or more than a hazard's number can be."""
    found = CODE.fullmatch(typed.strip())
    return int(found[1]) if found else None


def is_code(words: str) -> bool:
    """With its letter: a number alone may mean anything."""
    return number_in(words) is not None and not words.strip().isdecimal()
