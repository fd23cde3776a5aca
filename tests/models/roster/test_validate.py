import subprocess
import sys
from pathlib import Path

import pytest

from models.grids.tables import Level
from models.members.tables import Role
from models.roster.records import LEVELS, NOTES, ROLES
from models.roster.validate import DEEPEST, check_file, check_rows, stands_under
from tests.gates.source import ROOT
from tests.models.roster.rosters import HEADER, faults, line, only, roster, street

SAMPLE = ROOT / "bot/demo/data/nandajie-roster.csv"


def test_the_sample_street_is_sound() -> None:
    found = check_file(SAMPLE)
    assert (found.problems, len(found.entries), found.posts) == ((), 353, 1279)
    assert [sum(entry.level == level for entry in found.entries) for level in LEVELS] == [0, 1, 13, 339, 0]


def test_levels_and_roles_are_those_of_the_tables() -> None:
    assert (LEVELS, set(ROLES)) == (tuple(Level), set(Role) - {Role.LIAISON})


def test_checking_needs_no_database_library() -> None:
    code = f"""
import sys
from pathlib import Path
from models.roster.validate import check_file
assert not check_file(Path({str(SAMPLE)!r})).problems
print([name for name in ("sqlalchemy", "sqlmodel", "pydantic", "openpyxl", "aiogram") if name in sys.modules])
"""
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_sound_roster_has_its_entries_parents_first() -> None:
    found = roster(line("G1", parent="C1"), line("C1", "community", "S"), line("S", "street"))
    assert found.problems == ()
    assert [(entry.code, entry.row) for entry in found.entries] == [("S", 4), ("C1", 3), ("G1", 2)]


def test_blank_rows_are_passed_over_and_rows_keep_their_numbers() -> None:
    found = roster(["", ""], line("S", "street"), [" ", "\u200b"], [], line("G1", "?", "S"))
    assert faults(found) == [(6, "level", "level_unknown")]


def test_a_parent_that_no_row_has_is_named() -> None:
    found = street(line("G9", parent="C9"))
    assert faults(found) == [(7, "parent", "parent_unknown")]
    assert only(found).data == {"value": "C9"}


def test_a_code_that_comes_again_is_named_with_the_row_that_has_it() -> None:
    found = street(line("G1", parent="C2"), line("G1", parent="C2"))
    assert faults(found) == [(7, "code", "code_twice"), (8, "code", "code_twice")]
    assert found.problems[0].data == {"value": "G1", "first": 5, "first_sheet": ""}


@pytest.mark.parametrize(
    ("level", "parent"), [("community", "C1"), ("street", "C1"), ("district", "S"), ("community", "G1"), ("grid", "G1")]
)
def test_a_parent_must_be_of_a_higher_level(level: str, parent: str) -> None:
    (problem,) = street(line("X", level, parent)).errors
    assert (problem.row, problem.column, problem.code) == (7, "parent", "parent_too_low")
    assert {problem.data["level"], problem.data["above"]} <= set(LEVELS)


def test_a_level_may_be_left_out() -> None:
    assert street(line("X", "cell", "S"), line("Y", "grid", "S")).problems == ()


def test_each_row_of_a_cycle_is_named_and_shows_the_way_round() -> None:
    found = roster(line("A", "cell", "C"), line("B", "cell", "A"), line("C", "cell", "B"), line("D", "cell", "C"))
    assert faults(found) == [(row, "parent", "cycle") for row in (2, 3, 4)]
    assert [problem.data["value"] for problem in found.problems] == ["A → C → B → A", "B → A → C → B", "C → B → A → C"]


def test_a_grid_is_not_its_own_parent() -> None:
    assert faults(roster(line("A", "street", "A"))) == [(2, "parent", "cycle")]


def test_a_tree_may_be_six_deep_and_no_deeper() -> None:
    levels = [*LEVELS, "cell", "cell"]
    lines = [line(f"L{n}", level, f"L{n - 1}" if n else "") for n, level in enumerate(levels)]
    assert roster(*lines[:DEEPEST]).problems == ()
    assert faults(roster(*lines)) == [(8, "parent", "too_deep")]


def test_a_chain_of_thousands_is_named_row_by_row() -> None:
    lines = [line(f"L{n}", "cell", f"L{n - 1}" if n else "") for n in range(5_000)]
    assert faults(roster(*lines)) == [(row, "parent", "too_deep") for row in range(8, 5_002)]


def test_only_cells_stand_in_their_own_kind() -> None:
    assert [level for level in LEVELS if stands_under(level, level)] == ["cell"]


def test_several_roots_are_fine() -> None:
    assert roster(line("A", "street"), line("B", "street")).problems == ()


def test_a_low_grid_without_a_parent_is_only_noted() -> None:
    found = street(line("X"))
    assert faults(found) == [(7, "parent", "root_low")]
    assert found.errors == ()


def test_a_grid_without_a_leader_is_only_noted() -> None:
    found = street(line("X", parent="C1", leader="", leader_phone=""))
    assert faults(found) == [(7, "leader", "leader_none")]
    assert found.errors == ()


def test_one_phone_under_two_names_is_only_noted() -> None:
    found = street(line("X", parent="C1", leader="另一人", leader_phone="19900000014"))
    assert (only(found).code, only(found).note) == ("phone_two_names", True)
    assert only(found).data == {"value": "另一人", "other": "钟杰海", "first": 5, "first_sheet": ""}


def test_without_leader_columns_one_note_stands_for_all_rows() -> None:
    found = check_rows([["code", "name", "level", "parent"], ["S", "南大街", "街道", ""], ["C", "望城路", "社区", "S"]])
    assert faults(found) == [(1, "leader", "column_absent")]
    assert {entry.columns for entry in found.entries} == {frozenset({"code", "name", "level", "parent"})}


def test_rows_are_not_read_under_a_header_that_is_wrong() -> None:
    found = roster(line("A", "?"), header=HEADER[:3])
    assert faults(found) == [(1, "parent", "column_missing"), (1, "leader", "column_absent")]
    assert found.entries == ()


def test_a_header_alone_is_no_roster() -> None:
    assert faults(roster()) == [(0, "", "file_no_grids")]


def test_a_file_that_is_no_sheet_is_one_problem(tmp_path: Path) -> None:
    assert faults(check_file(tmp_path)) == [(0, "", "file_is_folder")]


def test_problems_come_in_the_order_of_their_rows() -> None:
    found = street(line("X", parent="?"), line("Y", "?", "C1"), line("X", parent="C1"))
    assert [problem.row for problem in found.problems] == [7, 8, 9]


def test_notes_do_not_make_a_roster_faulty() -> None:
    found = street(line("X", leader="", leader_phone=""))
    assert {problem.code for problem in found.problems} <= NOTES
    assert found.errors == ()
