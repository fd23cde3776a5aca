import logging

import pytest

from bot.trouble import Trouble

MET, OVER = "met", "over"


class Hand:
    """A clock that a test moves on."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def told(steps: list[tuple[float, str]], caplog: pytest.LogCaptureFixture) -> list[str]:
    """What is logged of (seconds from the beginning, what happens)."""
    hand = Hand()
    trouble = Trouble("work", hand)
    for at, what in steps:
        hand.seconds = 1000.0 + at
        if what == OVER:
            trouble.over()
        else:
            trouble.met("the inbox cannot be read", OSError("gone"))
    return [record.getMessage() for record in caplog.records]


BEGINS = "work: the inbox cannot be read: OSError: gone"


@pytest.mark.parametrize(
    ("steps", "lines"),
    [
        ([(0, OVER)], []),
        ([(0, MET)], [BEGINS]),
        ([(0, MET), (1, MET), (59, MET)], [BEGINS]),
        (
            [(second, MET) for second in range(0, 130, 2)],
            [
                BEGINS,
                "work: since 60 s, the inbox cannot be read: OSError: gone",
                "work: since 120 s, the inbox cannot be read: OSError: gone",
            ],
        ),
        ([(0, MET), (5, MET), (7, OVER), (8, OVER)], [BEGINS, "work: goes on after 7 s and 2 failures"]),
        (
            [(0, MET), (7, OVER), (9, MET), (10, OVER)],
            [BEGINS, "work: goes on after 7 s and 1 failures", BEGINS, "work: goes on after 1 s and 1 failures"],
        ),
    ],
)
def test_trouble_is_a_line_at_its_beginning_one_a_minute_and_one_at_its_end(
    steps: list[tuple[float, str]], lines: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        assert told(steps, caplog) == lines


def test_what_is_sure_to_come_again_is_not_over_when_something_succeeds() -> None:
    hand = Hand()
    trouble = Trouble("listen", hand)
    trouble.met("another program asks", "Conflict", at_least=60)
    hand.seconds += 59
    trouble.over()
    assert trouble.lasts == 59
    trouble.met("another program asks", "Conflict", at_least=60)
    hand.seconds += 60
    trouble.over()
    assert trouble.lasts is None


def test_no_secret_is_told() -> None:
    trouble = Trouble("speak")
    trouble.met("the database is away", OSError("postgresql://wangge:geheim@db/wangge"))
    assert "geheim" not in trouble.reason
