import json
from datetime import timedelta
from typing import Any

import pytest

from models.escalation.policy import PolicyStep
from models.escalation.policy_text import Faulty, as_data, as_text, delay_text, from_data, parse
from models.escalation.tables import Aim, Lack
from models.grids.tables import Level
from models.hazards.alerting.ladder import LADDERS
from models.hazards.workflow import Severity

SOUND = """
told          members grid
not accepted  30m community      # who is asked first
not accepted  2h street
not done      1d above every 1d
idle          12h workers
not reviewed  4h above every 1d
hours         always
"""


def faults(text: str) -> list[tuple[int, str, dict[str, Any]]]:
    with pytest.raises(Faulty) as refused:
        parse(text)
    return [(problem.row, problem.code, problem.data) for problem in refused.value.problems]


@pytest.mark.parametrize("severity", list(Severity))
def test_a_ladder_is_written_and_read_again_as_text_and_as_data(severity: Severity) -> None:
    ladder = LADDERS[severity]
    assert parse(as_text(ladder)) == ladder
    assert from_data(json.loads(json.dumps(as_data(ladder)))) == ladder


def test_rows_may_carry_comments_and_stand_in_any_order() -> None:
    ladder = parse("\n".join(reversed(SOUND.splitlines())))
    assert ladder.told == (Level.GRID,)
    assert ladder.of(Lack.ACCEPTED) == (
        PolicyStep(Lack.ACCEPTED, Aim.COMMUNITY, timedelta(minutes=30)),
        PolicyStep(Lack.ACCEPTED, Aim.STREET, timedelta(hours=2)),
    )


def test_json_says_the_same() -> None:
    rows = {
        "told": "grid",
        "not_accepted": ["30m community", "2h street"],
        "not done": "1d above every 1d",
        "idle": "12h workers",
        "not reviewed": ["4h above every 1d"],
        "hours": "always",
    }
    assert parse(json.dumps(rows)) == parse(SOUND)


@pytest.mark.parametrize(
    ("was", "instead", "problem"),
    [
        ("told  ", "tell  ", (2, "row", "tell")),
        ("30m community", "soon community", (3, "delay", "soon")),
        ("30m community", "30 community", (3, "delay", "30")),
        ("30m community", "-5m community", (3, "delay", "-5m")),
        ("30m community", "0m community", (3, "delay_range", "0m")),
        ("30m community", "400d community", (3, "delay_range", "400d")),
        ("30m community", "30m mayor", (3, "aim", "mayor")),
        ("30m community", "30m workers", (3, "aim", "workers")),
        ("30m community", "30m community 1h", (3, "step", "30m community 1h")),
        ("30m community", "", (3, "step", "")),
        ("1d above every 1d", "1d members every 1d", (5, "aim", "members")),
        ("12h workers", "12h community", (6, "aim", "community")),
        ("always", "20:00-08:00", (8, "hours", "20:00-08:00")),
        ("always", "8-20", (8, "hours", "8-20")),
        ("always", "mornings", (8, "hours", "mornings")),
        ("members grid", "grid mayor", (2, "aim", "mayor")),
        ("1d above every 1d", "1d above", (0, "repeat", "not done")),
        ("4h above every 1d", "4h above", (0, "repeat", "not reviewed")),
        ("30m community", "3h community", (0, "falls", "not accepted")),
        ("idle          12h workers\n", "", (0, "missing", "idle")),
        ("hours         always", "hours always\nhours always", (0, "twice", "hours")),
    ],
)
def test_each_bad_value_is_named(was: str, instead: str, problem: tuple[int, str, str]) -> None:
    assert was in SOUND
    [(row, code, data)] = faults(SOUND.replace(was, instead, 1))
    assert (row, code, data.get("value", data.get("name"))) == problem


def test_all_that_is_wrong_is_named_at_once() -> None:
    bad = SOUND.replace("30m", "x").replace("street", "town").replace("always", "never")
    assert [(row, code) for row, code, _ in faults(bad)] == [(3, "delay"), (4, "aim"), (8, "hours")]


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty"), ("# nothing\n", "empty"), ("{broken", "json"), ('{"told": 3}', "json_row"), ("[1]", "row")],
)
def test_what_is_no_ladder_at_all_is_refused(text: str, code: str) -> None:
    assert faults(text)[0][1] == code


@pytest.mark.parametrize(("minutes", "text"), [(5, "5m"), (90, "90m"), (120, "2h"), (1440, "1d"), (84 * 60, "84h")])
def test_delays_are_written_in_the_largest_unit_that_fits(minutes: int, text: str) -> None:
    assert delay_text(timedelta(minutes=minutes)) == text
