from datetime import UTC, datetime, timedelta

import pytest

from bot.timekeeper import HostClock

NEWEST = datetime(2026, 11, 16, 1, tzinfo=UTC)
FACTORY, BATTERY = datetime(2020, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Machine:
    """A clock that can be set, beside one that only goes on."""

    def __init__(self, says: datetime) -> None:
        self.says, self.passed = says, 100.0

    def goes_on(self, by: timedelta) -> None:
        self.says += by
        self.passed += by.total_seconds()

    def host(self) -> HostClock:
        return HostClock(lambda: self.says, lambda: self.passed)


@pytest.mark.parametrize("says", [BATTERY, FACTORY])
def test_after_a_dead_battery_time_goes_on_from_the_newest_row_until_the_clock_is_set(says: datetime) -> None:
    machine = Machine(says)
    host = machine.host()
    host.go_on_from(NEWEST)
    assert host.now() == NEWEST
    machine.goes_on(MINUTE)
    assert host.now() == NEWEST + MINUTE
    machine.says = NEWEST + timedelta(days=3)
    assert host.now() == NEWEST + timedelta(days=3)


@pytest.mark.parametrize("says", [NEWEST - timedelta(days=300), NEWEST - MINUTE, NEWEST, NEWEST + timedelta(days=9)])
def test_a_clock_that_may_be_right_is_believed(says: datetime) -> None:
    host = Machine(says).host()
    host.go_on_from(NEWEST)
    assert host.now() == says


def test_before_anything_is_known_of_rows_the_machine_is_asked() -> None:
    assert Machine(BATTERY).host().now() == BATTERY
