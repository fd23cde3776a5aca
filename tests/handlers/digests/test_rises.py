"""What a digest says of a rise: in the title and below it, with its numbers and of how long they are."""

import pytest

from tests.handlers.digests.warned import found, frozen_with, rise, said_of
from tests.handlers.room import Room
from tests.street import Street


@pytest.mark.parametrize(
    ("window", "title"),
    [(1, "S-1网格 燃气9件，平常0–4件"), (4, "S-1网格 燃气四周9件，平常0–4件")],
    ids=["a week", "four weeks"],
)
async def test_the_title_says_of_how_many_weeks_a_count_is(room: Room, street: Street, window: int, title: str) -> None:
    await frozen_with(room, street.street, found(rise(street.community, window=window)))
    assert (await said_of(room, street.street)).html.startswith(f"<b>{title}；")
