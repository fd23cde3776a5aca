"""New rows of several tables, written with as few statements as the database allows."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from json import JSONEncoder
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Executable,
    Select,
    Text,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from models.base import Row

Rows = Mapping[str, Sequence[dict[str, Any]]]  # by the table's name; a row has all of its columns


@dataclass(frozen=True)
class Ringing:
    """Bells to ring in other processes once it is committed: what each is told is its name and `by`."""

    channel: str
    names: Sequence[str]
    by: str


def write(connection: Connection, rows: Rows, ringing: Ringing | None = None) -> None:
    """PostgreSQL takes all in one statement, each table's as JSON."""
    if connection.dialect.name == "postgresql":
        given = {f"{table} rows": _encode(added) for table, added in rows.items()}
        told = asdict(ringing) if ringing else {}
        connection.execute(_together(tuple(sorted(rows)), rings=ringing is not None), {**given, **told})
        return
    for table, added in rows.items():
        connection.execute(_adding(table), added)


def row_of(new: Row) -> dict[str, Any]:
    """An object that is not written yet, as write() takes it."""
    return {column.name: getattr(new, column.name) for column in Row.metadata.tables[str(new.__tablename__)].columns}


@cache
def _adding(table: str) -> Executable:
    return insert(Row.metadata.tables[table])


@cache
def _together(tables: tuple[str, ...], *, rings: bool) -> Executable:
    then = notifying() if rings else select(literal_column("1"))
    return then.add_cte(*(_written(name) for name in tables))


def notifying() -> Select[Any]:
    """PostgreSQL's NOTIFY; its parameters are Ringing's."""
    name = func.unnest(bindparam("names", type_=ARRAY(Text))).column_valued("name")
    said = func.concat(name, literal_column("' '"), bindparam("by", type_=Text))
    return select(func.pg_notify(bindparam("channel", type_=Text), said))


def _written(name: str) -> Any:
    table = Row.metadata.tables[name]
    names = [column.name for column in table.columns]
    given = cast(bindparam(f"{name} rows", type_=Text), JSON)
    columns = [column(each.name, each.type) for each in table.columns]
    rows = func.json_to_recordset(given).table_valued(*columns).render_derived(name=f"new_{name}", with_types=True)
    added = insert(table).from_select(names, select(*(rows.c[each] for each in names)), include_defaults=False)
    return added.cte(f"write_{name}")


def _as_json(value: Any) -> str:
    if not isinstance(value, datetime):
        raise TypeError(f"a {type(value).__name__} is no value of a column")
    if value.tzinfo is None:
        raise ValueError("a stored time must carry its zone")
    return value.isoformat()


_encode = JSONEncoder(default=_as_json, ensure_ascii=False, separators=(",", ":")).encode
