"""The database as a verb finds it: none is made and no schema changed but by `migrate`, `run` and `demo`."""

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from bot.configuration.database_url import file_of, shown
from bot.errors import CannotStart
from locales.translator import N_, Translator
from models.errors import UnknownSchema

if TYPE_CHECKING:
    from bot.configuration.settings import Settings
    from models.db.database import Database

NONE_YET = N_("There is no database at {place} yet. Please run: python -m bot migrate")
OLD = N_("The database is not at the newest schema. Please run: python -m bot migrate")
NEWER = N_("The database is at schema {revision}, which this version does not know: please install a newer one.")
SILENT = N_("The database {place} does not answer: {error}")
REFUSES = N_("The database {place} cannot be used: {error}")


def is_there(loaded: "Settings") -> bool:
    """Whether there is a database to ask; that a shared one answers is seen when it is asked."""
    file = file_of(loaded.database_url)
    return file is None or file.exists()


def need_one(loaded: "Settings") -> None:
    if not is_there(loaded):
        raise CannotStart(NONE_YET, place=shown(loaded.database_url))


@asynccontextmanager
async def opened(loaded: "Settings") -> AsyncIterator["Database"]:
    """With the street's own lists, as the bot has them. Raises CannotStart where there is none, or none of this schema,
    when it stops answering, and where a list cannot be used.
    """
    from bot.configuration.own_lists import own_lists
    from models.schema import open_database

    need_one(loaded)
    lists = own_lists(loaded)
    database = open_database(loaded.database_url)
    database.info.update(lists)
    with answering(loaded):
        try:
            if not await _newest(database):
                raise CannotStart(OLD)
            yield database
        finally:
            await database.close()


async def _newest(database: "Database") -> bool:
    from models import migrate

    try:
        return await migrate.is_newest(database)
    except UnknownSchema as newer:
        raise CannotStart(NEWER, revision=newer.data["revision"]) from newer


@contextmanager
def answering(loaded: "Settings") -> Iterator[None]:
    """What the database refuses in here stops the program in one line."""
    from bot.monitoring.checks import brief
    from models.db.faults import FAULTS, may_pass

    try:
        yield
    except BrokenPipeError:
        raise
    except FAULTS as error:
        passing = may_pass(error)
        message, status = (SILENT, 1) if passing else (REFUSES, 2)
        told = {"place": shown(loaded.database_url), "error": brief(error)}
        raise CannotStart(message, status=status, **told) from error


def say_which(loaded: "Settings", t: Translator) -> None:
    """Beside what a verb prints: a mistyped address is a database of its own."""
    print(t.plain("Database: {place}", place=shown(loaded.database_url)), file=sys.stderr)
