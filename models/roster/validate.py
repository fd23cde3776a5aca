"""Checking a roster file: every row that is wrong, each with its reason, and no database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from models.roster.cell_text import shown
from models.roster.certificates import read_certificates
from models.roster.columns import ROSTER, TITLES
from models.roster.entries import read_entries
from models.roster.pages import Pages, one_page, read_pages
from models.roster.records import LEVELS, Roster, RosterEntry, SheetProblem
from models.roster.row import RosterRow, read_line
from models.spreadsheet.sheet import Cells

DEEPEST = 6
PHONE_COLUMNS = {
    "leader": "leader_phone",
    "member": "members",
    "backup": "backup",
    "police": "police",
    "adopting": "adopting",
    "team": "team",
}
NESTING = ("cell",)  # a stairwell stands in a building: cells may stand in cells


def check_file(path: Path) -> Roster:
    return _checked(read_pages(path, ROSTER))


def check_rows(rows: Sequence[Cells]) -> Roster:
    """`rows` from the first of the sheet on."""
    return _checked(one_page(rows, ROSTER))


def _checked(pages: Pages) -> Roster:
    read = read_entries(pages, TITLES, _read, _across)
    return Roster(_parents_first(read.entries), read.problems, read.titles)


def _read(line: RosterRow) -> RosterEntry:
    entry = read_line(line)
    return replace(entry, certificates=tuple(read_certificates(line, entry.holders)))


def _across(entries: Sequence[RosterEntry]) -> Iterator[SheetProblem]:
    """What only shows when rows are compared."""
    known = {entry.code: entry for entry in reversed(entries) if entry.code}
    depths, rings = climb(known)
    highest = min((LEVELS.index(entry.level) for entry in entries if entry.level), default=0)
    for entry in entries:
        first = known.get(entry.code, entry)
        if first is not entry:
            yield entry.repeats(first, "code", "code_twice", entry.code)
        if not entry.parent:
            yield from _root(entry, highest)
        elif entry.code in rings:
            yield _ring(entry, rings[entry.code])
        else:
            yield from _below(entry, known.get(entry.parent), depths.get(entry.code, 0))
    yield from _phones(entries)
    silent = [entry for entry in entries if entry.boundary and "boundary_datum" not in entry.columns]
    if silent:
        yield silent[0].problem("boundary", "datum_absent", count=len(silent))


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
        yield entry.problem("parent", "root_low", value=shown(entry.code))


def _ring(entry: RosterEntry, ring: list[str]) -> SheetProblem:
    at = ring.index(entry.code)
    around = " → ".join([*ring[at:], *ring[: at + 1]])
    return entry.problem("parent", "cycle", value=shown(around))


def _below(entry: RosterEntry, parent: RosterEntry | None, depth: int) -> Iterator[SheetProblem]:
    value = shown(entry.parent)
    if parent is None:
        yield entry.problem("parent", "parent_unknown", value=value)
    elif entry.level and parent.level and not stands_under(entry.level, parent.level):
        yield entry.problem("parent", "parent_too_low", value=value, level=entry.level, above=parent.level)
    elif depth > DEEPEST:
        yield entry.problem("parent", "too_deep", value=value, limit=DEEPEST)


def stands_under(level: str, above: str) -> bool:
    return LEVELS.index(above) < LEVELS.index(level) or (level == above and level in NESTING)


def _phones(entries: Iterable[RosterEntry]) -> Iterator[SheetProblem]:
    """One phone under two names is often a slip of the pen."""
    seen: dict[str, tuple[str, RosterEntry]] = {}
    for entry in entries:
        for holder in entry.holders:
            name, first = seen.setdefault(holder.phone, (holder.name, entry))
            if name != holder.name:
                told: dict[str, str | int] = {"other": shown(name), "first": first.row, "first_sheet": first.sheet}
                yield entry.problem(PHONE_COLUMNS[holder.role], "phone_two_names", value=shown(holder.name), **told)


def _parents_first(entries: Sequence[RosterEntry]) -> tuple[RosterEntry, ...]:
    depths, _ = climb({entry.code: entry for entry in entries})
    return tuple(sorted(entries, key=lambda entry: depths[entry.code]))
