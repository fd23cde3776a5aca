"""Runs migrations on the connection that models.migrate opened."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, DateTime, String, Text
from sqlalchemy.types import TypeDecorator

from models.schema import metadata


def plainly(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Columns as the database has them: a migration must not change when a Python type does."""
    if kind == "type" and isinstance(thing, TypeDecorator):
        thing = thing.impl_instance
    if kind == "type" and isinstance(thing, DateTime):
        return "sa.DateTime(timezone=True)"
    if (
        kind == "type"
        and isinstance(thing, String)
        and not (isinstance(thing, Text) or thing.collation or thing._variant_mapping)
    ):
        return f"sa.String({thing.length or ''})"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plainly,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
