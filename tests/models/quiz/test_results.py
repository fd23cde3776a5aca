from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Conflict
from models.outbox.polls import PollTotals, poll_sent, vote_told
from models.quiz.results import FLOOR, Tally, answer_by_button, results_in, tallies
from models.quiz.tables import QuizRound
from tests.street import GROUP, Street

WEEK = timedelta(days=7)


async def asked(session: AsyncSession, street: Street, now: datetime, **more: Any) -> QuizRound:
    times: dict[str, Any] = {"asked_at": now, "closes_at": now + WEEK}
    row = QuizRound(grid_id=street.grid.id, chat_id=GROUP, question="oil_fire", right=1, **{**times, **more})
    session.add(row)
    await session.flush()
    return row


async def poll(session: AsyncSession, about: QuizRound, poll_id: str, wrong: int, right: int, now: datetime) -> None:
    await poll_sent(session, PollTotals(poll_id, (wrong, right), wrong + right, closed=False), about.id, now)


async def test_an_anonymous_poll_counts_by_its_totals_even_if_it_went_out_twice(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    row = await asked(session, street, now)
    assert await tallies(session, [row]) == {row.id: Tally(0, 0)}
    await poll(session, row, "1", 2, 3, now)
    await poll(session, row, "2", 1, 0, now)
    assert await tallies(session, [row]) == {row.id: Tally(6, 3)}


async def test_a_named_poll_counts_by_its_voters(session: AsyncSession, street: Street, now: datetime) -> None:
    row = await asked(session, street, now, named=True)
    await vote_told(session, "1", 5, 1, now)  # early
    await poll(session, row, "1", 4, 4, now)
    await vote_told(session, "1", 6, 0, now)
    assert await tallies(session, [row]) == {row.id: Tally(2, 1)}


async def test_by_buttons_everybody_has_one_answer_until_it_is_over(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    row = await asked(session, street, now)
    assert await answer_by_button(session, row, 5, 0, now) == (0, Tally(1, 0))
    assert await answer_by_button(session, row, 5, 1, now) == (0, Tally(1, 0))
    assert await answer_by_button(session, row, 6, 1, now) == (1, Tally(2, 1))
    row.closed_at = now
    with pytest.raises(Conflict, match="over"):
        await answer_by_button(session, row, 7, 1, now)


async def test_results_are_told_from_five_voters_up(session: AsyncSession, street: Street, now: datetime) -> None:
    for number, (wrong, right) in enumerate([(FLOOR - 1, 0), (1, FLOOR - 1), (0, 0)]):
        await poll(session, await asked(session, street, now), str(number), wrong, right, now)
    await asked(session, street, now - 2 * WEEK, voters=50, rights=50)
    found = await results_in(session, [street.community], now - WEEK, now)
    assert (found.all_groups, found.groups, found.voters, found.rights, found.percent) == (3, 1, 5, 4, 80)
    elsewhere = await results_in(session, [street.street], now - 3 * WEEK, now - WEEK)
    assert (elsewhere.groups, elsewhere.percent) == (1, 100)
