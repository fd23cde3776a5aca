"""Verb `places`: check a sheet of places, bring it into force, write out the registry."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exchange.verb import SheetVerb
from locales.translator import N_

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from models.places.exchange.importer import PlacesImported
    from models.places.exchange.sheet import PlaceSheet
    from models.places.kinds import PlaceKinds
    from models.roster.records import SheetProblem
    from models.spreadsheet.sheet import Cells


class PlacesVerb(SheetVerb["PlaceSheet", "PlacesImported"]):
    name = "places"
    about = N_("check, import or export the registry of places")
    exports = N_("write the open places to a file")
    count = "places"
    sound = N_("Nothing to mend. Places: {places}.")
    in_force = N_("These places are in force already; nothing has changed.")
    changed = N_("Places: {added} added, {changed} changed; claimed at once by their phone: {claimed}.")
    written = N_("Written. Places: {places}.")

    @cached_property
    def kinds(self) -> "PlaceKinds":
        from bot.configuration.own_lists import place_kinds_in

        return place_kinds_in(self.loaded)

    def read(self, path: Path) -> "PlaceSheet":
        from models.places.exchange.sheet import check_file

        return check_file(path, self.kinds)

    async def problems(self, session: "AsyncSession", sheet: "PlaceSheet") -> "Sequence[SheetProblem]":
        from models.places.exchange.importer import problems_with, stored_places

        return problems_with(sheet, await stored_places(session, self.kinds))

    async def take(self, session: "AsyncSession", sheet: "PlaceSheet", now: "datetime") -> "PlacesImported":
        from models.places.exchange.importer import import_places

        return await import_places(session, sheet, self.kinds, now)

    async def rows(self, session: "AsyncSession") -> "Sequence[Cells]":
        from models.places.exchange.export import place_rows

        return await place_rows(session, self.kinds)

    def told(self, done: "PlacesImported") -> Iterator[str]:
        yield from super().told(done)
        if done.closed:
            yield self.t.plain("Rows of places that were closed, which stay closed: {closed}", closed=done.closed)


add_parser = PlacesVerb.add_parser
