"""How tests are written: nothing waited for by the clock, nothing mocked, nothing skipped out of sight."""

import ast
from collections.abc import Iterator

import pytest

from tests.gates.source import ROOT, dotted, imported, place, python_files, tree_of

SKIPPING = {"pytest.skip", "pytest.importorskip", "pytest.xfail", "pytest.mark.skip", "pytest.mark.skipif"}
SKIPPING |= {"pytest.mark.xfail", "unittest.skip", "unittest.skipIf"}
SLEEPING = {"asyncio.sleep", "time.sleep"}
ASKING = ROOT / "tests/requirements.py"


def uses(tree: ast.Module, wanted: set[str]) -> Iterator[int]:
    names = {local: full for _, local, full in imported(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and dotted(node, names) in wanted:
            yield node.lineno


def sleeps(tree: ast.Module) -> Iterator[int]:
    """Waits of any length: `asyncio.sleep(0)` lets others run and waits for nothing."""
    names = {local: full for _, local, full in imported(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func, names) in SLEEPING:
            length = node.args[0] if node.args else None
            if not (isinstance(length, ast.Constant) and length.value == 0):
                yield node.lineno


def test_a_test_skips_only_by_saying_what_it_needs() -> None:
    found = [
        place(path, line)
        for path in python_files("tests", naming="skip|xfail")
        if path != ASKING
        for line in uses(tree_of(path), SKIPPING)
    ]
    assert found == []


def test_no_test_waits_by_the_clock() -> None:
    tests = [path for path in python_files("tests", naming="sleep") if path.name.startswith(("test_", "conftest"))]
    assert [place(path, line) for path in tests for line in sleeps(tree_of(path))] == []


def test_nothing_is_mocked() -> None:
    found = [
        place(path, line)
        for path in python_files("tests", naming="mock")
        for line, _, full in imported(tree_of(path))
        if full.startswith(("unittest.mock", "mock.", "pytest_mock"))
    ]
    assert found == []


def test_what_several_test_files_use_is_in_none_of_them() -> None:
    found = [
        place(path, line)
        for path in python_files("tests", naming=r"import.*\btest_|from.*\.test_|import \(")
        for line, _, full in imported(tree_of(path))
        if full.startswith("tests.") and any(part.startswith("test_") for part in full.split("."))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import asyncio\nasyncio.sleep(0.1)", 1),
        ("from time import sleep\nsleep(seconds)", 1),
        ("import asyncio\nasyncio.sleep(0)", 0),
        ("import world\nworld.sleep(3)", 0),
    ],
)
def test_a_sleep_is_found_under_whatever_name_it_is_imported(code: str, found: int) -> None:
    assert len(list(sleeps(ast.parse(code)))) == found
