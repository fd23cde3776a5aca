"""What every table shares: ids made by us, times in UTC, enumerations stored as their words."""

import os
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel
from sqlmodel._compat import finish_init

EPOCH_MS = 1_735_689_600_000  # 2025-01-01: 40 bits of milliseconds last until 2059
RANDOM_BITS = 23
APART_BITS = 36  # eight seconds of ids


class _IdClock:
    """Rising 63-bit ids: milliseconds, then a random tail so that two processes do not meet."""

    def __init__(self) -> None:
        self.last = 0
        self.tail = random.Random(os.urandom(16)).getrandbits  # noqa: S311 - not a secret

    def take(self) -> int:
        since = time.time_ns() // 1_000_000 - EPOCH_MS
        self.last = max(self.last + 1, (since << RANDOM_BITS) | self.tail(RANDOM_BITS - 1))
        return self.last

    def go_on_from(self, newest: int) -> None:
        """Where the machine's clock is behind, ids rise from `newest` on; two processes begin some seconds apart."""
        if self.take() <= newest:
            self.last = newest + self.tail(APART_BITS)


_IDS = _IdClock()
new_id = _IDS.take
ids_go_on_from = _IDS.go_on_from


def moment_of(row_id: int) -> datetime:
    """When a row with this id was made."""
    return datetime.fromtimestamp((EPOCH_MS + (row_id >> RANDOM_BITS)) / 1000, UTC)


def first_id(moment: datetime) -> int:
    """Rows made since `moment` have ids from here on: so they are found without an index on their time."""
    milliseconds = int(moment.astimezone(UTC).timestamp() * 1000) - EPOCH_MS
    return max(milliseconds, 0) << RANDOM_BITS


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in, aware UTC datetimes out, on databases with and without time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must carry its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(TypeDecorator[StrEnum]):
    """A StrEnum stored as its word."""

    impl = String(24)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.kind(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


class Subject(NamedTuple):
    """A row of any table: what its feature calls such rows, and its id, which is unique over all tables."""

    kind: str
    id: int


FOLLOWS_CHAT, MESSAGE_IN = "follows_chat", "message_in"


def chat_column() -> dict[str, Any]:
    """For Field(sa_column_kwargs=…): a group's chat id, which is rewritten when the group becomes a supergroup."""
    return {"info": {FOLLOWS_CHAT: True}}


def message_column(chat: str = "chat_id") -> dict[str, Any]:
    """Likewise: a message in the chat of column `chat`, which is forgotten when that chat is another."""
    return {"info": {MESSAGE_IN: chat}}


def word(kind: type[StrEnum], **options: Any) -> Any:
    """A column of one of `kind`'s words."""
    return Field(sa_type=Word(kind), **options)


class Row(SQLModel):
    """Base of every table; its metadata is what migrations are compared with."""

    def __init__(self, **values: Any) -> None:
        """As SQLModel's own for tables, which validates nothing either; a new row has no history to keep."""
        if not finish_init.get():
            return
        self.__dict__.update(new_row(type(self), values))

    if not TYPE_CHECKING:  # a checker would then find any name good

        def __getattr__(self, name: str) -> Any:
            """SQLAlchemy asks each new row for its state, and pydantic says no at great length."""
            raise AttributeError(name)


def new_row(table: type[Row], values: dict[str, Any]) -> dict[str, Any]:
    """Each column's value: as given, or else its default."""
    fixed, made = _defaults(table)
    row = {**fixed, **values}
    if len(row) > len(fixed):
        raise TypeError(f"{table.__name__} has no {', '.join(sorted(values.keys() - fixed.keys()))}")
    for name, make in made:
        if name not in values:
            row[name] = make()
    return row


Maker = Callable[[], Any]


@cache
def _defaults(table: type[Row]) -> tuple[dict[str, Any], list[tuple[str, Maker]]]:
    """What each column is unless given, and what makes a new value each time; a required one is None."""
    fields = table.model_fields
    made = [(name, cast("Maker", field.default_factory)) for name, field in fields.items() if field.default_factory]
    fixed = {name: None if field.is_required() else field.default for name, field in fields.items()}
    return fixed, made


Row.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
