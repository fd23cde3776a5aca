from pathlib import Path

import pytest

from models.assessment.criteria import Criterion, Grade
from models.assessment.rules import FILE, BadRules, Item, built_in, built_in_text, chosen_rules, read_rules


def test_the_built_in_rules_are_100_points_with_lines_at_90_75_and_60() -> None:
    rules = built_in()
    assert (sum(rules.weights.values()), list(rules.weights)) == (100, list(Criterion))
    assert rules.lines == {Grade.EXCELLENT: 90, Grade.QUALIFIED: 75, Grade.BASIC: 60}
    assert rules.standard.keys() == set(Item)


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("patrol = 20 ", "patrol = -1 ", "[weights] patrol: is -1; it must be a whole number, 0 to 1000"),
        ("patrol = 20 ", "patrol = 2.5 ", "[weights] patrol: is 2.5; it must be a whole number"),
        ("patrol = 20 ", "patrol = true ", "[weights] patrol: is True; it must be a whole number"),
        ("patrol = 20 ", 'patrol = "二十" ', "[weights] patrol: is '二十'"),
        ("patrol = 20 ", "patrols = 20 ", "[weights] patrols: no such field; there are accepted, closed"),
        ("letters = 5 ", "", "[weights] letters: is missing"),
        ("qualified = 75", "qualified = 95", "[lines]: excellent must be above qualified"),
        ("basic = 60", "basic = 75", "[lines]: excellent must be above qualified"),
        ("excellent = 90", "excellent = 101", "[lines] excellent: is 101"),
        ("lent = 20", "lent = 0", "[shares] lent: is 0"),
        ("answer_days = 5", "answer_days = 0", "[objections] answer_days"),
        ("leader = 1 ", "leader = 2 ", "[standard] leader: is 2; it must be a whole number, 0 to 1"),
        ("[stars]", "[star]", "there is no [stars]"),
        ("[weights]", "weights = 3\n[points]", "there is no [weights]"),
        ("[shares]", "[more]\nx = 1\n[shares]", "[more]: no such table"),
        ("lent = 20", "lent = = 20", "line 2"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_table_and_field(old: str, new: str, complaint: str) -> None:
    assert old in built_in_text()
    with pytest.raises(BadRules) as refused:
        read_rules(built_in_text().replace(old, new, 1), "weights.toml")
    assert str(refused.value).startswith("weights.toml: ")
    assert complaint in str(refused.value)


def test_rules_without_any_weight_are_refused() -> None:
    text = "\n".join(
        line.replace(line.split("=")[1].split("#")[0].strip(), "0", 1) if line.split(" ")[0] in set(Criterion) else line
        for line in built_in_text().split("[lines]")[0].splitlines()
    )
    with pytest.raises(BadRules, match="one of them must be above 0"):
        read_rules(f"{text}\n[lines]{built_in_text().split('[lines]')[1]}", "weights.toml")


def test_a_street_s_own_file_takes_the_place_of_the_built_in_one(tmp_path: Path) -> None:
    assert chosen_rules(tmp_path) is built_in()
    (tmp_path / FILE).write_text(built_in_text().replace("patrol = 20 ", "patrol = 0 ", 1), "utf-8")
    assert chosen_rules(tmp_path).weights[Criterion.PATROL] == 0
    (tmp_path / FILE).write_text("[weights]", "utf-8")
    with pytest.raises(BadRules, match=f"{FILE}: .weights. accepted: is missing"):
        chosen_rules(tmp_path)
