"""`python -m bot VERB`: each verb imports what it needs only when it is run."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from locales.translator import FALLBACK, LOCALES, N_, Translator, translator

NEWER = N_("The database is at schema {revision}, which this version does not know: please install a newer one.")
VERBS = ("demo", "roles", "migrate", "roster", "departments", "links", "ladder", "doctor", "sandbox")


def _translator() -> Translator:
    from dotenv import dotenv_values

    locale = os.environ.get("LOCALE") or dotenv_values(".env").get("LOCALE") or FALLBACK
    return translator(locale if locale in LOCALES else FALLBACK)


def parser(t: Translator) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="wangge", description=t.plain("Wangge: fire safety by grid, in group chats."))
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name in VERBS:
        importlib.import_module(f"bot.cli.{name}").add_parser(verbs, t)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    from bot.errors import CannotStart
    from bot.settings import BadSetting
    from models.errors import UnknownSchema

    t = _translator()
    args = parser(t).parse_args(argv)
    try:
        status: int = args.run(args, t)
    except BadSetting as bad:
        print(f"{bad.name} {t.plain(bad.expected)}", file=sys.stderr)
        return 2
    except CannotStart as reason:
        print(t.plain(reason.message, **reason.values), file=sys.stderr)
        return reason.status
    except UnknownSchema as newer:
        print(t.plain(NEWER, revision=newer.data["revision"]), file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
