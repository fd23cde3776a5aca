"""`python -m bot VERB`: each verb imports what it needs only when it is run."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from functools import cache

from bot.cli import terminal
from bot.cli.database import NEWER
from bot.configuration.env_file import read_env_file
from bot.errors import BadSetting, CannotStart
from locales.translator import Translator, translator
from models.errors import UnknownSchema

MODULES = (
    *("programs.demo", "programs.roles", "programs.migrate"),
    *("exchange.roster", "exchange.departments", "exchange.places", "exchange.households", "exchange.shifts"),
    *("exchange.brigades", "rules.holidays", "exchange.calendar", "forget", "warn", "links"),
    *("rules.ladder", "rules.cycles", "rules.assessment", "documents.sheets", "documents.ledger", "documents.render"),
    *("programs.doctor", "programs.sandbox"),
)  # in the order of the help
VERBS = tuple(module.rpartition(".")[2] for module in MODULES)
INTERRUPTED = 130


def _translator(filed: dict[str, str]) -> Translator:
    return translator(terminal.language(os.environ.get("LOCALE") or filed.get("LOCALE", ""), sys.stdout))


@cache
def parser(t: Translator) -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="wangge", description=t.plain("Wangge: fire safety by grid, in group chats."))
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    for module in MODULES:
        importlib.import_module(f"bot.cli.{module}").add_parser(verbs, t)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """The exit status: 1 for what may pass or is not well, 2 for what must be put right first."""
    terminal.never_fail()
    t = _translator({})
    try:
        t = _translator(read_env_file())
        args = parser(t).parse_args(argv)
        status: int = args.run(args, t)
        sys.stdout.flush()
    except BadSetting as bad:
        print(bad.name, t.plain(bad.expected, **bad.values), file=sys.stderr)
        return 2
    except CannotStart as reason:
        print(t.plain(reason.message, **reason.values), file=sys.stderr)
        return reason.status
    except UnknownSchema as newer:
        print(t.plain(NEWER, revision=newer.data["revision"]), file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read what we print has had enough
        terminal.let_go()
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


if __name__ == "__main__":
    sys.exit(main())
