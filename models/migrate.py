"""Bringing a database to the newest schema, without an ini file."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from models.db.database import Database
from models.errors import UnknownSchema


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


@cache
def _script() -> ScriptDirectory:
    """The revisions, each of them a file to be compiled: they stay as they are while the program runs."""
    return ScriptDirectory.from_config(_config())


def newest() -> str | None:
    return _script().get_current_head()


def current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def knows(revision: str | None) -> bool:
    """Whether it is one of this program's schemas, or none yet."""
    return revision is None or revision in {each.revision for each in _script().walk_revisions()}


async def is_newest(database: Database) -> bool:
    """Raises UnknownSchema when the database is newer than the program."""
    async with database.engine.connect() as connection:
        revision = await connection.run_sync(current)
    if not knows(revision):
        raise UnknownSchema("schema.unknown", revision=revision)
    return revision == newest()


async def upgrade(database: Database, revision: str = "head") -> None:
    """Raises UnknownSchema when the database is newer than the program."""
    async with database.engine.begin() as connection:
        before = await connection.run_sync(current)
        try:
            await connection.run_sync(lambda sync: command.upgrade(_config(sync), revision))
        except CommandError as error:
            raise UnknownSchema("schema.unknown", revision=before) from error


async def downgrade(database: Database, revision: str = "base") -> None:
    async with database.engine.begin() as connection:
        await connection.run_sync(lambda sync: command.downgrade(_config(sync), revision))
