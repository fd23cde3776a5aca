"""Verbs `run`, `listen`, `work`, `speak`, `clock`."""

import argparse
import asyncio
from typing import Any

from bot.cli.database import need_one
from locales.translator import N_, Translator

HELP = {
    "run": N_("everything in one process"),
    "listen": N_("take in updates"),
    "work": N_("handle updates"),
    "speak": N_("send messages"),
    "clock": N_("do what is due"),
}


def add_parser(verbs: Any, t: Translator) -> None:
    for name, told in HELP.items():
        parser = verbs.add_parser(name, help=t.plain(told))
        parser.set_defaults(run=run)
        if name != "run":
            others = [other for other in HELP if other not in ("run", name)]
            parser.add_argument(
                "--with",
                dest="others",
                nargs="+",
                choices=others,
                default=[],
                help=t.plain("other roles to run in the same process"),
            )


def run(args: argparse.Namespace, _t: Translator) -> int:
    from bot import logs
    from bot.configuration import settings

    loaded = settings.load()
    loaded.need_token()
    if args.verb != "run":
        need_one(loaded)
    logs.set_up(loaded.log_format)
    from bot.roles import ROLES, serve

    names = list(ROLES) if args.verb == "run" else [args.verb, *args.others]
    asyncio.run(serve(loaded, names))
    return 0
