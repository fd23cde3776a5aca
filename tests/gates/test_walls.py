"""Walls that a layer contract cannot say."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gates.source import PACKAGES, ROOT, dotted, imported, place, project_files, python_files, tree_of

CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "sqlalchemy.func.now",
    "sqlalchemy.func.current_timestamp",
    "sqlmodel.func.now",
    "sqlmodel.func.current_timestamp",
}
IDS_RISE_WITH = (ROOT / "models/base.py", "time.time_ns")
WORDS_READ_IN = {ROOT / "handlers/evidence/extract.py", ROOT / "handlers/filters.py"}  # the latter: of an edit
BESIDE_US = ROOT / "tests/bench/sides/naive_pictures.py"
COSTLY = {
    "create_engine",
    "create_async_engine",
    "AsyncEngine",
    "AsyncSession",
    "async_sessionmaker",
    "Bot",
    "ExtBot",
    "Dispatcher",
    "Router",
    "AsyncIOScheduler",
    "ProcessPoolExecutor",
    "ThreadPoolExecutor",
    "ClientSession",
    "AsyncClient",
    "Settings",
}
MODELS_MAY_IMPORT = {"models", "sqlmodel", "sqlalchemy", "pydantic", *sys.stdlib_module_names}
SHEETS = {"roster", "cap", "spreadsheet.py", "phones.py", "personal_numbers.py"}
SHEETS_MAY_IMPORT = {"openpyxl", "phonenumbers", "defusedxml"}
BANNED_NAMES = re.compile(r"(?:^|[_/.])(?:utils?|helpers?|common|services?|loader)(?:[_/.]|$)")
OUTSIDE = re.compile(
    r"https?://[^/\s\"']*(?:pypi|pythonhosted|anaconda|npmjs|/simple)"
    r"|--(?:extra-)?index-url[ =]|--find-links[ =]"
    r"|(?<![\w.\-/}>$])/(?:home|root|Users|work)/\w"
)


def names_of(tree: ast.Module) -> dict[str, str]:
    return {local: full for _, local, full in imported(tree)}


def clock_readings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    names = names_of(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and (name := dotted(node, names)) in CLOCKS:
            yield node.lineno, name


def run_on_import(node: ast.AST) -> Iterator[ast.Call]:
    """Calls made while the module is read: not those inside a function, but its decorators and defaults."""
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        given = node.args
        inner: list[ast.AST | None] = [*node.decorator_list, *given.defaults, *given.kw_defaults]
    else:
        inner = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.Call):
        yield node
    for child in inner:
        if child is not None and not is_main_guard(child):
            yield from run_on_import(child)


def is_main_guard(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)


def last_name(function: ast.expr) -> str:
    return ast.unparse(function).rpartition(".")[2]


def foreign_imports(path: Path) -> Iterator[str]:
    parts = path.relative_to(ROOT).parts
    allowed = MODELS_MAY_IMPORT | (SHEETS_MAY_IMPORT if SHEETS & set(parts) else set())
    allowed |= {"borax", "chinese_calendar"} if "schedule" in parts else set()
    allowed |= {"alembic"} if {"migrations", "migrate.py"} & set(parts) else set()
    allowed |= {"aiosqlite"} if parts[-1] == "sqlite.py" else set()
    for line, _, full in imported(tree_of(path)):
        if full.split(".")[0] not in allowed:
            yield f"{place(path, line)}: {full}"


def test_what_a_message_says_is_read_in_one_place() -> None:
    """Not all that is said is a text or a caption."""
    read = [
        place(path, node.lineno)
        for path in python_files("handlers")
        if path not in WORDS_READ_IN and "aiogram.types.Message" in names_of(tree_of(path)).values()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr == "caption"
    ]
    assert read == []


def test_handlers_models_and_reports_are_told_the_time() -> None:
    read = [
        f"{place(path, line)}: {name}"
        for path in python_files("handlers", "models", "reports")
        for line, name in clock_readings(tree_of(path))
        if (path, name) != IDS_RISE_WITH
    ]
    assert read == []


@pytest.mark.parametrize(
    "code",
    [
        "import datetime as dt\nat = dt.datetime.now(dt.UTC)",
        "from datetime import datetime\nfield = Field(default_factory=datetime.utcnow)",
        "from time import time\nat = time()",
        "import sqlalchemy\nat = sqlalchemy.func.now()",
    ],
)
def test_a_clock_is_found_under_whatever_name_it_is_imported(code: str) -> None:
    assert list(clock_readings(ast.parse(code)))


def test_nothing_is_created_at_import() -> None:
    made = [
        f"{place(path, call.lineno)}: {last_name(call.func)}(…)"
        for path in python_files(*PACKAGES)
        for call in run_on_import(tree_of(path))
        if last_name(call.func) in COSTLY
    ]
    assert made == []


@pytest.mark.parametrize(
    ("code", "calls"),
    [
        ("engine = create_engine(url)", 1),
        ("class Wiring:\n    bot = Bot(token)", 1),
        ("def run(bot=Bot(token)): ...", 1),
        ("def run():\n    return Bot(token)", 0),
        ("make = lambda: Bot(token)", 0),
        ("if __name__ == '__main__':\n    main()", 0),
    ],
)
def test_a_call_counts_when_importing_makes_it(code: str, calls: int) -> None:
    assert len(list(run_on_import(ast.parse(code)))) == calls


def test_only_the_program_prints() -> None:
    printed = [
        place(path, node.lineno)
        for path in python_files(*PACKAGES, naming="print")
        if not path.relative_to(ROOT).as_posix().startswith(("bot/cli/", "bot/__main__.py"))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printed == []


def test_nothing_imports_pyplot_but_what_is_measured_beside_us() -> None:
    found = [
        place(path, line)
        for path in python_files(*PACKAGES, "tests", naming="pyplot|pylab")
        if path != BESIDE_US
        for line, _, full in imported(tree_of(path))
        if full.startswith(("matplotlib.pyplot", "pylab"))
    ]
    assert found == []


def test_models_import_only_what_the_ground_floor_may() -> None:
    assert [found for path in python_files("models") for found in foreign_imports(path)] == []


def test_imports_name_their_package_in_full() -> None:
    relative = [
        place(path, node.lineno)
        for path in python_files(*PACKAGES, "tests", naming=r"from\s*\.")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_package_markers_are_empty() -> None:
    markers = [path for path in python_files(*PACKAGES, "tests") if path.name == "__init__.py"]
    assert [place(path, 1) for path in markers if path.stat().st_size] == []


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in python_files(*PACKAGES, "tests")}
    assert sorted(place(each, 1) for each in folders if not (each / "__init__.py").exists()) == []


def test_no_file_is_called_after_nothing() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in python_files(*PACKAGES, "tests")]
    assert [name for name in names if BANNED_NAMES.search(name)] == []


def test_no_file_names_a_package_host_or_a_place_on_somebodys_disk() -> None:
    told = []
    for path in project_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        if "\0" not in text:
            told += [place(path, text.count("\n", 0, hit.start()) + 1) for hit in OUTSIDE.finditer(text)]
    assert told == []


def test_no_group_of_a_pattern_is_possessive() -> None:
    """Before Python 3.11.5 one that does not match may take a character all the same."""
    group = re.compile(r"\)(?:[?*+]|\{\d*,?\d*\})\+")
    found = [
        place(path, node.lineno)
        for path in python_files(*PACKAGES)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and group.search(node.value)
    ]
    assert found == []
