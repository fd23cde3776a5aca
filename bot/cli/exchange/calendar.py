"""Verb `calendar`: check a sheet of own texts of the publicity calendar, bring it into force, write out what is set."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exchange.verb import SheetVerb
from locales.translator import N_

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from models.publicity.exchange.importer import TextsImported
    from models.publicity.exchange.sheet import TextSheet
    from models.roster.records import SheetProblem
    from models.spreadsheet.sheet import Cells


class CalendarVerb(SheetVerb["TextSheet", "TextsImported"]):
    name = "calendar"
    about = N_("check, import or export own texts of the publicity calendar")
    exports = N_("write own texts, and which are switched off, to a file")
    count = "n"
    sound = N_("Nothing to mend. Texts: {n}.")
    in_force = N_("These texts are in force already; nothing has changed.")
    changed = N_("Texts: {added} added, {changed} changed.")
    written = N_("Written. Texts: {n}.")

    def read(self, path: Path) -> "TextSheet":
        from models.publicity.exchange.sheet import check_file

        return check_file(path)

    async def problems(self, session: "AsyncSession", sheet: "TextSheet") -> "Sequence[SheetProblem]":
        from models.grids.tree import living_grids
        from models.publicity.exchange.importer import problems_with, stored_texts

        return problems_with(sheet, await living_grids(session), await stored_texts(session))

    async def take(self, session: "AsyncSession", sheet: "TextSheet", now: "datetime") -> "TextsImported":
        from models.publicity.exchange.importer import import_texts

        return await import_texts(session, sheet, now)

    async def rows(self, session: "AsyncSession") -> "Sequence[Cells]":
        from models.publicity.exchange.importer import text_rows

        return await text_rows(session)


add_parser = CalendarVerb.add_parser
