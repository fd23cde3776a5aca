import ast

import pytest

from tests.gates.source import ROOT
from tests.gates.words.messages import Message, Unreadable, feature_of, messages_of

PLACE = ROOT / "handlers/hazards/card/view.py"


def said(code: str) -> list[tuple[str, str | None] | None]:
    found = messages_of(PLACE, ast.parse(code))
    return [(each.msgid, each.plural) if isinstance(each, Message) else None for each in found]


@pytest.mark.parametrize(
    ("code", "messages"),
    [
        ('t("Closed")', [("Closed", None)]),
        ('self.t("Due {at}", at=at)', [("Due {at}", None)]),
        ('t.plain("Accepted")', [("Accepted", None)]),
        ('self.t.plain("Accepted")', [("Accepted", None)]),
        ('t.n("{n} hazard", "{n} hazards", n)', [("{n} hazard", "{n} hazards")]),
        ('LABEL = N_("Accept")', [("Accept", None)]),
        ('t("One "\n  "two")', [("One two", None)]),
        ('t("Yes" if taken else "No")', [("Yes", None), ("No", None)]),
        ('t("Grid", name=t("Cell"))', [("Grid", None), ("Cell", None)]),
        ("t(LABELS[status])", []),
        ("t(label)", []),
        ('at("Closed")', []),
        ('stats.n("one", "many")', []),
    ],
)
def test_a_message_is_found_in_each_way_of_saying_it(code: str, messages: list[tuple[str, str | None]]) -> None:
    assert said(code) == messages


@pytest.mark.parametrize("code", ['t(f"Due {at}")', 't("Due " + at)', "t(3)", "t.n(one, many, n)"])
def test_text_put_together_on_the_spot_cannot_be_translated(code: str) -> None:
    assert [type(each) for each in messages_of(PLACE, ast.parse(code))] == [Unreadable]


def test_a_message_knows_the_line_that_says_it() -> None:
    assert [each.line for each in messages_of(PLACE, ast.parse('\n\nt("Closed")'))] == [3]


@pytest.mark.parametrize(
    ("path", "feature"),
    [
        ("handlers/hazards/card/view.py", "hazards"),
        ("handlers/patrols.py", "patrols"),
        ("handlers/filters.py", "core"),
        ("reports/stats.py", "reports"),
        ("bot/errors.py", "core"),
        ("bot/delivery/render.py", "core"),
    ],
)
def test_a_message_belongs_to_the_feature_whose_folder_says_it(path: str, feature: str) -> None:
    assert feature_of(ROOT / path) == feature
