"""Time on duty: as tables, and what must hold of any signs."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.patrols.duty_time import LONGEST_PAUSE, Presence, time_between, time_by_day
from tests.models.patrols.duty_oracle import counted

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
START = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)


def at(clock: str, day: date = MONDAY) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


def round_of(*clocks: str, tracked: tuple[tuple[str, str], ...] = ()) -> Presence:
    return Presence(tuple(map(at, clocks)), tuple((at(begin), at(end)) for begin, end in tracked))


CASES = (
    ((), 0),
    ((round_of("9:00"),), 0),
    ((round_of("9:00", "9:20", "9:45"),), 45),
    ((round_of("9:00", "11:00"),), 30),  # a longer pause
    ((round_of("9:00", "9:30", "10:00", "10:30", "11:00"),), 120),
    ((round_of("11:00", "9:00", "9:30"),), 60),  # in any order
    ((round_of("9:00", "11:00", tracked=(("9:10", "10:50"),)),), 120),
    ((round_of("9:00", "9:20"), round_of("9:10", "9:30")), 30),  # two rounds at once
    ((round_of("9:00", "9:20"), round_of("9:00", "9:20")), 20),
    ((round_of("9:00", "9:20"), round_of("14:00", "14:25")), 45),
)


@pytest.mark.parametrize(("presences", "minutes"), CASES)
def test_minutes_of_a_day(presences: tuple[Presence, ...], minutes: int) -> None:
    assert time_by_day(presences, SHANGHAI) == ({MONDAY: timedelta(minutes=minutes)} if minutes else {})


def test_local_midnight_splits_a_round() -> None:
    over = Presence((at("23:40"), at("0:05", TUESDAY), at("0:20", TUESDAY)))
    assert time_by_day([over], SHANGHAI) == {MONDAY: timedelta(minutes=20), TUESDAY: timedelta(minutes=20)}


@pytest.mark.parametrize(
    ("begin", "end", "minutes"),
    [("9:00", "10:00", 35), ("9:10", "9:50", 15), ("9:20", "9:45", 0), ("12:00", "13:00", 0)],
)
def test_what_lies_between_two_times(begin: str, end: str, minutes: int) -> None:
    walks = (round_of("8:50", "9:20"), round_of("9:45", "10:10"))
    assert time_between(walks, at(begin), at(end)) == timedelta(minutes=minutes)


def test_an_hour_that_clocks_repeat_counts_twice() -> None:
    berlin, day = ZoneInfo("Europe/Berlin"), datetime(2026, 10, 24, 22, 0, tzinfo=UTC)
    whole = Presence((), ((day, day + timedelta(hours=25)),))
    assert time_by_day([whole], berlin) == {date(2026, 10, 25): timedelta(hours=25)}


moments = st.integers(0, 3 * 24 * 60).map(lambda minute: START + timedelta(minutes=minute))
spans = st.tuples(moments, st.integers(0, 300)).map(lambda each: (each[0], each[0] + timedelta(minutes=each[1])))
presences = st.builds(Presence, st.lists(moments, max_size=6).map(tuple), st.lists(spans, max_size=2).map(tuple))


@given(st.lists(presences, max_size=4))
def test_what_lies_within_a_day_is_that_day_s_time(given_: list[Presence]) -> None:
    within = time_between(given_, at("0:00"), at("0:00", TUESDAY))
    assert within == time_by_day(given_, SHANGHAI).get(MONDAY, timedelta())


@given(st.lists(presences, max_size=4))
def test_it_is_never_negative_double_or_more_than_there_was(given_: list[Presence]) -> None:
    days = time_by_day(given_, SHANGHAI)
    assert all(timedelta(0) < time <= timedelta(days=1) for time in days.values())
    assert time_by_day([*given_, *given_], SHANGHAI) == days
    signs = [sign for each in given_ for sign in (*each.signs, *(end for span in each.tracked for end in span))]
    total = sum(days.values(), timedelta(0))
    assert total <= (max(signs) - min(signs) if signs else timedelta(0))
    alone = sum((sum(time_by_day([each], SHANGHAI).values(), timedelta(0)) for each in given_), timedelta(0))
    assert total <= alone


@given(st.lists(moments, min_size=2, max_size=8))
def test_no_pause_counts_more_than_its_first_half_hour(signs: list[datetime]) -> None:
    total = sum(time_by_day([Presence(tuple(signs))], SHANGHAI).values(), timedelta(0))
    assert total <= LONGEST_PAUSE * (len(signs) - 1)


CLOCKS_CHANGE = (START, datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC))


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York"])
@given(st.lists(presences, max_size=3), st.sampled_from(CLOCKS_CHANGE))
@settings(max_examples=25)
def test_it_is_what_one_counts_minute_by_minute(zone: str, given_: list[Presence], begin: datetime) -> None:
    moved = [shifted(each, begin - START) for each in given_]
    assert time_by_day(moved, ZoneInfo(zone)) == counted(moved, ZoneInfo(zone), timedelta(minutes=1))


def shifted(given_: Presence, by: timedelta) -> Presence:
    return Presence(
        tuple(sign + by for sign in given_.signs), tuple((begin + by, end + by) for begin, end in given_.tracked)
    )
