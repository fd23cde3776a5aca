"""Verb `warn`: takes a CAP 1.2 message, and gives it to the leaders of its area, or sends it on."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.database import opened, say_which
from bot.cli.roster import FAULTY, FINE
from bot.cli.warn_messages import FAULTS, OUTCOMES, REFUSED
from bot.configuration import settings
from locales.translator import Translator

if TYPE_CHECKING:
    from datetime import tzinfo

    from bot.configuration.settings import Settings
    from models.cap.message import CapMessage, FaultyCap
    from models.cap.relay import Relayed

STDIN = Path("-")


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("warn", help=t.plain("make a warning of a CAP 1.2 message"))
    parser.add_argument(
        "--cap", type=Path, metavar="FILE", required=True, help=t.plain("the message; - for what comes in")
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    return asyncio.run(take(args.cap, t))


async def take(path: Path, t: Translator) -> int:
    from models.cap.message import FaultyCap

    loaded = settings.load()
    try:
        data = _read(path)
    except OSError as error:
        print(t.plain("The file cannot be read: {why}", why=error.strerror or error), file=sys.stderr)
        return FAULTY
    try:
        print("\n".join(await _relayed(data, loaded, t)))
    except FaultyCap as faulty:
        print(_fault(faulty, t, loaded.zone), t.plain("Nothing was changed."), sep="\n", file=sys.stderr)
        return FAULTY
    say_which(loaded, t)
    return FINE


def _read(path: Path) -> bytes:
    """One byte more than is taken, so that it is seen."""
    from models.cap.parse import MOST_BYTES

    if path == STDIN:
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


async def _relayed(data: bytes, loaded: "Settings", t: Translator) -> list[str]:
    """What is said of it; raises FaultyCap, and then nothing was changed."""
    from bot.timekeeper import Timekeeper
    from models.cap.parse import parse
    from models.cap.relay import relay
    from models.due import WallClock

    message = parse(data, loaded.zone)
    clock = WallClock(Timekeeper().now(), loaded.zone)
    trusted = message.sender in loaded.cap_senders
    async with opened(loaded) as database, database.write() as session:
        return list(_told(await relay(session, message, loaded.locale, clock, at_once=trusted), message, t))


def _told(done: "Relayed", message: "CapMessage", t: Translator) -> Iterator[str]:
    from handlers.notices.cap_view import doubts
    from handlers.notices.labels import refusal

    code = done.notice.code if done.notice else ""
    if done.again:
        yield t.plain("This message has come before; nothing has changed.")
    yield t.plain(OUTCOMES[done.outcome], code=code, kind=message.kind)
    for each in doubts(t, done.doubts, message.status, message.scope):
        yield t.plain("- {words}", words=each)
    if done.refused is not None:
        yield t.plain(REFUSED, why=refusal(t, done.refused))


def _fault(faulty: "FaultyCap", t: Translator, zone: "tzinfo") -> str:
    told = dict(faulty.data)
    if "at" in told:
        told["at"] = f"{told['at'].astimezone(zone):%Y-%m-%d %H:%M}"
    return t.plain(FAULTS[faulty.code], **told)
