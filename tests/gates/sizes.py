"""Files and functions over the limit are named; outside tests and migrations they end in exit 1.

LONGER are the files that were over it when it was set, with their sizes: they may only shrink, and leave the list.
"""

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.gates.source import PACKAGES, ROOT, place, python_files, tree_of

FILE_LIMIT, FUNCTION_LIMIT = 250, 40
LONGER = {
    "bot/delivery/deliver.py": 291,
    "sandbox/control/routes.py": 251,
    "sandbox/facts.py": 254,
}
SHORT_FUNCTION = 25
PARAMETER_MARK = 8


@dataclass(frozen=True)
class Function:
    path: Path
    line: int
    name: str
    lines: int
    parameters: int


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            given = node.args
            parameters = len(given.posonlyargs) + len(given.args) + len(given.kwonlyargs)
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(path, node.lineno, node.name, lines, parameters)


def line_count(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def excused(path: Path, root: Path) -> bool:
    parts = path.relative_to(root).parts
    return parts[0] == "tests" or "migrations" in parts


def verdict(path: Path, size: int, limit: int, root: Path) -> str:
    allowed = max(limit, LONGER.get(path.relative_to(root).as_posix(), 0)) if limit == FILE_LIMIT else limit
    return "  (excused)" if excused(path, root) or size <= allowed else f"  OVER {allowed}"


def report(paths: Iterable[Path], root: Path = ROOT) -> tuple[list[str], bool]:
    """Return the lines to print, and whether any limit is broken."""
    files = [(path, line_count(path)) for path in paths]
    known = [function for path, _ in files for function in functions(path)]
    lines = [
        f"{place(path, 1, root)}  {size} lines{verdict(path, size, FILE_LIMIT, root)}"
        for path, size in sorted(files, key=lambda file: -file[1])
        if size > FILE_LIMIT
    ]
    lines += [
        f"{place(each.path, each.line, root)}  {each.name}: {each.lines} lines"
        f"{verdict(each.path, each.lines, FUNCTION_LIMIT, root)}"
        for each in sorted(known, key=lambda function: -function.lines)
        if each.lines > FUNCTION_LIMIT
    ]
    lines += [
        f"{place(each.path, each.line, root)}  {each.name}: {each.parameters} parameters"
        for each in known
        if each.parameters > PARAMETER_MARK
    ]
    broken = any("  OVER " in line for line in lines)
    return [*lines, *summary(files, known, root)], broken


def summary(files: list[tuple[Path, int]], known: list[Function], root: Path) -> list[str]:
    ours = [each.lines for each in known if not excused(each.path, root)]
    if not ours:
        return ["no functions"]
    short = sum(lines < SHORT_FUNCTION for lines in ours) / len(ours)
    shipped = [size for path, size in files if not excused(path, root)]
    return [
        f"{len(shipped)} files, {sum(shipped)} lines; {len(ours)} functions, median {median(ours):g} lines, "
        f"{short:.0%} under {SHORT_FUNCTION}"
    ]


def main() -> int:
    lines, broken = report(python_files(*PACKAGES, "tests"))
    print("\n".join(lines))
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
