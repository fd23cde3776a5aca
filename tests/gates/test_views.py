"""Where messages are worded there is no aiogram, and what people read stands in the catalogues.

Views are found by what they are, not by file name: a module of handlers that assigns `VIEWS`.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest

from tests.gates.source import ROOT, module_of, place, python_files, tree_of

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What people write to the bot or into a spreadsheet, and names that are the same in every language.
MAY_SPEAK_CHINESE = {
    "bot/cli/programs/doctor.py": "characters a font must have",
    "bot/demo/history/words.py": "what people of the demo reported and were told",
    "bot/demo/seed.py": "the group of the demo",
    "bot/demo/story.py": "people of the demo, and what they write",
    "handlers/hazards/filters.py": "the hashtag people write",
    "handlers/members/leave.py": "words that end a leave",
    "models/emergencies/keywords.py": "words people cry for help with",
    "models/text/personal_numbers.py": "words that a phone number follows",
    "models/text/phones.py": "punctuation and extensions in phone cells",
    "models/roster/columns.py": "headers of the roster",
    "models/roster/certificates.py": "marks between pieces, and days",
    "models/roster/row.py": "marks between people, and words for nobody",
    "models/spreadsheet/number_format.py": "signs of a date in a number format",
    "models/hazards/reporting/fire_words.py": "fire words",
    "models/hazards/reporting/beside_a_call.py": "words of a hazard, of what is wrong there, and of danger",
    "models/text/numerals.py": "numbers as people write them",
    "models/text/small_talk.py": "greetings, thanks and questions as people write them",
    "models/text/place_words.py": "places as people write them",
    "models/schedule/phrases/last_days.py": "dates as people write them",
    "models/schedule/phrases/clock.py": "times of day as people say them",
    "models/schedule/report_periods/words.py": "weeks, months and years as people write them",
    "models/schedule/deadlines.py": "dates as people write them",
    "models/departments/sheet.py": "headers of the departments' sheet",
    "models/places/kinds.py": "an example in an error about place_kinds.toml",
    "models/places/exchange/sheet.py": "headers and words of the sheet of places",
    "models/hazards/kinds.py": "an example in an error about kinds.toml",
    "models/hazards/supervision/tables.py": "the number of a listing, as printed",
    "models/hazards/rectification/tables.py": "the number of a notice, as printed",
    "models/hazards/reporting/completion.py": "words that say it is done already",
    "models/schedule/calendar/holiday_file.py": "words for working days in a calendar",
    "models/patrols/typed_words.py": "check-in, check-out and kinds of rounds as people write them",
    "models/notices/words/pasted.py": "how people name warnings and head their parts",
    "models/activities/reading.py": "whom an activity reached, as people write it",
    "models/notices/timing.py": "times as people write them",
    "models/publicity/occasion_words.py": "days of the year as people write them",
    "models/publicity/exchange/sheet.py": "headers and words of the sheet of texts",
    "models/quiz/setting_words.py": "days and hours as people write them",
    "models/work_log/spans.py": "days as people write them",
    "models/schedule/phrases/spans.py": "dates as people write them",
    "models/brigades/sheet.py": "headers and words of the list of brigades",
    "models/shifts/sheet.py": "headers of the duty roster, and how its hours are written",
    "models/shifts/exchange.py": "the next day, as a duty roster writes it",
    "handlers/shifts/roster.py": "words that ask for the duty roster",
    "handlers/fires/reading.py": "clock times and amounts, as people write them",
    "handlers/ledgers/reading.py": "two days with 至 between, as people write them",
    "models/visits/exchange/sheet.py": "headers and words of the sheet of households",
    "models/visits/exchange/export.py": "the mark over personal data, as printed",
    "handlers/notices/forms.py": "all, and commas, as people write them",
    "handlers/visits/command.py": "words that add a household, and names of files",
}


def spoken(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Chinese in literals, docstrings left out."""
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    literals = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in documented)
    for node in literals:
        if isinstance(node.value, str) and CHINESE.search(node.value):
            yield node.lineno, node.value


def views(path: Path) -> bool:
    """Whether the module assigns VIEWS at its top."""
    for node in tree_of(path).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(each, ast.Name) and each.id == "VIEWS" for each in targets):
            return True
    return False


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("handlers", "models", "locales", include_external_packages=True, cache_dir=None)


VIEW_MODULES = [module_of(path) for path in python_files("handlers", naming="VIEWS") if views(path)]


def test_the_views_are_found() -> None:
    assert len(VIEW_MODULES) >= 20


@pytest.mark.parametrize("module", VIEW_MODULES)
def test_a_view_does_not_know_aiogram_not_even_through_others(module: str) -> None:
    assert graph().find_shortest_chain(module, "aiogram") is None


def test_chinese_stands_in_the_catalogues_only() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): [f"{place(path, line)}: {text!r}" for line, text in spoken(tree_of(path))]
        for path in python_files("handlers", "bot", "models")
    }
    assert [line for name, lines in found.items() if name not in MAY_SPEAK_CHINESE for line in lines] == []
    assert [name for name in MAY_SPEAK_CHINESE if not found.get(name)] == [], "needs no exception any more"


@pytest.mark.parametrize(
    ("code", "lines"), [('a = "灭火"', 1), ('b = f"通知书{n}"', 1), ('"""灭火"""', 0), ('c = "fire"', 0)]
)
def test_chinese_is_found_in_literals_but_not_in_docstrings(code: str, lines: int) -> None:
    assert len(list(spoken(ast.parse(code)))) == lines
