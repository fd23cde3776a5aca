from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from models.db.database import Database
from models.errors import Refused
from models.grids.tables import Grid, Level
from models.members.tables import Post, Role
from models.roster.cell_text import bare, clean
from models.roster.columns import TITLES
from models.roster.export import roster_rows, told, write_rows
from models.roster.importer import import_roster
from models.roster.records import LEVELS, ROLES, Roster, RosterEntry, RosterHolder
from models.roster.row import holds_phone, says_nothing
from models.roster.validate import check_file
from models.spreadsheet.file import read_sheets
from models.spreadsheet.sheet import UnreadableCell
from models.spreadsheet.sheet import told as told_cell
from models.text.phones import e164
from tests.gates.source import ROOT
from tests.models.roster.rosters import HEADER, line, roster, street

SAMPLE = ROOT / "bot/demo/data/nandajie-roster.csv"
HOSTILE = "=cmd|' /C calc'!A0"


async def bring_in(database: Database, found: Roster, now: datetime) -> None:
    async with database.write() as session:
        await import_roster(session, found, now)


async def export(database: Database, path: Path) -> Path:
    async with database.read() as session:
        rows = await roster_rows(session)
    write_rows(path, rows)
    return path


@pytest.mark.parametrize("name", ["roster.csv", "roster.XLSX"])
async def test_an_exported_street_imports_again_without_a_change(
    name: str, database: Database, now: datetime, tmp_path: Path
) -> None:
    await bring_in(database, check_file(SAMPLE), now)
    exported = check_file(await export(database, tmp_path / name))
    assert exported.problems == ()
    columns = exported.entries[0].columns  # the sample has no column of numbers that anybody may ring
    assert exported.entries == tuple(replace(entry, columns=columns) for entry in check_file(SAMPLE).entries)
    async with database.write() as session:
        assert (await import_roster(session, exported, now)).nothing


async def test_retired_grids_and_ended_posts_are_not_exported(
    database: Database, now: datetime, tmp_path: Path
) -> None:
    await bring_in(database, street(line("G3", parent="C2"), line("G4", parent="C2", members="甲:19900000040")), now)
    await bring_in(database, street(line("G4", parent="C2")), now)
    exported = check_file(await export(database, tmp_path / "roster.csv"))
    assert [entry.code for entry in exported.entries] == ["S", "C1", "C2", "G1", "G2", "G4"]
    assert [holder.role for holder in exported.entries[-1].holders] == ["leader"]


async def test_who_looks_after_a_grid_comes_back_and_ends_with_the_cell(
    database: Database, now: datetime, tmp_path: Path
) -> None:
    told_of = {
        "police": "王警官:19900000021",
        "adopting": "应急局 王强:19900000022",
        "team": "甲:19900000023;乙:19900000024",
    }
    await bring_in(database, street(line("C3", "community", "S", **told_of)), now)
    exported = check_file(await export(database, tmp_path / "roster.xlsx"))
    [found] = [entry for entry in exported.entries if entry.code == "C3"]
    assert [holder.role for holder in found.holders] == ["leader", "police", "adopting", "team", "team"]
    async with database.write() as session:
        assert (await import_roster(session, exported, now)).nothing
    async with database.write() as session:
        without = street(line("C3", "community", "S"))
        assert (await import_roster(session, without, now, retire=True)).posts_ended == 4


async def test_an_empty_database_gives_a_header_to_start_from(database: Database) -> None:
    async with database.read() as session:
        assert len(await roster_rows(session)) == 1


@pytest.mark.parametrize("name", ["roster.csv", "roster.xlsx"])
async def test_no_cell_that_leaves_us_is_a_formula(
    name: str, database: Database, now: datetime, tmp_path: Path
) -> None:
    hostile = roster(
        line("=1+1", "street", name=HOSTILE, leader="@SUM(A1)", members=f"{HOSTILE}:19900000002", address="+1-1")
    )
    await bring_in(database, hostile, now)
    path = await export(database, tmp_path / name)
    cells = [cell for cells in read_sheets(path)[0].rows[1:] for cell in cells]
    assert [cell for cell in cells if cell[:1] in set("=+-@\t\r")] == []
    assert f"'{HOSTILE}" in cells
    assert check_file(path).entries == hostile.entries


async def test_a_workbook_holds_text_and_no_formulas(database: Database, now: datetime, tmp_path: Path) -> None:
    await bring_in(database, roster(line("A", "street", name=HOSTILE)), now)
    book = load_workbook(await export(database, tmp_path / "roster.xlsx"))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"roster\.format"):
        write_rows(tmp_path / "roster.pdf", [HEADER])


def test_a_boundary_too_long_for_a_workbook_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(Refused, match=r"roster\.cell_long"):
        write_rows(path, [HEADER, ["G1", "x" * 32_768]])
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("roster.xlsx", b"old")]


def test_a_file_that_cannot_be_put_in_place_leaves_no_draft(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").mkdir()
    with pytest.raises(IsADirectoryError):
        write_rows(tmp_path / "roster.csv", [HEADER])
    assert [each.name for each in tmp_path.iterdir()] == ["roster.csv"]


def is_meant(text: str) -> bool:
    return not text or not (says_nothing(text) or isinstance(told_cell(text), UnreadableCell))


def a_text(longest: int) -> st.SearchStrategy[str]:
    """As it is once it was read: what people see, formulas and quotes among it."""
    written = st.text(max_size=longest) | st.sampled_from([HOSTILE, "'=x", '"', "a,b;c\td", "曹林文", "ليلى"])
    return written.map(clean).map(bare).map(clean).filter(is_meant)


NAMES = a_text(20).filter(bool)
PEOPLE = NAMES.filter(
    lambda name: not (set(";；、，,").intersection(name) or holds_phone(name)) and name.strip(":： ") == name
)
PHONES = st.integers(13_000_000_000, 19_999_999_999).map(str).map(e164).filter(bool)
NUMBERS = st.floats(-80, 80, allow_nan=False)
POINTS = st.lists(NUMBERS, min_size=2, max_size=2)
RINGS = st.lists(POINTS, min_size=3, max_size=5).map(lambda points: [*points, points[0]])
BOUNDARIES = st.none() | st.lists(RINGS, min_size=1, max_size=2).map(lambda r: {"type": "Polygon", "coordinates": r})
HOLDERS = st.lists(
    st.builds(RosterHolder, st.sampled_from(ROLES), PEOPLE, PHONES),
    unique_by=lambda holder: (holder.role, holder.phone),
    max_size=5,
).map(lambda held: tuple(sorted(held, key=lambda holder: ROLES.index(holder.role))))
CODES = NAMES.filter(lambda code: not any(ch.isspace() for ch in code))


@st.composite
def trees(draw: st.DrawFn) -> tuple[RosterEntry, ...]:
    codes = draw(st.lists(CODES, unique=True, min_size=1, max_size=len(LEVELS)))
    return tuple(
        RosterEntry(
            row=row,
            code=code,
            name=draw(NAMES),
            level=LEVELS[row - 2],
            parent=codes[row - 3] if row > 2 else "",
            holders=draw(HOLDERS),
            address=draw(a_text(40)),
            boundary=draw(BOUNDARIES),
            columns=frozenset(TITLES),
        )
        for row, code in enumerate(codes, 2)
    )


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(entries=trees())
def test_any_roster_comes_back_from_a_file_as_it_was(
    suffix: str, entries: tuple[RosterEntry, ...], tmp_path: Path
) -> None:
    path = tmp_path / f"roster{suffix}"
    ids = {entry.code: entry.row for entry in entries}
    grids = [
        Grid(
            id=entry.row,
            code=entry.code,
            name=entry.name,
            level=Level(entry.level),
            parent_id=ids.get(entry.parent),
            path="",
            address=entry.address,
            boundary=entry.boundary,
        )
        for entry in entries
    ]
    posts: dict[int, list[Post]] = defaultdict(list)
    for entry in entries:
        for holder in entry.holders:
            posts[entry.row].append(
                Post(grid_id=entry.row, role=Role(holder.role), name=holder.name, phone=holder.phone)
            )
    write_rows(path, told(grids, posts))
    found = check_file(path)
    assert found.errors == ()
    assert found.entries == entries
