"""What a package keeps to itself changes without notice: who uses such a name bounds its version from above."""

import ast
import sys
from collections.abc import Collection, Iterator
from functools import cache

import pytest

from tests.gates.source import PACKAGES, declared, imported, place, python_files, tree_of

USES_PRIVATE_NAMES = {  # module: the package whose names they are
    "bot/updates/routers.py": "aiogram",
    "bot/updates/telegram_session.py": "aiogram",
    "models/base.py": "sqlmodel",
    "models/db/sqlite.py": "aiosqlite",
    "models/migrations/env.py": "sqlalchemy",
}
OURS = {*PACKAGES, *sys.stdlib_module_names}
DOCUMENTED = {"_exit", "_fields", "_replace", "_asdict", "_make"}  # public, by the standard library's documentation


def private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in DOCUMENTED


def defined(tree: ast.Module) -> Iterator[str]:
    """Names of functions and classes, and of everything that is assigned."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


@cache
def own_names() -> frozenset[str]:
    return frozenset(name for path in python_files(*PACKAGES) for name in defined(tree_of(path)))


def private_names(tree: ast.Module, own: Collection[str]) -> Iterator[tuple[int, str]]:
    """Imported ones; those read from another object; those of `self` that nobody here has defined."""
    for line, _, full in imported(tree):
        first, *rest = full.split(".")
        if first not in OURS and any(private(part) for part in rest):
            yield line, full
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and private(node.attr):
            of_self = isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}
            if not of_self or node.attr not in own:
                yield node.lineno, ast.unparse(node)


def test_every_use_of_a_private_name_is_known() -> None:
    found = {
        path: [f"{place(path, line)}: {name}" for line, name in private_names(tree_of(path), own_names())]
        for path in python_files(*PACKAGES)
    }
    users = {place(path, 0).partition(":")[0]: lines for path, lines in found.items() if lines}
    assert [line for name, lines in users.items() if name not in USES_PRIVATE_NAMES for line in lines] == []
    assert USES_PRIVATE_NAMES.keys() - users.keys() == set(), "needs no exception any more"


@pytest.mark.parametrize("package", sorted(set(USES_PRIVATE_NAMES.values())))
def test_a_package_whose_private_names_are_used_is_bounded_from_above(package: str) -> None:
    [needed] = [each for each in declared() if each.name == package]
    assert {"<", "<=", "==", "~="} & {each.operator for each in needed.specifier}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("from sqlmodel._compat import finish_init", 1),
        ("import aiogram.client._session", 1),
        ("from models._hidden import x", 0),
        ("connection._conn.cursor()", 1),
        ("super()._execute()", 1),
        ("self._inherited", 1),
        ("self._own", 0),
        ("self.inner._own", 1),
        ("os._exit(0)", 0),
        ("module.__file__", 0),
    ],
)
def test_a_private_name_is_found_in_whatever_way_it_is_reached(code: str, found: int) -> None:
    assert len(list(private_names(ast.parse(code), {"_own"}))) == found
