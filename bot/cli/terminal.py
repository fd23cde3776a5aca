"""The terminal a verb speaks to: what it cannot show is shown as well as it can."""

import codecs
import io
import os
import sys
from typing import TextIO

from locales.translator import FALLBACK, LANGUAGES, LOCALES

PLAIN = "en"
STAND_INS = {"✓": "+", "✗": "x", "→": ">", "·": "-", "…": "...", "“": '"', "”": '"', "–": "-", "—": "-"}
NEAREST = "wangge.nearest"


def never_fail() -> None:
    """Signs that the terminal does not have become the nearest of those that every terminal has."""
    codecs.register_error(NEAREST, nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=NEAREST)


def nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(STAND_INS.get(sign, "?") for sign in missing), error.end


def language(chosen: str, stream: TextIO) -> str:
    """The locale that was chosen, unless the terminal cannot show its letters."""
    locale = chosen if chosen in LOCALES else FALLBACK
    try:
        LANGUAGES[locale].encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return PLAIN
    return locale


def let_go() -> None:
    """Nobody reads any more: what is still to be written goes nowhere when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
