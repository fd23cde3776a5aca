from datetime import datetime

import pytest

from models.errors import Refused
from models.roster.plan import Plan, Standing, plan
from models.roster.records import Roster
from tests.models.roster.rosters import line, roster, street


def stored(found: Roster, now: datetime, before: Plan | None = None) -> Plan:
    standing = before.after.values() if before else ()
    return plan(found, standing, now, take_over=False)


def by_code(found: Plan) -> dict[str, Standing]:
    return {grid.code: grid for grid in found.after.values()}


def test_new_grids_come_parents_first(now: datetime) -> None:
    found = stored(roster(line("G", parent="S"), line("S", "street")), now)
    assert [grid.code for grid in found.added] == ["S", "G"]
    assert found.changed == []


def test_a_root_below_a_grid_that_goes_becomes_a_root(now: datetime) -> None:
    first = stored(roster(line("A", "cell"), line("Q", "cell", "A"), line("X", "cell", "Q")), now)
    after = by_code(stored(roster(line("X", "cell"), line("A", "cell", "X")), now, first))
    assert after["X"].parent_id is None
    assert (after["A"].parent_id, after["Q"].retired_at) == (after["X"].id, now)
    assert after["Q"].path == after["A"].path + f"{after['Q'].id:019}/"


def test_a_living_grid_never_stands_under_a_retired_one(now: datetime) -> None:
    first = stored(street(line("U", "cell", "G1")), now)
    after = by_code(stored(roster(line("S", "street"), line("U", "cell", "S")), now, first))
    assert {code for code, grid in after.items() if not grid.retired_at} == {"S", "U"}
    assert after["U"].parent_id == after["S"].id


def test_a_day_of_retirement_stays_the_first_one(now: datetime) -> None:
    gone = stored(roster(line("S", "street")), now, stored(street(), now))
    later = stored(roster(line("S", "street")), now.replace(year=2027), gone)
    assert later.changed == []


def test_a_retired_branch_that_no_path_has_room_for_is_refused(now: datetime) -> None:
    branch = [line(f"R{n}", "cell", f"R{n - 1}" if n else "") for n in range(5)]
    first = stored(roster(*branch), now)
    alone = stored(roster(branch[0]), now, first)
    deep = [line(f"D{n}", "cell", f"D{n - 1}" if n else "") for n in range(5)]
    with pytest.raises(Refused, match=r"roster\.too_deep"):
        stored(roster(*deep, line("R0", "cell", "D4")), now, alone)
