import random
from heapq import heappop, heappush
from itertools import pairwise

import pytest

from bot.delivery.pace import MINUTE, SECOND, Pacer, Rates, Spread, Ticket, Window

GROUP, PERSON = -100, 7
ROUND_TRIP = 0.05


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def say(pacer: Pacer, clock: Clock, chat_id: int, took: float = 0.0) -> None:
    ticket = pacer.take(chat_id)
    pacer.sending(ticket)
    clock.now += took
    pacer.sent(ticket)


@pytest.mark.parametrize(
    ("rate", "sent", "cost", "kept", "wait"),
    [
        (2, [], 1, 0, 0.0),
        (2, [0.0], 1, 0, 0.0),
        (2, [0.0, 0.4], 1, 0, 0.5),  # the first leaves after a second; half of it is gone
        (2, [0.0, 0.4], 2, 0, 0.9),
        (2, [0.0], 1, 1, 0.5),
        (2, [0.0, 0.4], 10, 0, 0.9),  # larger than the window: when it is empty
        (2, [], 10, 0, 0.0),
        (0.5, [0.0], 1, 0, 1.5),
    ],
)
def test_a_window_says_how_long_to_wait(rate: float, sent: list[float], cost: int, kept: int, wait: float) -> None:
    window = Window(rate, SECOND)
    for at in sent:
        window.hold(1)
        window.release(1, at)
    assert window.wait(0.5, cost, kept) == pytest.approx(wait)


def test_what_is_in_flight_keeps_its_place_until_it_is_answered() -> None:
    window = Window(1, SECOND)
    window.hold(1)
    assert window.wait(99.0) == float("inf")
    window.release(1, 99.0)
    assert window.wait(99.0) == 1.0
    assert window.wait(100.0) == 0.0


def test_places_come_free_one_by_one() -> None:
    spread = Spread(10)
    taken, now = [], 50.0
    for _ in range(6):
        now += spread.wait(now)
        spread.take(now)
        taken.append(now)
    assert [round(later - earlier, 6) for earlier, later in pairwise(taken)] == [0, 0.101, 0.101, 0.101, 0.101]


def test_a_chat_rests_a_second_after_each_message(clock: Clock) -> None:
    pacer = Pacer(Rates(), clock)
    say(pacer, clock, GROUP)
    assert pacer.closed(urgent=True)[GROUP] == pytest.approx(1.003)
    clock.now += 1.004
    assert pacer.closed(urgent=True) == {}


def test_a_group_gets_twenty_a_minute_and_the_last_four_only_if_urgent(clock: Clock) -> None:
    pacer = Pacer(Rates(), clock)
    for _ in range(16):
        say(pacer, clock, GROUP)
        clock.now += 1.01
    assert pacer.closed(urgent=True) == {}
    assert GROUP in pacer.closed(urgent=False)
    for _ in range(4):
        say(pacer, clock, GROUP)
        clock.now += 1.01
    assert pacer.closed(urgent=True)[GROUP] == pytest.approx(60.003 - 20 * 1.01)


def test_a_person_may_get_a_message_every_second(clock: Clock) -> None:
    pacer = Pacer(Rates(), clock)
    for _ in range(50):
        say(pacer, clock, PERSON)
        clock.now += 1.01
    assert pacer.closed(urgent=False) == {}


def test_each_picture_of_an_album_counts(clock: Clock) -> None:
    pacer = Pacer(Rates(per_group_minute=4), clock)
    ticket = pacer.take(GROUP, 3)
    pacer.sending(ticket)
    pacer.sent(ticket)
    clock.now += 1.01
    assert pacer.chat_wait(GROUP) == 0.0
    assert pacer.chat_wait(GROUP, 2) == pytest.approx(60.003 - 1.01)


def test_an_album_larger_than_a_window_goes_when_the_window_is_empty(clock: Clock) -> None:
    pacer = Pacer(Rates(per_second=2), clock)
    assert pacer.wait(10) == 0.0
    say(pacer, clock, GROUP)
    assert pacer.wait(10) == pytest.approx(1.003)


def test_a_place_not_used_is_free_again(clock: Clock) -> None:
    pacer = Pacer(Rates(), clock)
    pacer.unused(pacer.take(GROUP))
    assert pacer.closed(urgent=False) == {}
    assert pacer.wait() == 0.0


def test_patience_asked_for_in_one_chat_holds_back_that_chat_alone(clock: Clock) -> None:
    pacer = Pacer(Rates(), clock)
    pacer.rest(GROUP, 5)
    assert pacer.closed(urgent=True) == {GROUP: 5.0}
    assert pacer.wait() == 0.0
    clock.now += 5
    assert pacer.closed(urgent=True) == {}


def test_while_telegram_is_out_of_reach_nobody_is_spoken_to(clock: Clock) -> None:
    pacer = Pacer(Rates(), clock)
    pacer.rest_all(3)
    assert (pacer.wait(), pacer.quiet) == (3.0, True)
    clock.now += 3
    assert (pacer.wait(), pacer.quiet) == (0.0, False)


def test_an_earlier_life_of_the_program_counts(clock: Clock) -> None:
    pacer = Pacer(Rates(per_second=2), clock)
    pacer.seed(GROUP, 0.4)
    pacer.seed(PERSON, 0.0)
    assert pacer.wait() == pytest.approx(0.6)
    assert pacer.closed(urgent=True) == {GROUP: pytest.approx(0.6), PERSON: pytest.approx(1.0)}


def test_chats_are_forgotten_once_their_minute_is_over(clock: Clock) -> None:
    pacer = Pacer(Rates(), clock)
    for chat_id in range(-5000, 0):
        say(pacer, clock, chat_id)
        clock.now += 0.034
        pacer.closed(urgent=False)
    assert pacer.chats_remembered < 1900
    clock.now += MINUTE + 1
    pacer.closed(urgent=False)
    assert pacer.chats_remembered == 0


class Server:
    """Counts what arrives, in windows of exactly the length and size Telegram names."""

    def __init__(self) -> None:
        self.arrived: list[tuple[float, int]] = []

    def most_within(self, span: float, chats: set[int] | None = None) -> int:
        times = sorted(at for at, chat in self.arrived if chats is None or chat in chats)
        return max((sum(1 for at in times if start <= at < start + span) for start in times), default=0)


def run_broadcast(clock: Clock, chats: list[int], network: random.Random, slow: float) -> tuple[Server, float]:
    """Six senders, a round trip each of which now and then one leg is `slow` seconds late."""
    pacer, server = Pacer(Rates(), clock), Server()
    flying: list[tuple[float, int, Ticket]] = []
    started = clock.now
    waiting = list(reversed(chats))
    while waiting or flying:
        wait = pacer.wait() if waiting and len(flying) < 6 else float("inf")
        if flying and flying[0][0] <= clock.now + wait:
            clock.now = max(clock.now, flying[0][0])
            pacer.sent(heappop(flying)[2])
        elif wait > 0:
            clock.now += wait
        else:
            ticket = pacer.take(waiting.pop())
            pacer.sending(ticket)
            there, back = (ROUND_TRIP / 2 + network.choice((0, 0, 0, 0, slow)) * network.random() for _ in "ab")
            server.arrived.append((clock.now + there, ticket.chat_id))
            heappush(flying, (clock.now + there + back, len(server.arrived), ticket))
    return server, clock.now - started


@pytest.mark.parametrize("seed", range(5))
def test_no_second_of_a_broadcast_sees_more_than_thirty_however_the_network_shakes(clock: Clock, seed: int) -> None:
    server, _ = run_broadcast(clock, list(range(-400, 0)), random.Random(seed), slow=0.2)
    assert len(server.arrived) == 400
    assert server.most_within(SECOND) == 30


def test_a_broadcast_on_a_steady_network_takes_hardly_longer_than_it_must(clock: Clock) -> None:
    _, took = run_broadcast(clock, list(range(-339, 0)), random.Random(1), slow=0.0)
    assert took <= 1.03 * 339 / 30


def test_places_come_free_evenly_in_the_middle_of_a_broadcast(clock: Clock) -> None:
    server, _ = run_broadcast(clock, list(range(-339, 0)), random.Random(1), slow=0.0)
    times = [at for at, _ in server.arrived][90:]
    assert max(later - earlier for earlier, later in pairwise(times)) <= 0.05


@pytest.mark.parametrize(("per_second", "free", "places"), [(30, 8, 2), (10_000, 8, 8), (10_000, 1, 1)])
def test_after_a_pause_one_more_than_usual_may_be_chosen_at_once_and_many_only_where_nothing_is_spread(
    clock: Clock, per_second: int, free: int, places: int
) -> None:
    pacer = Pacer(Rates(per_second, 50, 2000), clock)
    say(pacer, clock, GROUP)
    clock.now += 0.1
    assert pacer.places(free) == places
