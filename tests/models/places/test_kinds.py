from pathlib import Path

import pytest

from models.places.kinds import BadPlaceKinds, Cycle, built_in, chosen_place_kinds, read_place_kinds

BOAT = '[[kind]]\nkind = "boat"\nname = "渔船"\nwords = ["渔船"]\n'


def test_a_deployment_may_have_kinds_of_its_own(tmp_path: Path) -> None:
    assert chosen_place_kinds(tmp_path) is built_in()
    (tmp_path / "place_kinds.toml").write_text(f'{BOAT}cycle = "monthly"\nwater = true\n', "utf-8")
    kinds = chosen_place_kinds(tmp_path)
    boat = kinds.named(" 渔船 ")
    assert boat is not None
    assert (boat.kind, boat.cycle, kinds.water(), kinds.standard) == ("boat", Cycle.MONTHLY, ("boat",), ())
    assert kinds.kind("shop").kind == "shop"  # of a place that was entered before


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", r"there is no \[\[kind\]\]"),
        ("[[kind", "kinds: "),
        ('[[kind]]\nname = "渔船"\n', "kind 1: the kind must be up to 24"),
        (f"{BOAT}{BOAT}", "boat is there twice"),
        (f'{BOAT}cycle = "often"\n', "the cycle must be one of daily"),
        (f'{BOAT}colour = "red"\n', "colour is unknown"),
        (f'{BOAT}[[standard]]\nitem = "hose"\ncount = 0\n', "the count must be a number from 1"),
        ('[[kind]]\nkind = "boat"\nwords = "渔船"\n', "words must be a list"),
    ],
)
def test_what_is_wrong_with_the_file_is_named(text: str, fault: str) -> None:
    with pytest.raises(BadPlaceKinds, match=fault):
        read_place_kinds(text, "kinds")
