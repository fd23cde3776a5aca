from pathlib import Path

import pytest

from handlers.checks.labels import ITEMS
from models.checks.checklist_items import FILE, BadChecklists, built_in, chosen_checklists, read_checklists
from models.hazards import kinds as hazard_kinds
from models.hazards.workflow import Severity
from models.places.kinds import built_in as place_kinds

ITEM = '[[item]]\nitem = "gas"\nreport = "用气隐患"\n'
USUAL = '[[checklist]]\nitems = ["gas"]\n'
EVERY = {each.item: each for asked in (built_in().usual, *built_in().by_kind.values()) for each in asked}


def test_every_item_has_its_words_and_every_checklist_is_of_a_kind_there_is() -> None:
    assert set(EVERY) == set(ITEMS)
    assert set(built_in().by_kind) <= {each.kind for each in place_kinds().every}
    assert [each.item for each in built_in().of("unit")] == [each.item for each in built_in().usual]
    assert len(built_in().usual) == 7


@pytest.mark.parametrize("item", EVERY.values(), ids=EVERY)
def test_a_problem_is_reported_in_words_that_make_a_hazard_of_a_known_kind(item: object) -> None:
    kind, severity = hazard_kinds.built_in().suggest(item.report)  # type: ignore[attr-defined]
    assert kind.category != hazard_kinds.OTHER
    assert not kind.matter
    assert severity is not Severity.URGENT


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("item", "checklists.toml"),
        (USUAL, "no [[item]]"),
        (ITEM, "no [[checklist]]"),
        (ITEM + ITEM + USUAL, "gas is there twice"),
        (ITEM.replace("gas", "用气") + USUAL, "up to 24 of a-z"),
        (ITEM.replace("用气隐患", " ") + USUAL, "report must be"),
        (ITEM + '[[checklist]]\nitems = ["oil"]\n', "no item oil"),
        (ITEM + "[[checklist]]\nitems = []\n", "items must be 1 to"),
        (ITEM + '[[checklist]]\nkinds = "shop"\nitems = ["gas"]\n', "kinds must be a list"),
        (ITEM + '[[checklist]]\nkinds = ["shop"]\nitems = ["gas"]\n', "without kinds"),
        (ITEM + USUAL + USUAL, "another one for all other kinds"),
    ],
)
def test_what_is_wrong_of_a_file_is_said(text: str, says: str) -> None:
    with pytest.raises(BadChecklists) as bad:
        read_checklists(text, FILE)
    assert says in str(bad.value)


def test_a_file_of_the_deployment_takes_the_place_of_ours(tmp_path: Path) -> None:
    assert chosen_checklists(tmp_path) == built_in()
    (tmp_path / FILE).write_text(ITEM + USUAL, "utf-8")
    assert [each.item for each in chosen_checklists(tmp_path).of("shop")] == ["gas"]
