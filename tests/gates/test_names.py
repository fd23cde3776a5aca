"""Names of files: a stranger guesses from each what is in it."""

import re
from collections import defaultdict
from pathlib import PurePath

from tests.gates.source import PACKAGES, ROOT, python_files

ENDING = re.compile(r"(ings?|ed|ers?|es|s|e)$")


def stem(name: str) -> str:
    """plan of plans and planning."""
    return re.sub(r"(.)\1$", r"\1", ENDING.sub("", name))


def differ_by_an_ending(files: list[PurePath]) -> list[list[str]]:
    alike: dict[PurePath, list[str]] = defaultdict(list)
    for file in files:
        alike[file.parent / stem(file.stem)].append(str(file))
    return [sorted(names) for names in alike.values() if len(names) > 1]


def test_endings_are_seen() -> None:
    names = ("a/plans.py", "a/planning.py", "b/plan.py", "a/find.py", "a/findings.py", "a/fire.py", "a/first.py")
    files = [PurePath(name) for name in names]
    assert differ_by_an_ending(files) == [["a/planning.py", "a/plans.py"], ["a/find.py", "a/findings.py"]]


def test_no_two_files_of_a_folder_differ_by_an_ending_only() -> None:
    files = [path.relative_to(ROOT) for path in python_files(*PACKAGES)]
    assert differ_by_an_ending(list(files)) == []
