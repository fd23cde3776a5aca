from collections.abc import Sequence

import pytest

from models.digests.figures import UnitFigures
from models.digests.findings import Finding, FindingKind, Measure, findings, standings, unusual
from models.figures.checks import Checks
from models.figures.hazards import Progress, Reported
from models.figures.notices import Confirmation
from models.statistics.early_warning import Alarm
from models.statistics.tallies import SeriesKey

CALM = [30, 28, 31, 29, 30, 32, 29, 30]
ALARM = Alarm(SeriesKey(3, "gas"), 1, 7, 0, 0, 3, 52, 1e-4)


def unit(hazards: int = 0, opened: int = 0, overdue: int = 0) -> UnitFigures:
    return UnitFigures(reported=Reported(hazards=hazards), progress=Progress(open=opened, overdue=overdue))


@pytest.mark.parametrize(
    ("total", "before", "said"),
    [
        (unit(), [], FindingKind.NOTHING),
        (unit(), [4], FindingKind.NOTHING),
        (unit(opened=2), [4], FindingKind.PLAIN),
        (unit(5), [4], FindingKind.ALL_CLOSED),
        (unit(5, opened=1), [4], FindingKind.PLAIN),
        (unit(12, opened=1), CALM, FindingKind.FEWER),
        (unit(60, opened=1), CALM, FindingKind.MORE),
        (unit(38, opened=1), CALM, FindingKind.PLAIN),
        (unit(9, opened=1), [9, 2], FindingKind.PLAIN),
        (unit(60, opened=1), [9], FindingKind.PLAIN),
    ],
)
def test_what_is_said_first(total: UnitFigures, before: Sequence[int], said: FindingKind) -> None:
    assert findings(total, {}, before, [])[0].kind is said


def test_a_change_is_said_in_percent_of_the_period_before() -> None:
    assert findings(unit(15, opened=1), {}, CALM, [])[0] == Finding(FindingKind.FEWER, 15, percent=50)


def test_no_percent_is_said_of_a_base_under_ten() -> None:
    assert {each.percent for each in findings(unit(60, opened=1), {}, [2] * 8, [])} == {0}


def test_counts_that_always_vary_are_not_unusual_when_they_do() -> None:
    assert unusual(60, CALM)
    assert not unusual(60, [10, 60, 15, 70, 20, 55, 12, 30])


def test_the_part_with_most_overdue_is_named() -> None:
    parts = {1: unit(3, 2, 1), 2: unit(9, 4, 3), 3: unit(1)}
    assert findings(unit(13, 6, 4), parts, [], [])[1] == Finding(FindingKind.OVERDUE, 3, part=2)


def test_a_unit_without_parts_names_its_own_overdue() -> None:
    assert findings(unit(3, 2, 1), {}, [], [])[1] == Finding(FindingKind.OVERDUE, 1)


def test_an_alarm_comes_first_and_two_things_are_said_at_most() -> None:
    found = findings(unit(13, 6, 4), {2: unit(9, 4, 3)}, [], [ALARM, ALARM])
    assert [each.kind for each in found] == [FindingKind.ALARM, FindingKind.PLAIN]


def checked(done: int, due: int) -> UnitFigures:
    return UnitFigures(checks=Checks(due=due, missed=due - done))


def test_of_alike_parts_nobody_is_praised_or_behind() -> None:
    found = standings({part: checked(34 + part % 3, 40) for part in range(13)})
    assert (found.praised, found.behind) == ([], [])


def test_who_is_far_off_is_named_with_the_numbers() -> None:
    parts = {part: checked(34 + part % 3, 40) for part in range(12)} | {99: checked(8, 40)}
    [named] = standings(parts).behind
    assert (named.part, named.measure, named.done, named.of) == (99, Measure.CHECKS, 8, 40)


def test_who_has_few_duties_is_never_named() -> None:
    parts = {part: checked(34 + part % 3, 40) for part in range(12)} | {99: checked(0, 4)}
    assert standings(parts).behind == []


def test_who_is_behind_in_one_thing_is_not_praised_for_another() -> None:
    parts = {
        part: UnitFigures(checks=Checks(due=40, missed=20 + part % 3), warnings=Confirmation(40, 36 + part % 3))
        for part in range(12)
    }
    parts[99] = UnitFigures(checks=Checks(due=40, missed=0), warnings=Confirmation(40, 5))
    found = standings(parts)
    assert ([each.part for each in found.praised], [each.part for each in found.behind]) == ([], [99])


def test_nobody_is_named_where_nothing_was_due() -> None:
    assert standings({1: UnitFigures(), 2: UnitFigures()}).behind == []
