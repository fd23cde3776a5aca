"""Verb `shifts`: check a duty roster, bring it into force, write out what is ahead of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exchange.verb import SheetVerb
from locales.translator import N_

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from models.roster.records import SheetProblem
    from models.shifts.exchange import ShiftsImported
    from models.shifts.sheet import ShiftSheet
    from models.spreadsheet.sheet import Cells


class ShiftsVerb(SheetVerb["ShiftSheet", "ShiftsImported"]):
    name = "shifts"
    about = N_("check, import or export the duty roster")
    exports = N_("write the shifts that are not over to a file")
    count = "shifts"
    sound = N_("Nothing to mend. Shifts: {shifts}.")
    in_force = N_("These shifts are in force already; nothing has changed.")
    changed = N_("Shifts: {added} added, {changed} changed, {withdrawn} withdrawn.")
    written = N_("Written. Shifts: {shifts}.")

    def read(self, path: Path) -> "ShiftSheet":
        from bot.timekeeper import Timekeeper
        from models.shifts.sheet import check_file

        zone = self.loaded.zone
        return check_file(path, Timekeeper().now().astimezone(zone).date(), zone)

    async def problems(self, session: "AsyncSession", sheet: "ShiftSheet") -> "Sequence[SheetProblem]":
        from models.grids.tree import living_grids
        from models.shifts.exchange import problems_with

        return problems_with(sheet, await living_grids(session))

    async def take(self, session: "AsyncSession", sheet: "ShiftSheet", now: "datetime") -> "ShiftsImported":
        from models.shifts.exchange import import_shifts

        return await import_shifts(session, sheet, now)

    async def rows(self, session: "AsyncSession") -> "Sequence[Cells]":
        from bot.timekeeper import Timekeeper
        from models.shifts.exchange import shift_rows

        return await shift_rows(session, Timekeeper().now(), self.loaded.zone)


add_parser = ShiftsVerb.add_parser
