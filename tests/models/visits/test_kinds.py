from pathlib import Path

import pytest

from models.places.kinds import Cycle
from models.visits.kinds import BadHouseholdKinds, built_in, chosen_household_kinds, read_household_kinds

OWN = '[[kind]]\nkind = "boat"\nevery = "monthly"\nname = "渔民"\nwords = ["渔民户"]\n'


def test_the_built_in_kinds_are_the_six_to_be_visited_each_month_and_the_rest_each_year() -> None:
    kinds = built_in()
    assert [each.kind for each in kinds.every if each.every is Cycle.MONTHLY] == [
        *("hardship", "elderly", "disabled", "migrant", "unemployed", "key_help"),
    ]
    assert kinds.span("ordinary", key=False) is Cycle.YEARLY
    assert kinds.span("ordinary", key=True) is Cycle.QUARTERLY
    assert kinds.span("elderly", key=True) is Cycle.MONTHLY
    assert kinds.again == 14


def test_a_file_of_its_own_in_the_data_folder_counts(tmp_path: Path) -> None:
    assert chosen_household_kinds(tmp_path) is built_in()
    (tmp_path / "household_kinds.toml").write_text(f"again = 7\n{OWN}", "utf-8")
    kinds = chosen_household_kinds(tmp_path)
    found = kinds.named("渔民户")
    assert found is not None
    assert (found.kind, kinds.again, kinds.span("boat", key=True)) == ("boat", 7, Cycle.MONTHLY)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", r"there is no \[\[kind\]\]"),
        ("kind = [", "kinds.toml: "),
        ('[[kind]]\nkind = "老人"\nevery = "yearly"', "a-z 0-9 _"),
        ('[[kind]]\nkind = "a"', "every must be one of monthly, quarterly, yearly"),
        ('[[kind]]\nkind = "a"\nevery = "daily"', "every must be one of"),
        ('[[kind]]\nkind = "a"\nevery = "yearly"\ncolour = "red"', "colour is unknown"),
        ('[[kind]]\nkind = "a"\nevery = "yearly"\nwords = "b"', "words must be a list"),
        (OWN + OWN, "boat is there twice"),
        ("again = 0\n" + OWN, "from 1 to 90"),
        ('key = "often"\n' + OWN, "key: every must be one of"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(text: str, complaint: str) -> None:
    with pytest.raises(BadHouseholdKinds, match=complaint):
        read_household_kinds(text, "kinds.toml")
