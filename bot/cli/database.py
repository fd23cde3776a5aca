"""The database as a verb finds it: the embedded one is brought up to date by itself, a shared one only by `migrate`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import CannotStart
from locales.translator import N_

if TYPE_CHECKING:
    from bot.settings import Settings
    from models.db.database import Database


def is_there(loaded: "Settings") -> bool:
    """Whether there is a database to ask; that a shared one answers is seen when it is asked."""
    place = loaded.database_url.partition(":///")[2].partition("?")[0]
    return not loaded.embedded or Path(place).is_file()


@asynccontextmanager
async def opened(loaded: "Settings") -> AsyncIterator["Database"]:
    from models import migrate
    from models.schema import make_folder, open_database

    make_folder(loaded.database_url)
    database = open_database(loaded.database_url)
    try:
        if not await migrate.is_newest(database):
            if not loaded.embedded:
                raise CannotStart(N_("The database is not at the newest schema. Please run: python -m bot migrate"))
            await migrate.upgrade(database)
        yield database
    finally:
        await database.close()
