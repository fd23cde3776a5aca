"""What a verb does with a sheet: `check` it, `import` it, `export` what is in force; each kind says what is its own."""

import argparse
import asyncio
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from bot.cli.database import opened, say_which
from bot.cli.exchange.problems import REFUSALS, worded
from bot.configuration import settings
from locales.translator import N_, Translator
from models.errors import WanggeError
from models.roster.records import EntrySheet, SheetProblem
from models.spreadsheet.sheet import Cells

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.configuration.settings import Settings

FINE, FAULTY, USAGE = 0, 1, 2
CHECKS = N_("name every row that is wrong; changes nothing")
IMPORTS = N_("bring the file into force: all of it or nothing")
NAMED = 10
RETIRES = N_("also end more than a small share of what stands")


class Imported(Protocol):
    @property
    def nothing(self) -> bool: ...


SheetT = TypeVar("SheetT", bound="EntrySheet[Any]")
DoneT = TypeVar("DoneT", bound=Imported)


class SheetVerb(ABC, Generic[SheetT, DoneT]):
    """The modules of a feature are loaded when its verb is run, and only those that the action needs."""

    name: ClassVar[str]
    about: ClassVar[str]
    exports: ClassVar[str]
    options: ClassVar[Mapping[str, str]] = {}  # of an import
    count: ClassVar[str]  # what `sound` and `written` call the number of rows
    sound: ClassVar[str]
    in_force: ClassVar[str] = ""
    changed: ClassVar[str] = ""  # with what was done, by its names
    written: ClassVar[str]
    warning: ClassVar[str] = ""  # once the rows are in a file, or of one

    def __init__(self, args: argparse.Namespace, t: Translator) -> None:
        self.args, self.t = args, t

    @classmethod
    def add_parser(cls, verbs: Any, t: Translator) -> None:
        parser = verbs.add_parser(cls.name, help=t.plain(cls.about))
        actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
        for name, told in (("check", CHECKS), ("import", IMPORTS), ("export", cls.exports)):
            action = actions.add_parser(name, help=t.plain(told))
            action.add_argument("file", type=Path, metavar="FILE", help=t.plain(".csv or .xlsx"))
            for option, meant in cls.options.items() if name == "import" else ():
                action.add_argument(option, action="store_true", help=t.plain(meant))
        parser.set_defaults(run=cls.run)

    @classmethod
    def run(cls, args: argparse.Namespace, t: Translator) -> int:
        verb = cls(args, t)
        act = {"check": verb.check, "import": verb.bring_in, "export": verb.write_out}[args.action]
        return asyncio.run(act(args.file))

    @cached_property
    def loaded(self) -> "Settings":
        return settings.load()

    @abstractmethod
    def read(self, path: Path) -> SheetT: ...

    @abstractmethod
    async def problems(self, session: "AsyncSession", sheet: SheetT) -> Sequence[SheetProblem]:
        """Those that are seen beside what is in force."""

    async def foreseen(self, _session: "AsyncSession", _sheet: SheetT) -> Iterable[str]:
        """Lines on what an import would end."""
        return ()

    @abstractmethod
    async def take(self, session: "AsyncSession", sheet: SheetT, now: "datetime") -> DoneT:
        """Raises WanggeError where the sheet cannot be brought into force, and nothing is."""

    @abstractmethod
    async def rows(self, session: "AsyncSession") -> Sequence[Cells]:
        """What is in force, titles first."""

    def counted(self, sheet: SheetT) -> Mapping[str, int]:
        return {self.count: len(sheet.entries)}

    def exported(self, rows: Sequence[Cells]) -> int:
        """How many rows stand under the titles."""
        return len(rows) - 1

    def told(self, done: DoneT) -> Iterable[str]:
        """What was done, in lines."""
        yield self.t.plain(self.in_force if done.nothing else self.changed, **vars(done))

    def protect(self, path: Path) -> None:
        """Of a file that has just been written."""

    async def check(self, path: Path) -> int:
        sheet = self.read(path)
        problems, foreseen = list(sheet.problems), list[str]()
        if sheet.entries:
            async with opened(self.loaded) as database, database.read() as session:
                problems += await self.problems(session, sheet)
                if all(problem.note for problem in problems):
                    foreseen += await self.foreseen(session, sheet)
        status = self.judge(sheet, problems)
        self.print_lines(foreseen)
        return status

    async def bring_in(self, path: Path) -> int:
        return await self.force(self.read(path))

    async def force(self, sheet: SheetT) -> int:
        from bot.timekeeper import Timekeeper

        try:
            async with opened(self.loaded) as database, database.write() as session:
                self.print_problems(sheet, [*sheet.problems, *await self.problems(session, sheet)])
                self.print_lines(await self.foreseen(session, sheet))
                done = await self.take(session, sheet, Timekeeper().now())
        except WanggeError as refused:
            return self.refuse(refused)
        self.print_lines(self.told(done))
        self.warn()
        say_which(self.loaded, self.t)
        return FINE

    async def write_out(self, path: Path) -> int:
        from models.roster.export import FORMATS, write_rows

        if path.suffix.lower() not in FORMATS:
            print(self.t.plain(REFUSALS["roster.format"], formats=" ".join(FORMATS)), file=sys.stderr)
            return USAGE
        async with opened(self.loaded) as database, database.read() as session:
            rows = await self.rows(session)
        try:
            write_rows(path, rows)
            self.protect(path)
        except WanggeError as refused:
            return self.refuse(refused)
        except OSError as error:
            print(self.t.plain("The file cannot be written: {why}", why=error.strerror or error), file=sys.stderr)
            return FAULTY
        print(self.t.plain(self.written, **{self.count: self.exported(rows)}))
        self.warn()
        return FINE

    def judge(self, sheet: SheetT, problems: Sequence[SheetProblem]) -> int:
        """Prints the problems, and how many are to be mended or that none is."""
        self.print_problems(sheet, problems)
        if errors := sum(not problem.note for problem in problems):
            print(self.t.plain("To mend: {errors}. Nothing was changed.", errors=errors))
            return FAULTY
        print(self.t.plain(self.sound, **self.counted(sheet)))
        return FINE

    def print_problems(self, sheet: SheetT, problems: Sequence[SheetProblem]) -> None:
        self.print_lines(worded(problem, self.t, sheet.titles) for problem in self.in_order(problems))

    def in_order(self, problems: Sequence[SheetProblem]) -> Sequence[SheetProblem]:
        return sorted(problems, key=lambda problem: (problem.sheet, problem.row))

    def print_lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            print(line)

    def warn(self) -> None:
        if self.warning:
            print(self.t.plain(self.warning))

    def refuse(self, refused: WanggeError) -> int:
        print(self.t.plain(REFUSALS[refused.code], **refused.data), file=sys.stderr)
        return FAULTY


def named(told: Iterable[tuple[str, int, Sequence[str]]], t: Translator) -> Iterator[str]:
    """A line for each message that has a count; of many names the first."""
    for message, count, names in told:
        if count:
            more = t.plain(" and others") if len(names) > NAMED else ""
            yield t.plain(message, count=count, names="; ".join(names[:NAMED]) + more)
