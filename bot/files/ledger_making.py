"""Making the file of a ledger: rows are read on the event loop a page at a time, and written in a thread."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.ledgers.about import Scope, about
from handlers.ledgers.cells import Wording
from models.db.database import Database
from models.figures.asked import Counted
from models.ledgers.columns import LedgerKind, LedgerName
from models.ledgers.kinds import kinds_in
from models.ledgers.reading import PAGE, Page, count, pages
from reports.ledgers.writer import LedgerWriter, Limits

P = ParamSpec("P")
T = TypeVar("T")
Told = Callable[[int], Awaitable[None]]  # how many rows are written
WHOLE = Limits()
FILE_NAME = "ledger.xlsx"  # until it is sent, or takes its place


@dataclass(frozen=True)
class LedgerOrder:
    name: LedgerName
    asked: Counted
    scope: Scope
    wording: Wording


async def make_ledger(
    database: Database, order: LedgerOrder, path: Path, told: Told, limits: Limits = WHOLE, page_size: int = PAGE
) -> int:
    """Writes it to `path`, beside which there are files meanwhile; returns how many rows it has. What `told` raises, or
    a cancellation, leaves nothing at the path.
    """
    wording, tables = order.wording, []
    writer = LedgerWriter(path, wording.words(), limits)
    try:
        for kind in kinds_in(order.name):
            writer.begin(wording.title(kind.name), wording.headings(kind))
            async for page in pages(database, kind, order.asked, page_size):
                await _to_its_end(_write, writer, wording, kind, page)
                await told(writer.rows)
            tables.append((kind, writer.end()))
        await _to_its_end(writer.finish, about(wording, order.name, order.scope, tables))
    except BaseException:
        writer.give_up()
        raise
    return writer.rows


async def rows_of(session: AsyncSession, order: LedgerOrder) -> int:
    """How many there are to write."""
    return sum([await count(session, kind, order.asked) for kind in kinds_in(order.name)])


def _write(writer: LedgerWriter, wording: Wording, kind: LedgerKind, page: Page) -> None:
    writer.add(wording.rows(kind, page))


async def _to_its_end(do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """In a thread, which is done with it before a cancellation goes on."""
    done = asyncio.ensure_future(asyncio.to_thread(do, *args, **kwargs))
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait([done])
        raise
