"""What the verb `ledger` does: rows into a file beside its place, which takes it once it is whole."""

import asyncio
import getpass
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.database import opened, say_which
from bot.cli.documents.ledger_options import BadUsage, Given
from bot.cli.links import bot_username
from bot.configuration import settings
from bot.files.ledger_making import FILE_NAME, LedgerOrder, Told, make_ledger, rows_of
from bot.timekeeper import Timekeeper
from handlers.ledgers.about import Scope, days_words
from handlers.ledgers.asker import asker_words
from handlers.ledgers.cells import Wording
from handlers.ledgers.titles import NAMES
from locales.translator import Translator, translator
from models.db.database import Database
from models.errors import NotFound
from models.grids.tables import Grid
from models.grids.tree import grid_by_code
from models.hazards.kinds import kinds_of
from models.ledgers import asking
from models.ledgers.columns import Holds
from models.ledgers.kinds import kinds_in
from models.ledgers.tables import LedgerExport
from models.places.kinds import place_kinds_of
from models.schedule.report_periods.periods import Days

if TYPE_CHECKING:
    from bot.configuration.settings import Settings

FINE, FAULTY = 0, 1
MOST_EXPORTS = 200
TELLS_EACH = 10_000  # rows


async def write_ledger(given: Given, t: Translator) -> int:
    """Raises BadUsage."""
    loaded = settings.load()
    async with opened(loaded) as database:
        return await _write(database, given, loaded, t)


async def _write(database: Database, given: Given, loaded: "Settings", t: Translator) -> int:
    keeper = Timekeeper()
    now = keeper.now()
    grid, export = await _written_down(database, given, now, t)
    rows = None
    try:
        username = await _username(given, loaded, t)
        order, total = await _ordered(database, given, grid, export, loaded, username, now)
        rows = await _made(database, order, given.out, _teller(total, t))
    except OSError as error:
        print(t.plain("The file cannot be written: {why}", why=error.strerror or error), file=sys.stderr)
        return FAULTY
    finally:
        async with database.write() as session:
            await asking.end_of_operator(session, export.id, rows, keeper.now())
    say_which(loaded, t)
    print(t.n("Written: {file}, {n} row", "Written: {file}, {n} rows", rows, file=given.out))
    return FINE


async def _written_down(database: Database, given: Given, now: datetime, t: Translator) -> tuple[Grid, LedgerExport]:
    """Who asks, before anything else is done. Raises BadUsage."""
    async with database.write() as session:
        grid = await _grid(session, given.code, t)
        by = getpass.getuser()
        return grid, await asking.by_operator(session, given.kind, grid, given.days, by, now, purpose=given.purpose)


async def _username(given: Given, loaded: "Settings", t: Translator) -> str:
    """Telegram is asked for it only where there are links."""
    if not any(column.holds is Holds.LINK for kind in kinds_in(given.kind) for column in kind.columns):
        return ""
    username, why = await bot_username(loaded, t)
    if why:
        print(t.plain("Without links to photos: {why}", why=why), file=sys.stderr)
    return username


async def _ordered(
    database: Database,
    given: Given,
    grid: Grid,
    export: LedgerExport,
    loaded: "Settings",
    username: str,
    now: datetime,
) -> tuple[LedgerOrder, int]:
    """The rows are counted, too."""
    said = translator(loaded.locale)
    async with database.read() as session:
        around = (loaded.zone, kinds_of(session), place_kinds_of(session), username)
        wording = Wording(said, *around, personal=export.personal)
        scope = Scope(grid.name, given.days, await asker_words(session, said, export), now, now, given.purpose)
        order = LedgerOrder(given.kind, asking.counted(export, grid, now, loaded.zone), scope, wording)
        return order, await rows_of(session, order)


async def _grid(session: AsyncSession, code: str, t: Translator) -> Grid:
    """Raises BadUsage."""
    try:
        return await grid_by_code(session, code)
    except NotFound as unknown:
        raise BadUsage(t.plain("There is no grid with the code {code}.", code=code)) from unknown


async def _made(database: Database, order: LedgerOrder, out: Path, told: Told) -> int:
    """There whole, or not at all; for others on this machine not to be read."""
    with tempfile.TemporaryDirectory(dir=await asyncio.to_thread(_folder_of, out), prefix=".ledger-") as folder:
        path = Path(folder) / FILE_NAME
        rows = await make_ledger(database, order, path, told)
        await asyncio.to_thread(_take_its_place, path, out)
    return rows


def _folder_of(out: Path) -> Path:
    return out.absolute().parent


def _take_its_place(path: Path, out: Path) -> None:
    path.chmod(0o600)
    path.replace(out)


def _teller(total: int, t: Translator) -> Told:
    told = 0

    async def tell(rows: int) -> None:
        nonlocal told
        if rows - told >= TELLS_EACH:
            told = rows
            print(t.plain("{rows} of {total} rows", rows=f"{rows:,}", total=f"{total:,}"), file=sys.stderr, flush=True)

    return tell


async def print_exports(code: str | None, t: Translator) -> int:
    """The newest first, with tabs between; of all grids unless one is named. Raises BadUsage."""
    loaded = settings.load()
    async with opened(loaded) as database, database.read() as session:
        grid = await _grid(session, code, t) if code else None
        exports, total = await asking.exports_of(session, grid, MOST_EXPORTS)
        lines = [await _line(session, export, loaded, t) for export in exports]
    print("\n".join(lines) or t.plain("Nobody has asked for a ledger yet."))
    if total > len(lines):
        print(t.plain("These are the newest {n} of {total}.", n=len(lines), total=total), file=sys.stderr)
    return FINE


async def _line(session: AsyncSession, export: LedgerExport, loaded: "Settings", t: Translator) -> str:
    grid = await session.get_one(Grid, export.grid_id)
    cells = (
        f"{export.asked_at.astimezone(loaded.zone):%Y-%m-%d %H:%M}",
        t.plain(NAMES[export.kind]),
        grid.code,
        days_words(Days(export.first, export.last)),
        await asker_words(session, t, export),
        t.n("{n} row", "{n} rows", export.rows),
        export.failure or export.state,
        t.plain("Purpose: {purpose}", purpose=export.purpose) if export.personal else "",
    )
    return "\t".join(cells).rstrip()
