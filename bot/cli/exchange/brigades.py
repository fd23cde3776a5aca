"""Verb `brigades`: check a list of volunteer fire brigades, bring it into force, write out those in force."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exchange.verb import SheetVerb
from locales.translator import N_

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from models.brigades.exchange import BrigadesImported
    from models.brigades.sheet import BrigadeSheet
    from models.roster.records import SheetProblem
    from models.spreadsheet.sheet import Cells


class BrigadesVerb(SheetVerb["BrigadeSheet", "BrigadesImported"]):
    name = "brigades"
    about = N_("check, import or export the volunteer fire brigades")
    exports = N_("write the members of brigades to a file")
    count = "members"
    sound = N_("Nothing to mend. Members: {members}.")
    in_force = N_("These brigades are in force already; nothing has changed.")
    changed = N_("Members: {added} added, {changed} changed, {left} left.")
    written = N_("Written. Members: {members}.")

    def read(self, path: Path) -> "BrigadeSheet":
        from models.brigades.sheet import check_file

        return check_file(path)

    async def problems(self, session: "AsyncSession", sheet: "BrigadeSheet") -> "Sequence[SheetProblem]":
        from models.brigades.exchange import problems_with

        return await problems_with(session, sheet)

    async def take(self, session: "AsyncSession", sheet: "BrigadeSheet", now: "datetime") -> "BrigadesImported":
        from models.brigades.exchange import import_brigades

        return await import_brigades(session, sheet, now)

    async def rows(self, session: "AsyncSession") -> "Sequence[Cells]":
        from models.brigades.exchange import brigade_rows

        return await brigade_rows(session)


add_parser = BrigadesVerb.add_parser
