"""Verb `migrate`."""

import argparse
import asyncio
from typing import TYPE_CHECKING, Any

from bot.cli.database import answering, say_which
from locales.translator import Translator

if TYPE_CHECKING:
    from bot.configuration.settings import Settings


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("migrate", help=t.plain("bring the database to the newest schema"))
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace, t: Translator) -> int:
    from bot.configuration import settings

    loaded = settings.load()
    before, after = asyncio.run(_migrated(loaded))
    if before == after:
        print(t.plain("The database is at the newest schema already: {revision}.", revision=after))
    else:
        print(t.plain("The database was brought from schema {before} to {after}.", before=before, after=after))
    say_which(loaded, t)
    return 0


async def _migrated(loaded: "Settings") -> tuple[str, str]:
    """The schema before and after; `-` is an empty database."""
    from bot.timekeeper import Timekeeper
    from models import migrate
    from models.schedule.calendar.reminders import keep_calendar
    from models.schema import make_folder, open_database

    with answering(loaded):
        make_folder(loaded.database_url)
        database = open_database(loaded.database_url)
        try:
            async with database.engine.connect() as connection:
                before = await connection.run_sync(migrate.current)
            await migrate.upgrade(database)
            async with database.write() as session:
                await keep_calendar(session, Timekeeper().now(), loaded.zone)
        finally:
            await database.close()
    return before or "-", migrate.newest()
