"""Verb `departments`: check a sheet of line departments, bring it into force, write out the one in force."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from bot.cli.exchange.verb import RETIRES, SheetVerb, named
from locales.translator import N_, Translator

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from models.departments.endings import DepartmentEndings
    from models.departments.importer import DepartmentsImported
    from models.departments.sheet import DepartmentSheet
    from models.roster.records import SheetProblem
    from models.spreadsheet.sheet import Cells


class DepartmentsVerb(SheetVerb["DepartmentSheet", "DepartmentsImported"]):
    name = "departments"
    about = N_("check, import or export the line departments")
    exports = N_("write the departments in force to a file")
    options: ClassVar[Mapping[str, str]] = {"--retire": RETIRES}
    count = "departments"
    sound = N_("Nothing to mend. Departments: {departments}, liaisons: {liaisons}.")
    written = N_("Written. Departments: {departments}.")

    def read(self, path: Path) -> "DepartmentSheet":
        from models.departments.sheet import check_file

        return check_file(path)

    def counted(self, sheet: "DepartmentSheet") -> Mapping[str, int]:
        return {"departments": len(sheet.entries), "liaisons": sheet.liaisons}

    async def problems(self, session: "AsyncSession", sheet: "DepartmentSheet") -> "Sequence[SheetProblem]":
        from models.departments.importer import unknown_grids

        return await unknown_grids(session, sheet)

    async def foreseen(self, session: "AsyncSession", sheet: "DepartmentSheet") -> Iterable[str]:
        from models.departments.importer import foresee_departments
        from models.hazards.transfer.tables import pending_at

        return ending(await foresee_departments(session, sheet, pending_at), self.t)

    async def take(self, session: "AsyncSession", sheet: "DepartmentSheet", now: "datetime") -> "DepartmentsImported":
        from models.departments.importer import import_departments
        from models.hazards.transfer.tables import pending_at

        retire: bool = self.args.retire
        return await import_departments(session, sheet, now, retire=retire, pending=pending_at)

    async def rows(self, session: "AsyncSession") -> "Sequence[Cells]":
        from models.departments.importer import department_rows

        return await department_rows(session)

    def told(self, done: "DepartmentsImported") -> Iterator[str]:
        return summary(done, self.t)


add_parser = DepartmentsVerb.add_parser


def ending(ends: "DepartmentEndings", t: Translator) -> Iterator[str]:
    """A line for each kind of thing that would end: how many, and the first of them by name."""
    return named(
        [
            (N_("Departments retired: {count}. {names}"), len(ends.departments), ends.departments),
            (N_("Of these with a chat: {count}. {names}"), len(ends.served), ends.served),
            (N_("Hazards that are with them now: {count}. {names}"), ends.transfers, ends.busy),
            (N_("Liaisons ended: {count}. {names}"), len(ends.liaisons), ends.liaisons),
        ],
        t,
    )


def summary(done: "DepartmentsImported", t: Translator) -> Iterator[str]:
    if done.nothing:
        yield t.plain("These departments are in force already; nothing has changed.")
        return
    yield t.plain(
        "Departments: {added} added, {changed} changed, {retired} retired.",
        added=done.departments_added,
        changed=done.departments_changed,
        retired=done.departments_retired,
    )
    yield t.plain(
        "Liaisons: {added} added (of these {claimed} claimed at once), {changed} changed, {ended} ended.",
        added=done.liaisons_added,
        claimed=done.liaisons_claimed,
        changed=done.liaisons_changed,
        ended=done.liaisons_ended,
    )
