"""Checking a roster file: every row that is wrong, each with its reason, and no database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from models.roster.cell_text import clean, shown
from models.roster.columns import Header, find_header
from models.roster.records import LEVELS, Roster, RosterEntry, SheetProblem
from models.roster.row import RosterRow, read_line
from models.spreadsheet import Cells, NotASheet, read_sheet

DEEPEST = 6
PHONE_COLUMNS = {"leader": "leader_phone", "member": "members", "backup": "backup"}
NESTING = ("cell",)  # a stairwell stands in a building: cells may stand in cells


def check_file(path: Path) -> Roster:
    try:
        rows = read_sheet(path)
    except NotASheet as error:
        return Roster(problems=(SheetProblem(0, "", error.code, error.data),))
    return check_rows(rows)


def check_rows(rows: Sequence[Cells]) -> Roster:
    """`rows` from the first of the sheet on, as `read_sheet` gives them."""
    header = find_header(rows)
    columns = frozenset(header.places)
    if any(problem.code in {"column_missing", "column_twice"} for problem in header.problems):
        return Roster(columns=columns, problems=header.problems)
    lines = _lines(rows, header)
    entries = [read_line(line) for line in lines]
    if not entries:
        return Roster(columns=columns, problems=(*header.problems, SheetProblem(0, "", "file_no_grids")))
    found = [problem for line in lines for problem in line.problems] + list(_across(entries))
    by_row = sorted(found, key=lambda problem: problem.row)
    return Roster(_parents_first(entries), columns, (*header.problems, *by_row))


def _lines(rows: Sequence[Cells], header: Header) -> list[RosterRow]:
    below = enumerate(rows[header.row :], header.row + 1)
    return [RosterRow(row, cells, header) for row, cells in below if any(map(clean, cells))]


def _across(entries: Sequence[RosterEntry]) -> Iterator[SheetProblem]:
    """What only shows when rows are compared."""
    known = {entry.code: entry for entry in reversed(entries) if entry.code}
    depths, rings = climb(known)
    highest = min((LEVELS.index(entry.level) for entry in entries if entry.level), default=0)
    for entry in entries:
        first = known.get(entry.code, entry)
        if first is not entry:
            yield SheetProblem(entry.row, "code", "code_twice", {"value": shown(entry.code), "first": first.row})
        if not entry.parent:
            yield from _root(entry, highest)
        elif entry.code in rings:
            yield _ring(entry, rings[entry.code])
        else:
            yield from _below(entry, known.get(entry.parent), depths.get(entry.code, 0))
    yield from _phones(entries)


def climb(known: Mapping[str, RosterEntry]) -> tuple[dict[str, int], dict[str, list[str]]]:
    """How deep each code stands, 1 for a root, and the ring of codes that each one in a cycle belongs to."""
    depths: dict[str, int] = {}
    rings: dict[str, list[str]] = {}
    for start in known:
        way: dict[str, None] = {}
        code = start
        while code in known and code not in depths and code not in way:
            way[code] = None
            code = known[code].parent
        steps = list(way)
        if code in way:
            ring = steps[steps.index(code) :]
            rings |= dict.fromkeys(ring, ring)
        base = -len(steps) if code in way else depths.get(code, 0)
        depths |= {each: base + step for step, each in enumerate(reversed(steps), 1)}
    return depths, rings


def _root(entry: RosterEntry, highest: int) -> Iterator[SheetProblem]:
    if entry.level and LEVELS.index(entry.level) > highest:
        yield SheetProblem(entry.row, "parent", "root_low", {"value": shown(entry.code)})


def _ring(entry: RosterEntry, ring: list[str]) -> SheetProblem:
    at = ring.index(entry.code)
    around = " → ".join([*ring[at:], *ring[: at + 1]])
    return SheetProblem(entry.row, "parent", "cycle", {"value": shown(around)})


def _below(entry: RosterEntry, parent: RosterEntry | None, depth: int) -> Iterator[SheetProblem]:
    value = shown(entry.parent)
    if parent is None:
        yield SheetProblem(entry.row, "parent", "parent_unknown", {"value": value})
    elif entry.level and parent.level and not stands_under(entry.level, parent.level):
        yield SheetProblem(
            entry.row, "parent", "parent_too_low", {"value": value, "level": entry.level, "above": parent.level}
        )
    elif depth > DEEPEST:
        yield SheetProblem(entry.row, "parent", "too_deep", {"value": value, "limit": DEEPEST})


def stands_under(level: str, above: str) -> bool:
    return LEVELS.index(above) < LEVELS.index(level) or (level == above and level in NESTING)


def _phones(entries: Iterable[RosterEntry]) -> Iterator[SheetProblem]:
    """One phone under two names is often a slip of the pen."""
    seen: dict[str, tuple[str, int]] = {}
    for entry in entries:
        for holder in entry.holders:
            name, row = seen.setdefault(holder.phone, (holder.name, entry.row))
            if name != holder.name:
                data: dict[str, str | int] = {"value": shown(holder.name), "other": shown(name), "first": row}
                yield SheetProblem(entry.row, PHONE_COLUMNS[holder.role], "phone_two_names", data)


def _parents_first(entries: Sequence[RosterEntry]) -> tuple[RosterEntry, ...]:
    depths, _ = climb({entry.code: entry for entry in entries})
    return tuple(sorted(entries, key=lambda entry: depths[entry.code]))
