from pathlib import Path

import pytest

from tests.gates.sizes import FILE_LIMIT, FUNCTION_LIMIT, LONGER, line_count, report
from tests.gates.source import ROOT


def written(path: Path, lines: list[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), "utf-8")
    return path


def function_of(lines: int) -> list[str]:
    return ["def long():", *["    pass"] * (lines - 1)]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (function_of(FUNCTION_LIMIT), []),
        (function_of(FUNCTION_LIMIT + 1), ["bot/a.py:1  long: 41 lines  OVER 40"]),
        (["x = 1"] * FILE_LIMIT, []),
        (["x = 1"] * (FILE_LIMIT + 1), ["bot/a.py:1  251 lines  OVER 250"]),
    ],
)
def test_what_is_over_the_limit_is_named_and_breaks(tmp_path: Path, lines: list[str], told: list[str]) -> None:
    named, broken = report([written(tmp_path / "bot/a.py", lines)], tmp_path)
    assert (named[:-1], broken) == (told, bool(told))


def test_files_that_were_longer_may_only_shrink(tmp_path: Path) -> None:
    name, size = next(iter(LONGER.items()))
    assert not report([written(tmp_path / name, ["x = 1"] * size)], tmp_path)[1]
    assert report([written(tmp_path / name, ["x = 1"] * (size + 1))], tmp_path)[1]


def test_the_list_of_longer_files_holds_their_sizes_of_today() -> None:
    """A file that has shrunk is entered anew, or taken off the list."""
    assert {name: line_count(ROOT / name) for name in LONGER} == LONGER
    assert [name for name, size in LONGER.items() if size <= FILE_LIMIT] == []


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
