"""What the first sheet of a ledger says: what it is, of where and when, who asked for it and what for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.ledgers.cells import Wording
from handlers.ledgers.titles import title_of
from locales.translator import N_
from models.ledgers.columns import LedgerKind, LedgerName
from models.schedule.report_periods.periods import Days
from reports.ledgers.writer import Cell, Written

INTERNAL = N_("Internal material")
NOT_IN_NAMES = re.compile(r'[\s\\/:*?"<>|]+')
MARKS = {
    True: N_("Internal material. It contains personal data: for the purpose named alone, not to be passed on."),
    False: N_("Internal material. Without personal data: phones are masked, residents are not named."),
}


@dataclass(frozen=True)
class Scope:
    """`place` is the grid, with the one above it; `asker` with the post, or the operator."""

    place: str
    days: Days
    asker: str
    asked_at: datetime
    as_of: datetime
    purpose: str = ""

    @property
    def personal(self) -> bool:
        return bool(self.purpose)


def about(
    wording: Wording, name: LedgerName, scope: Scope, tables: Sequence[tuple[LedgerKind, Written]]
) -> list[tuple[str, Cell]]:
    t = wording.t
    lines: list[tuple[str, Cell]] = [
        (t.plain("Ledger"), wording.title(name)),
        (t.plain("Period"), days_words(scope.days)),
        (t.plain("Of where"), t.plain("{place}, with all below it", place=scope.place)),
    ]
    counts = [_rows(wording, kind, written) for kind, written in tables]
    return [
        *lines,
        *(counts if len(tables) > 1 else _totals(wording, *tables[0])),
        (t.plain("Data as of"), wording.moment(scope.as_of)),
        (t.plain("Asked for by"), scope.asker),
        (t.plain("Asked for at"), wording.moment(scope.asked_at)),
        (t.plain("Purpose"), scope.purpose or t.plain("Daily work")),
        (t.plain("To be kept as"), t.plain(MARKS[scope.personal])),
    ]


def _rows(wording: Wording, kind: LedgerKind, written: Written) -> tuple[str, Cell]:
    return wording.title(kind.name), wording.t.n("{n} row", "{n} rows", written.rows)


def _totals(wording: Wording, kind: LedgerKind, written: Written) -> list[tuple[str, Cell]]:
    """Its rows, and what they come to."""
    t = wording.t
    titles = (t.plain(title_of(kind, column)) for column in kind.columns)
    totals = (pair for pair in zip(titles, written.sums, strict=True) if pair[1] is not None)
    said: list[tuple[str, Cell]] = [(t.plain("{column}, in all", column=title), total) for title, total in totals]
    return [(t.plain("Rows"), written.rows), *said]


def days_words(days: Days) -> str:
    return f"{days.first:%Y-%m-%d} – {days.last:%Y-%m-%d}"


def file_name(wording: Wording, name: LedgerName, scope: Scope) -> str:
    """Without what no file system takes."""
    days = f"{scope.days.first:%Y%m%d}-{scope.days.last:%Y%m%d}"
    parts = (wording.title(name), scope.place, days, wording.t.plain(INTERNAL))
    return f"{NOT_IN_NAMES.sub(' ', '_'.join(parts))}.xlsx"
