from pathlib import Path

import pytest

from tests.gates.sizes import FILE_LIMIT, FUNCTION_LIMIT, report


def written(path: Path, lines: list[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), "utf-8")
    return path


def function_of(lines: int) -> list[str]:
    return ["def long():", *["    pass"] * (lines - 1)]


def test_a_function_over_the_mark_is_named_and_over_the_limit_breaks(tmp_path: Path) -> None:
    marked, broken = report([written(tmp_path / "bot/a.py", function_of(FUNCTION_LIMIT))], tmp_path)
    assert marked[0] == "bot/a.py:1  long: 60 lines"
    assert not broken
    told, broken = report([written(tmp_path / "bot/b.py", function_of(FUNCTION_LIMIT + 1))], tmp_path)
    assert told[0] == "bot/b.py:1  long: 61 lines  OVER 60"
    assert broken


def test_a_file_over_the_mark_is_named_and_over_the_limit_breaks(tmp_path: Path) -> None:
    marked, broken = report([written(tmp_path / "bot/a.py", ["x = 1"] * FILE_LIMIT)], tmp_path)
    assert marked[0] == "bot/a.py:1  400 lines"
    assert not broken
    _, broken = report([written(tmp_path / "bot/b.py", ["x = 1"] * (FILE_LIMIT + 1))], tmp_path)
    assert broken


@pytest.mark.parametrize("place", ["tests/test_a.py", "models/migrations/versions/first.py"])
def test_tests_and_migrations_are_named_but_break_nothing(tmp_path: Path, place: str) -> None:
    told, broken = report([written(tmp_path / place, function_of(FILE_LIMIT + 1))], tmp_path)
    assert [line.endswith("(excused)") for line in told] == [True, True, False]
    assert not broken


def test_the_summary_counts_what_is_shipped(tmp_path: Path) -> None:
    files = [
        written(tmp_path / "bot/a.py", [*function_of(3), *function_of(30)]),
        written(tmp_path / "tests/test_a.py", function_of(200)),
    ]
    told, _ = report(files, tmp_path)
    assert told[-1] == "1 files, 33 lines; 2 functions, median 16.5 lines, 50% under 25"
