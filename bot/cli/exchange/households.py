"""Verb `households`: check a sheet of households, bring it into force, write out those in force."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exchange.verb import SheetVerb
from locales.translator import N_

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from models.roster.records import SheetProblem
    from models.spreadsheet.sheet import Cells
    from models.visits.exchange.importer import HouseholdsImported
    from models.visits.exchange.sheet import HouseholdSheet
    from models.visits.kinds import HouseholdKinds

OWN_EYES = 0o600  # nobody else on the machine reads the file


class HouseholdsVerb(SheetVerb["HouseholdSheet", "HouseholdsImported"]):
    name = "households"
    about = N_("check, import or export the households to visit")
    exports = N_("write the households to a file: personal data")
    count = "households"
    sound = N_("Nothing to mend. Households: {households}.")
    in_force = N_("These households are in force already; nothing has changed.")
    changed = N_("Households: {added} added, {changed} changed.")
    written = N_("Written. Households: {households}.")
    warning = N_("The file holds personal data: please do not send it to any group, and delete it when done.")

    @cached_property
    def kinds(self) -> "HouseholdKinds":
        from bot.configuration.own_lists import household_kinds_in

        return household_kinds_in(self.loaded)

    def read(self, path: Path) -> "HouseholdSheet":
        from models.visits.exchange.sheet import check_file

        return check_file(path, self.kinds)

    async def problems(self, session: "AsyncSession", sheet: "HouseholdSheet") -> "Sequence[SheetProblem]":
        from models.grids.tree import living_grids
        from models.visits.exchange.importer import problems_with

        return problems_with(sheet, await living_grids(session))

    async def take(self, session: "AsyncSession", sheet: "HouseholdSheet", now: "datetime") -> "HouseholdsImported":
        from models.visits.exchange.importer import import_households

        return await import_households(session, sheet, self.kinds, now, self.loaded.zone)

    async def rows(self, session: "AsyncSession") -> "Sequence[Cells]":
        from models.visits.exchange.export import household_rows

        return await household_rows(session, self.kinds)

    def exported(self, rows: "Sequence[Cells]") -> int:
        from models.visits.exchange.export import ABOVE

        return len(rows) - ABOVE

    def protect(self, path: Path) -> None:
        path.chmod(OWN_EYES)


add_parser = HouseholdsVerb.add_parser
