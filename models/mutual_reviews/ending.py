"""The end of a review: results are written, and whatever joins an answer to a person is deleted with it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.members.tables import Person
from models.mutual_reviews.answering import CARD, pseudonym
from models.mutual_reviews.bodies import Area, area_of
from models.mutual_reviews.pooling import Given, pool
from models.mutual_reviews.tables import MutualReview, ReviewAnswer, ReviewCard, ReviewResult
from models.mutual_reviews.traces import take_out_presses, take_out_words
from models.outbox.enqueue import refresh_all

GROUP = "mutual_reviews.group"
SOME = 500


def parents_in(area: Area) -> dict[int, int]:
    """Of the street's grids and departments the next above, up to the street."""
    inside = {grid.id: grid.parent_id for grid in area.grids.values() if grid.id != area.street.id}
    found = {grid_id: parent for grid_id, parent in inside.items() if parent is not None}
    return found | {department.id: area.street.id for department in area.departments}


async def freeze(session: AsyncSession, review: MutualReview, now: datetime) -> None:
    """Writes the results, then deletes what they come from."""
    area = await area_of(session, await session.get_one(Grid, review.grid_id))
    answers = await _answers(session, review)
    given = [Given(each.voter, each.body_id, each.side, each.kind, each.marks, each.words) for each in answers]
    for shown in pool(given, parents_in(area)):
        session.add(ReviewResult(review_id=review.id, **{**vars(shown), "words": list(shown.words)}))
    mine = col(ReviewCard.review_id) == review.id
    review.asked = await session.scalar(select(func.count()).select_from(ReviewCard).where(mine)) or 0
    review.answered = len({each.voter for each in answers})
    await erase(session, review, now)


async def _answers(session: AsyncSession, review: MutualReview) -> Sequence[ReviewAnswer]:
    return (await session.scalars(select(ReviewAnswer).where(col(ReviewAnswer.review_id) == review.id))).all()


async def erase(session: AsyncSession, review: MutualReview, now: datetime) -> None:
    """Answers, who was asked, the secret, and what updates still tell; the messages that asked say that it is over."""
    asked = select(col(ReviewCard.id), col(Person.id), col(Person.tg_user_id)).join(
        Person, col(Person.id) == col(ReviewCard.person_id)
    )
    people = (await session.execute(asked.where(col(ReviewCard.review_id) == review.id))).all()
    words: dict[str, list[str]] = defaultdict(list)
    for each in await _answers(session, review):
        if each.words:
            words[each.voter].append(each.words)
    said = {tg: words[voter] for _, person, tg in people if (voter := pseudonym(review, person)) in words}
    await take_out_words(session, said)
    await take_out_presses(session)
    for table in (ReviewAnswer, ReviewCard):
        await session.execute(delete(table).where(col(table.review_id) == review.id))
    review.secret = ""
    await session.flush()
    await _say_over(session, [*(card for card, _, _ in people), review.id], now)


async def _say_over(session: AsyncSession, subjects: Sequence[int], now: datetime) -> None:
    for begin in range(0, len(subjects), SOME):
        await refresh_all(session, subjects[begin : begin + SOME], (CARD, GROUP), now)
