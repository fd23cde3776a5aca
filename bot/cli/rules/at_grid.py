"""What verbs do with one grid, which they are given by its code."""

import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.cli.database import opened, say_which
from bot.configuration import settings
from locales.translator import Translator
from models.errors import NotFound

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from models.grids.tables import Grid

FAULTY = 1


async def at_grid(
    code: str, do: "Callable[[AsyncSession, Grid], Awaitable[int]]", t: Translator, *, writes: bool = False
) -> int:
    """`do` gives the exit status; it is done in one transaction."""
    from models.grids.tree import grid_by_code

    loaded = settings.load()
    try:
        async with opened(loaded) as database, database.write() if writes else database.read() as session:
            status = await do(session, await grid_by_code(session, code))
    except NotFound:
        print(t.plain("There is no grid with the code {code}.", code=code), file=sys.stderr)
        return FAULTY
    if writes:
        say_which(loaded, t)
    return status
