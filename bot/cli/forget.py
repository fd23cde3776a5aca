"""Verb `forget`: a person's data out of the database; what is counted stays."""

import argparse
import asyncio
import sys
from typing import Any

from bot.cli.database import opened, say_which
from bot.configuration import settings
from locales.translator import N_, Translator, translator
from models.errors import WanggeError

REFUSALS = {
    "forget.unknown": N_("Nobody is known by that: write a Telegram user id, a phone as in the roster, or @username."),
    "forget.holds_post": N_(
        "This person holds a post in the roster. Take them out of it, import it, and run this again; nothing changed."
    ),
    "forget.waits": N_(
        "Something that this person said, or that names them, is not handled yet. Let the bot run, then run this again."
    ),
}


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("forget", help=t.plain("erase what names a person; what is counted stays"))
    parser.add_argument("person", metavar="PERSON", help=t.plain("a Telegram user id, a phone, or @username"))
    parser.add_argument("--yes", action="store_true", help=t.plain("do not ask"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    return asyncio.run(erase(args.person, t, sure=args.yes))


async def erase(who: str, t: Translator, *, sure: bool) -> int:
    from bot.timekeeper import Timekeeper
    from models.forgetting import find, forget

    loaded = settings.load()
    called = translator(loaded.locale).plain("Erased person")
    async with opened(loaded) as database:
        try:
            async with database.read() as session:
                found = await find(session, who)
                counts = {name: value for name, value in vars(found).items() if isinstance(value, int)}
                print(t.plain("Found: {name}", name=found.name or who))
                print(
                    t.plain(
                        "Ended posts {posts}, reports {reports}, stops {stops}, checks {checks}, log entries "
                        "{log_entries}, households {households}. They stay as numbers, without name and words.",
                        **counts,
                    )
                )
            if not sure and not _agreed(t):
                print(t.plain("Nothing was changed."))
                return 1
            async with database.write() as session:
                await forget(session, await find(session, who), called, Timekeeper().now())
        except WanggeError as refused:
            print(t.plain(REFUSALS[refused.code]), file=sys.stderr)
            return 1
    print(t.plain("Erased. Older backups, logs, signed notices and what stands in Telegram still hold it."))
    say_which(loaded, t)
    return 0


def _agreed(t: Translator) -> bool:
    """Away from a terminal nobody can be asked."""
    if not sys.stdin.isatty():
        print(t.plain("To go on without being asked, add --yes."), file=sys.stderr)
        return False
    return input(t.plain("Erase? This cannot be undone. y/n ")).strip().lower() in ("y", "yes")
