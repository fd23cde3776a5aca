import pytest

from models.checks.duties import DEFAULT, FaultyDuties, Owner, as_text, kinds_owed, parse
from models.grids.tables import Level

KINDS = ("unit", "key_unit", "school_block", "shop", "rental", "hydrant")


def test_the_default_can_be_read_and_is_written_as_it_is_read() -> None:
    duties = parse(DEFAULT, KINDS)
    assert parse(as_text(duties), KINDS) == duties
    assert as_text(duties) == DEFAULT


def test_a_level_is_owed_rounds_and_a_kind_is_owed_checks() -> None:
    rounds, checks = parse("member  grid  weekly\nmember  shop rental  2 tue", KINDS)
    assert (rounds.level, rounds.kinds) == (Level.GRID, ())
    assert (checks.level, checks.kinds, checks.cycle and checks.cycle.text) == (None, ("shop", "rental"), "2 tue")


def test_places_are_all_kinds_that_the_same_people_owe_no_other_way() -> None:
    duties = parse("responsible  unit  daily\nmember  places  cycle\nmember  rental  monthly", KINDS)
    owed = {duty.owner: list(kinds_owed(duty, duties, KINDS)) for duty in duties if "places" in duty.kinds}
    assert owed == {Owner.MEMBER: ["unit", "key_unit", "school_block", "shop", "hydrant"]}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("member grid weekly", "columns"),
        ("somebody  grid  weekly", "owner"),
        ("member  castle  weekly", "what"),
        ("member  shop  hourly", "cycle"),
        ("member  grid  cycle", "cycle"),
        ("member  places  monthly", "twice"),
    ],
)
def test_every_row_that_is_wrong_is_named(row: str, code: str) -> None:
    with pytest.raises(FaultyDuties) as faulty:
        parse(f"# mine\nmember  places  cycle\n{row}\nnobody  x  y", KINDS)
    assert [(problem.row, problem.code) for problem in faulty.value.problems] == [(3, code), (4, "owner")]


def test_remarks_and_empty_lines_say_nothing() -> None:
    assert parse("\ufeff# nothing\n\n   # owed\n", KINDS) == ()
