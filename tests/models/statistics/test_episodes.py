import pytest

from models.statistics.early_warning import Alarm, Knowledge, Verdict
from models.statistics.episodes import Course, Episode, episodes
from models.statistics.tallies import SeriesKey

GAS, WIRES = SeriesKey(1, "gas"), SeriesKey(2, "electricity")


def verdicts(weeks: int, alarms: dict[SeriesKey, list[int]]) -> list[Verdict]:
    def alarm(key: SeriesKey) -> Alarm:
        return Alarm(key, 1, 7, 0, 0, 3, 52, 1e-6)

    return [
        Verdict(Knowledge.FULL, [alarm(key) for key, at in alarms.items() if week in at], {}) for week in range(weeks)
    ]


def test_alarms_at_most_four_weeks_apart_are_one_episode() -> None:
    found = episodes(verdicts(30, {GAS: [10, 11, 15, 20], WIRES: [11]}))
    assert found == [Episode(GAS, 10, 15), Episode(WIRES, 11, 11), Episode(GAS, 20, 20)]


@pytest.mark.parametrize(
    ("week", "course"),
    [(10, Course.NEW), (11, Course.STILL), (12, None), (15, Course.STILL), (18, None), (19, Course.OVER), (20, None)],
)
def test_an_episode_is_told_once_then_as_going_on_then_as_over(week: int, course: Course | None) -> None:
    [found] = episodes(verdicts(week + 1, {GAS: [10, 11, 15]}))
    assert found.course(week) is course
