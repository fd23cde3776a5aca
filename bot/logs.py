"""What the program writes about itself: short lines for people, JSON for machines; never a secret."""

import copy
import logging
import re
import sys
from types import TracebackType
from typing import Any, TextIO

QUIET = (
    "aiogram.event",
    "alembic",
    "telegram",
    "apscheduler",
    "asyncio",
    "PIL",
    "fontTools",
    "matplotlib",
)
TOLD_BY_US = {  # what was not had of Telegram, a tick that was left out: trouble has a line of its own
    "telegram.request": logging.CRITICAL,
    "apscheduler.scheduler": logging.ERROR,
}
LINE = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
TOKEN = re.compile(r"(\d+(?::|%3[Aa]))[A-Za-z0-9_-]{20,}")
PASSWORD = re.compile(r"(://[^:/@\s]+:)[^@/\s]+(?=@)")


def mask(text: str) -> str:
    """The text without bot tokens (their number stays) and without passwords in addresses."""
    return PASSWORD.sub(r"\1***", TOKEN.sub(r"\1***", text))


def brief(error: BaseException) -> str:
    """An error in one line: what a database says goes on with the statement."""
    return " ".join([f"{type(error).__name__}:", *str(error).splitlines()[:1]])


def in_one_line(record: logging.LogRecord) -> logging.LogRecord:
    """The record with its error's own words in place of the traceback."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return record
    told = copy.copy(record)
    told.msg, told.args = f"{' '.join(record.getMessage().splitlines())}: {brief(error)}", ()
    told.exc_info = told.exc_text = None
    return told


class Masked(logging.Formatter):
    """Masks what another formatter made, so that exceptions and extra fields are masked too."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self._inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return mask(self._inner.format(record))


class ProgramHandler(logging.StreamHandler[TextIO]):
    """The one handler of this program; others that hang on the root logger are let be."""

    stopping = False

    def format(self, record: logging.LogRecord) -> str:
        return super().format(in_one_line(record) if self.stopping else record)


def stopping() -> None:
    """What fails from now on fails because it is cut short: connections that are dropped, steps that lose them."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, ProgramHandler):
            handler.stopping = True


def set_up(log_format: str, stream: TextIO | None = None) -> None:
    """`log_format` is console or json. May be called again: the last call counts."""
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, ProgramHandler)]:
        root.removeHandler(handler)
    written = ProgramHandler(stream or sys.stderr)
    written.setFormatter(Masked(_json() if log_format == "json" else logging.Formatter(LINE, "%H:%M:%S")))
    root.addHandler(written)
    root.setLevel(logging.INFO)
    for name, level in {**dict.fromkeys(QUIET, logging.WARNING), **TOLD_BY_US}.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught


def _json() -> logging.Formatter:
    from pythonjsonlogger.json import JsonFormatter

    options: dict[str, Any] = {"rename_fields": {"levelname": "level", "name": "logger"}, "timestamp": "at"}
    return JsonFormatter(["levelname", "name", "message"], json_ensure_ascii=False, **options)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("the program ends: %s", kind.__name__, exc_info=(kind, error, trace))
