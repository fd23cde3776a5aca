"""The project's own files, as the gates read them."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("bot", "handlers", "reports", "models", "locales", "sandbox")
BUILT = {".git", ".venv", "data", "build", "dist"}


def python_files(*folders: str, naming: str = "") -> list[Path]:
    """All of them, or those with a match of the pattern `naming`: to read the tree of each takes seconds."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return [path for path in paths if re.search(naming, path.read_text("utf-8"))] if naming else paths


def project_files() -> list[Path]:
    """Tracked files and those about to be; without git, all that was not built."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return sorted(path for path in ROOT.rglob("*") if path.is_file() and not built(path))
    paths = (ROOT / name for name in listed.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def built(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return parts[0] in BUILT or any(part == "__pycache__" or part.endswith("_cache") for part in parts)


@cache
def declared() -> list[Requirement]:
    """What pyproject.toml asks for, extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    return [Requirement(line) for line in [*project["dependencies"], *extras]]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def place(path: Path, line: int, root: Path = ROOT) -> str:
    return f"{path.relative_to(root).as_posix()}:{line}"


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imported(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Line, local name and full dotted name of everything the module imports, wherever it does so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.split(".", maxsplit=1)[0]
                yield node.lineno, alias.asname or first, alias.name if alias.asname else first
                if not alias.asname and "." in alias.name:
                    yield node.lineno, alias.name, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield node.lineno, alias.asname or alias.name, f"{node.module}.{alias.name}"


def dotted(node: ast.expr, names: dict[str, str]) -> str | None:
    """The full name an expression such as `dt.datetime.now` refers to, by the module's imports."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value, names)):
        return f"{owner}.{node.attr}"
    return None
