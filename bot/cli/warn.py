"""Verb `warn`: takes a CAP 1.2 message, and gives it to the leaders of its area, or sends it on."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.database import opened, say_which
from bot.configuration import settings
from locales.translator import N_, Translator

if TYPE_CHECKING:
    from datetime import tzinfo

    from bot.configuration.settings import Settings
    from models.cap.message import CapMessage, FaultyCap
    from models.cap.relay import Relayed

FINE, FAULTY = 0, 1
STDIN = Path("-")
OUTCOMES = {
    "drafted": N_("{code} is drafted, and shown to leaders of its area: it goes out once one of them sends it."),
    "sent": N_("{code} is sent, or will be at the time that the message says."),
    "awaiting": N_("{code} is ready: it goes out once a leader has agreed."),
    "lifted": N_("{code} is lifted."),
    "asked": N_("{code} is cancelled by this message: its leaders are asked to lift it."),
    "dropped": N_("{code} was not sent yet, and is discarded."),
    "over": N_("{code}, which this message is about, is over already."),
    "noted": N_("Noted. A message of the type {kind} is sent to nobody."),
}
REFUSED = N_("It was not sent at once: {why}")
FAULTS = {
    "cap.too_large": N_("The message is larger than {most} kB."),
    "cap.not_xml": N_("This is no XML that can be used: it is broken, or has a DTD."),
    "cap.not_cap": N_("This is no message of CAP 1.2: it begins with {tag}."),
    "cap.kind": N_("The msgType “{value}” is none of the standard."),
    "cap.missing": N_("The message lacks {name}."),
    "cap.time": N_("{name}: “{value}” is not a time such as 2026-07-01T08:00:00+08:00."),
    "cap.reference": N_("references: “{value}” is not sender,identifier,sent."),
    "cap.polygon": N_("polygon: “{value}” is not four or more points of latitude,longitude that end where they begin."),
    "cap.circle": N_("circle: “{value}” is not latitude,longitude and a radius."),
    "cap.too_many": N_("The message has more than {most} of {name}."),
    "cap.too_long": N_("sender or identifier has more than {most} characters."),
    "cap.expired": N_("The warning was over at {at} already."),
    "cap.no_grids": N_("There are no grids yet. Import the roster first: python -m bot roster import FILE"),
    "cap.no_leader": N_(
        "No leader of {grid} or above can be reached in Telegram, so nobody could decide on it. "
        "Let one of them send the bot /start and claim the post, then try again."
    ),
}


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
