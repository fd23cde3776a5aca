"""At start the machine's clock may be behind what is written: ids stay unique all the same, and the log says so."""

import logging
from collections.abc import Callable

from bot.timekeeper import HOST, SKEW, HostClock
from models.base import ids_go_on_from, moment_of
from models.db.database import Database
from models.schema import newest_id

log = logging.getLogger(__name__)


async def go_on_from_newest_row(
    database: Database, host: HostClock = HOST, ids: Callable[[int], None] = ids_go_on_from
) -> None:
    async with database.read() as session:
        newest = await newest_id(session)
    ids(newest)
    written, machine = moment_of(newest), host.machine()
    host.go_on_from(written)
    if machine < written - SKEW:
        told = "the clock of this machine says %s, but rows were written at %s: please set it; until then it is %s here"
        log.warning(told, f"{machine:%Y-%m-%d %H:%M}", f"{written:%Y-%m-%d %H:%M}", f"{host.now():%Y-%m-%d %H:%M} UTC")
