from collections.abc import Mapping, Sequence

import pytest

from models.statistics.early_warning import LOOKS_BACK, Alarm, Knowledge, Verdict, Watch, watch
from models.statistics.tallies import Cell, SeriesKey, Tally, Week

COMMUNITIES, KINDS = list(range(1, 14)), [f"kind{n}" for n in range(13)]
CELL: Cell = (4, "kind2")
KEY = SeriesKey(*CELL)
USUAL = 60  # weeks


def tally(count: int, people: int | None = None) -> Tally:
    return Tally(count, people=frozenset(range(count if people is None else people)))


def usual_week(number: int) -> dict[Cell, Tally]:
    """Reports in every third cell, now here and now there."""
    cells = [(community, kind) for community in COMMUNITIES for kind in KINDS]
    return {cell: tally(1) for place, cell in enumerate(cells) if (place + number) % 3 == 0}


def weeks(many: int, then: Sequence[Mapping[Cell, Tally]] = ()) -> list[Week]:
    return [
        {**usual_week(number), **(then[number - many] if number >= many else {})} for number in range(many + len(then))
    ]


def newest(history: Sequence[Week]) -> Verdict:
    return list(watch(history, COMMUNITIES, KINDS))[-1]


def alarm_of(verdict: Verdict, key: SeriesKey = KEY) -> Alarm | None:
    return next((alarm for alarm in verdict.alarms if alarm.key == key), None)


def test_a_burst_is_pointed_out_with_its_numbers() -> None:
    found = alarm_of(newest(weeks(USUAL, [{CELL: Tally(7, 2, frozenset(range(7)))}])))
    assert found is not None
    assert (found.window, found.count, found.on_patrol, found.low, found.high, found.weeks) == (1, 7, 2, 0, 1, 52)
    assert found.p < 1e-4


def test_in_usual_weeks_nothing_is_pointed_out() -> None:
    assert [verdict.alarms for verdict in watch(weeks(USUAL), COMMUNITIES, KINDS) if verdict.alarms] == []


@pytest.mark.parametrize(
    ("before", "knowledge"),
    [
        (0, Knowledge.TOO_EARLY),
        (9, Knowledge.TOO_EARLY),
        (10, Knowledge.PROVISIONAL),
        (27, Knowledge.PROVISIONAL),
        (28, Knowledge.FULL),
    ],
)
def test_what_is_said_of_few_weeks_is_marked(before: int, knowledge: Knowledge) -> None:
    found = newest(weeks(before, [{CELL: tally(9)}]))
    assert found.knowledge is knowledge
    assert (alarm_of(found) is None) == (knowledge is Knowledge.TOO_EARLY)


@pytest.mark.parametrize(
    ("people", "places", "seen"), [(1, 1, False), (1, 0, False), (0, 0, False), (2, 1, True), (1, 2, True)]
)
def test_one_eager_reporter_is_no_rise(people: int, places: int, *, seen: bool) -> None:
    told = Tally(9, people=frozenset(range(people)), places=frozenset(range(places)))
    assert (alarm_of(newest(weeks(USUAL, [{CELL: told}]))) is not None) == seen


def test_two_reports_are_too_few_however_rare() -> None:
    never = [{**week} for week in weeks(USUAL, [{}])]
    for week in never:
        week.pop(CELL, None)
    assert alarm_of(newest([*never[:-1], {**never[-1], CELL: tally(2)}])) is None
    assert alarm_of(newest([*never[:-1], {**never[-1], CELL: tally(4)}])) is not None


def test_a_rise_over_four_weeks_is_seen_where_no_week_of_it_is() -> None:
    rise = [{CELL: tally(2)}, {CELL: tally(3)}, {CELL: tally(2)}, {CELL: tally(3)}]
    found = alarm_of(newest(weeks(USUAL, rise)))
    assert found is not None
    assert (found.window, found.count) == (4, 10)


def test_a_rise_that_goes_on_does_not_become_usual_at_once() -> None:
    verdicts = list(watch(weeks(USUAL, [{CELL: tally(7)}] * 12), COMMUNITIES, KINDS))
    assert all(alarm_of(verdict) for verdict in verdicts[USUAL:])


def test_a_kind_that_rises_everywhere_is_pointed_out_as_a_kind() -> None:
    week = {(community, "kind2"): tally(2) for community in COMMUNITIES}
    found = newest(weeks(USUAL, [week]))
    assert alarm_of(found, SeriesKey(None, "kind2")) is not None
    assert found.alarms[0].key == SeriesKey(None, "kind2")


def test_a_week_in_which_the_whole_street_reports_more_points_nobody_out() -> None:
    """A drive, or a new group: each series has twice its usual count, and so has the rest of the street."""
    busy = {cell: tally(2) for cell in usual_week(USUAL)}
    assert newest(weeks(USUAL, [busy])).alarms == []


def test_a_verdict_depends_on_no_later_week() -> None:
    history = weeks(USUAL, [{CELL: tally(7)}, {}, {CELL: tally(9)}, {}])
    all_of_them = list(watch(history, COMMUNITIES, KINDS))
    assert list(watch(history[:-2], COMMUNITIES, KINDS)) == all_of_them[:-2]


@pytest.mark.parametrize("history", [[], [{}] * 70, [{CELL: tally(1)}] * 70])
def test_empty_and_nearly_empty_streets_are_watched_without_alarms(history: list[Week]) -> None:
    assert [verdict for verdict in watch(history, COMMUNITIES, KINDS) if verdict.alarms] == []


def test_a_street_of_one_community_and_one_kind_is_watched() -> None:
    calm: list[Week] = [{(1, "gas"): tally(1)}] * USUAL
    verdicts = list(watch([*calm, {(1, "gas"): tally(12)}], [1], ["gas"]))
    assert {alarm.key for alarm in verdicts[-1].alarms} == {
        SeriesKey(1, "gas"),
        SeriesKey(1, None),
        SeriesKey(None, "gas"),
    }


def test_weeks_that_were_watched_before_need_no_more_than_their_limits() -> None:
    history = weeks(USUAL, [{CELL: tally(7)}, {CELL: tally(8)}, {}, {CELL: tally(9)}])
    verdicts = list(watch(history, COMMUNITIES, KINDS))
    again = Watch(COMMUNITIES, KINDS)
    for week, verdict in list(zip(history, verdicts, strict=True))[-1 - LOOKS_BACK : -1]:
        again.know(week, verdict.limits)
    assert again.take(history[-1]) == verdicts[-1]
    without_limits = Watch(COMMUNITIES, KINDS)
    for week in history[:-1]:
        without_limits.know(week, {})
    assert without_limits.take(history[-1]) != verdicts[-1]
