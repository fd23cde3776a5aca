"""What Telegram tells of polls, in whatever order it comes."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.outbox.polls import (
    STRAYS,
    PollState,
    PollTotals,
    PollVote,
    ballot_of,
    forget_polls_about,
    forget_strays,
    poll_sent,
    poll_told,
    polls_about,
    vote_once,
    vote_told,
    votes_on,
)

SUBJECT = 7
SENT = PollTotals("90", (0, 0, 0), 0, closed=False)
TWO = PollTotals("90", (1, 1, 0), 2, closed=False)
ONE = PollTotals("90", (1, 0, 0), 1, closed=False)
ENDED = PollTotals("90", (3, 1, 0), 4, closed=True)


async def state(session: AsyncSession) -> PollState:
    return (await session.scalars(select(PollState).execution_options(populate_existing=True))).one()


async def test_votes_told_of_before_the_poll_is_recorded_are_not_lost(session: AsyncSession, now: datetime) -> None:
    await poll_told(session, TWO, now)
    assert (await polls_about(session, [SUBJECT]))[SUBJECT] == []
    await poll_sent(session, SENT, SUBJECT, now)
    [poll] = (await polls_about(session, [SUBJECT]))[SUBJECT]
    assert (poll.voters, poll.counts) == (2, [1, 1, 0])


async def test_a_vote_that_is_taken_back_is_counted_no_more(session: AsyncSession, now: datetime) -> None:
    await poll_sent(session, SENT, SUBJECT, now)
    for told in (TWO, ONE):
        await poll_told(session, told, now)
    assert ((await state(session)).voters, (await state(session)).subject_id) == (1, SUBJECT)


async def test_what_is_closed_stays_so_whatever_is_told_late(session: AsyncSession, now: datetime) -> None:
    await poll_sent(session, ENDED, SUBJECT, now)
    for late in (SENT, TWO):
        await poll_told(session, late, now)
        await poll_sent(session, late, SUBJECT, now)
    poll = await state(session)
    assert (poll.closed, poll.voters, poll.counts) == (True, 4, [3, 1, 0])


async def test_of_a_voter_the_newest_answer_counts_and_by_buttons_the_first(
    session: AsyncSession, now: datetime
) -> None:
    for option in (0, 2, None, 1):
        await vote_told(session, "90", 5, option, now)
    await vote_told(session, "90", -100, 1, now)
    buttons = ballot_of(SUBJECT)
    assert [await vote_once(session, buttons, 5, option, now) for option in (2, 0)] == [2, 2]
    assert await votes_on(session, ["90", buttons, "91"]) == {"90": {1: 2}, buttons: {2: 1}, "91": {}}


async def test_who_chose_what_is_forgotten_with_the_poll(session: AsyncSession, now: datetime) -> None:
    await poll_sent(session, SENT, SUBJECT, now)
    await poll_sent(session, PollTotals("91", (0,), 0, closed=False), SUBJECT + 1, now)
    for ballot in ("90", "91", ballot_of(SUBJECT)):
        await vote_told(session, ballot, 5, 0, now)
    await forget_polls_about(session, [SUBJECT])
    assert (await session.scalars(select(col(PollState.id)))).all() == ["91"]
    assert (await session.scalars(select(col(PollVote.ballot)))).all() == ["91"]


async def test_only_what_nobody_has_recognised_for_days_is_let_go_of(session: AsyncSession, now: datetime) -> None:
    await poll_sent(session, SENT, SUBJECT, now)
    await poll_told(session, PollTotals("92", (1,), 1, closed=False), now)
    for ballot in ("90", "92", ballot_of(SUBJECT)):
        await vote_told(session, ballot, 5, 0, now)
    await forget_strays(session, now + STRAYS)
    assert len((await session.scalars(select(PollState))).all()) == 2
    await forget_strays(session, now + STRAYS + timedelta(seconds=1))
    assert (await session.scalars(select(col(PollState.id)))).all() == ["90"]
    left = (await session.scalars(select(col(PollVote.ballot)))).all()
    assert set(left) == {"90", ballot_of(SUBJECT)}
