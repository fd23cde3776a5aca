import pytest

from sandbox.state.limits import Limits

BOT, GROUP, PERSON = 7, -100, 42


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(clock: Clock) -> Limits:
    limits = Limits(clock)
    limits.enabled = True
    return limits


def accepted(limits: Limits, clock: Clock, *, group: bool, every: float, count: int) -> int:
    """How many of `count` sends to one chat, one after `every` seconds, are let through."""
    let_through = 0
    for _ in range(count):
        let_through += limits.take(BOT, GROUP if group else PERSON, group) is None
        clock.now += every
    return let_through


def test_limits_are_off_until_they_are_switched_on(clock: Clock) -> None:
    limits = Limits(clock)
    assert {limits.take(BOT, PERSON, False) for _ in range(1000)} == {None}
    assert limits.chats_remembered == 0


def test_the_defaults_are_the_published_limits() -> None:
    limits = Limits()
    assert (limits.per_second, limits.per_chat_second, limits.per_group_minute) == (30, 1, 20)


def test_a_short_burst_to_one_chat_passes_and_the_next_is_told_to_wait(limits: Limits) -> None:
    assert [limits.take(BOT, PERSON, False) for _ in range(4)] == [None, None, None, 1]


def test_the_published_pace_to_a_person_is_never_refused(limits: Limits, clock: Clock) -> None:
    assert accepted(limits, clock, group=False, every=1.0, count=300) == 300


def test_more_than_the_published_pace_to_a_person_is_refused_in_the_long_run(limits: Limits, clock: Clock) -> None:
    assert accepted(limits, clock, group=False, every=0.5, count=240) == 120


def test_the_published_pace_to_a_group_is_never_refused(limits: Limits, clock: Clock) -> None:
    assert accepted(limits, clock, group=True, every=3.0, count=100) == 100


def test_a_group_hears_no_more_than_twenty_in_any_minute(limits: Limits, clock: Clock) -> None:
    assert accepted(limits, clock, group=True, every=1.0, count=60) == 20
    assert limits.take(BOT, GROUP, True) is None


def test_the_wait_is_exact_in_whole_seconds(limits: Limits, clock: Clock) -> None:
    accepted(limits, clock, group=True, every=1.0, count=20)
    assert limits.take(BOT, GROUP, True) == 40
    clock.now += 39.5
    assert limits.take(BOT, GROUP, True) == 1
    clock.now += 0.5
    assert limits.take(BOT, GROUP, True) is None


def test_waiting_as_long_as_told_is_enough(limits: Limits, clock: Clock) -> None:
    for _ in range(200):
        wait = limits.take(BOT, GROUP, True)
        if wait is not None:
            clock.now += wait
            assert limits.take(BOT, GROUP, True) is None


def test_a_bot_sends_thirty_in_any_second_to_all_chats_together(limits: Limits, clock: Clock) -> None:
    assert [limits.take(BOT, chat, True) for chat in range(31)] == [None] * 30 + [1]
    clock.now += 0.999
    assert limits.take(BOT, 99, True) == 1
    clock.now += 0.001
    assert limits.take(BOT, 99, True) is None


def test_windows_slide_instead_of_starting_anew_each_second(limits: Limits, clock: Clock) -> None:
    clock.now = 1000.9
    assert all(limits.take(BOT, chat, True) is None for chat in range(30))
    clock.now = 1001.1
    assert limits.take(BOT, 99, True) == 1


def test_a_refused_call_is_not_counted(limits: Limits, clock: Clock) -> None:
    for _ in range(3):
        limits.take(BOT, PERSON, False)
    for _ in range(100):
        assert limits.take(BOT, PERSON, False) == 1
    clock.now += 1
    assert limits.take(BOT, PERSON, False) is None


def test_bots_and_chats_have_limits_of_their_own(limits: Limits) -> None:
    for _ in range(3):
        limits.take(BOT, PERSON, False)
    assert limits.take(BOT, PERSON, False) == 1
    assert limits.take(BOT, PERSON + 1, False) is None
    assert limits.take(BOT + 1, PERSON, False) is None


def test_each_item_of_an_album_counts(limits: Limits, clock: Clock) -> None:
    assert limits.take(BOT, GROUP, True, cost=10) is None
    assert limits.take(BOT, GROUP, True, cost=10) == 1
    clock.now += 1
    assert limits.take(BOT, GROUP, True, cost=10) is None
    clock.now += 1
    assert limits.take(BOT, GROUP, True) == 58


def test_an_album_larger_than_the_limit_passes_when_nothing_came_before(limits: Limits, clock: Clock) -> None:
    limits.per_second = 5
    assert limits.take(BOT, GROUP, True, cost=10) is None
    assert limits.take(BOT, GROUP + 1, True) == 1
    clock.now += 1
    assert limits.take(BOT, GROUP + 1, True) is None


def test_what_costs_nothing_always_passes(limits: Limits) -> None:
    assert [limits.take(BOT, PERSON, False, cost=0) for _ in range(100)] == [None] * 100
    assert [limits.take(BOT, PERSON, False) for _ in range(3)] == [None] * 3


def test_limits_can_be_changed_while_running(limits: Limits, clock: Clock) -> None:
    limits.burst, limits.per_group_minute = 1, 2
    assert accepted(limits, clock, group=True, every=0.5, count=10) == 2
    limits.per_group_minute = 20
    assert limits.take(BOT, GROUP, True) is None
    limits.enabled = False
    assert limits.take(BOT, GROUP, True) is None


def test_chats_that_fell_silent_are_forgotten(limits: Limits, clock: Clock) -> None:
    for chat in range(10_000):
        limits.take(BOT, chat, True)
        clock.now += 0.1
    assert limits.chats_remembered <= 601
    clock.now += 60
    limits.take(BOT, GROUP, True)
    assert limits.chats_remembered == 1


def test_a_chat_that_keeps_talking_is_remembered(limits: Limits, clock: Clock) -> None:
    limits.per_group_minute = 2
    limits.take(BOT, GROUP, True)
    limits.take(BOT, PERSON, False)
    clock.now += 30
    limits.take(BOT, GROUP, True)
    clock.now += 31
    assert limits.take(BOT, GROUP, True) is None
    assert limits.take(BOT, GROUP, True) == 29
    assert limits.chats_remembered == 1
