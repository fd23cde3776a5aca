"""Answering: marks and words under a pseudonym that only the review's secret joins to a person, until the end."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import upsert
from models.errors import Conflict, Refused
from models.members.tables import Person
from models.mutual_reviews.bodies import Body, bodies_of
from models.mutual_reviews.tables import (
    MARKS,
    QUESTIONS,
    TAKES_ANSWERS,
    WORDS_LIMIT,
    MutualReview,
    ReviewAnswer,
    ReviewCard,
)
from models.outbox.standing import refresh_standing

CARD = "mutual_reviews.card"
ALL = QUESTIONS  # in place of a question: all of them


def pseudonym(review: MutualReview, person_id: int) -> str:
    return hmac.new(review.secret.encode(), f"{review.id}:{person_id}".encode(), sha256).hexdigest()


async def card_for(session: AsyncSession, review: MutualReview, person: Person) -> ReviewCard:
    """The person's own, made when it is first asked for. Raises Conflict when no answers are taken."""
    if not review.takes_answers:
        raise Conflict("review.over")
    new = ReviewCard(review_id=review.id, person_id=person.id).model_dump()
    await session.execute(upsert(session, ReviewCard).values(new).on_conflict_do_nothing())
    rows = select(ReviewCard).where(col(ReviewCard.review_id) == review.id, col(ReviewCard.person_id) == person.id)
    card: ReviewCard = (await session.scalars(rows)).one()
    return card


async def answers_of(session: AsyncSession, review: MutualReview, card: ReviewCard) -> Mapping[int, ReviewAnswer]:
    """By body."""
    rows = select(ReviewAnswer).where(col(ReviewAnswer.voter) == pseudonym(review, card.person_id))
    return {each.body_id: each for each in (await session.scalars(rows)).all()}


async def mark(
    session: AsyncSession, card: ReviewCard, person: Person, body_id: int, question: int, value: int, now: datetime
) -> None:
    """Of one question, or of ALL. Raises Refused for what is not this person's to review, Conflict when it is over."""
    if not (0 <= question <= ALL and 0 <= value < MARKS):
        raise Refused("review.not_yours")
    answer = await _answer(session, card, person, body_id)
    answer.marks = [value if question in (place, ALL) else mark for place, mark in enumerate(answer.marks)]
    await _changed(session, card, now)


async def add_words(
    session: AsyncSession, card: ReviewCard, person: Person, body_id: int, words: str, now: datetime
) -> None:
    """They take the place of those before. Raises like mark()."""
    answer = await _answer(session, card, person, body_id)
    answer.words = words[:WORDS_LIMIT]
    await _changed(session, card, now)


async def take_back(session: AsyncSession, card: ReviewCard, person: Person, body_id: int, now: datetime) -> None:
    """All that was said of a body. Raises like mark()."""
    review, _ = await must_review(session, card, person, body_id)
    voter = pseudonym(review, person.id)
    await session.execute(
        delete(ReviewAnswer).where(col(ReviewAnswer.voter) == voter, col(ReviewAnswer.body_id) == body_id)
    )
    await _changed(session, card, now)


async def must_review(
    session: AsyncSession, card: ReviewCard, person: Person, body_id: int
) -> tuple[MutualReview, Body]:
    """Raises Refused for what is not this person's to review, Conflict when it is over."""
    review = await session.get_one(MutualReview, card.review_id)
    if not review.takes_answers:
        raise Conflict("review.over")
    body = next((each for each in await bodies_of(session, review, card) if each.id == body_id), None)
    if card.person_id != person.id or body is None:
        raise Refused("review.not_yours")
    return review, body


async def _answer(session: AsyncSession, card: ReviewCard, person: Person, body_id: int) -> ReviewAnswer:
    review, body = await must_review(session, card, person, body_id)
    voter = pseudonym(review, person.id)
    found = await session.get(ReviewAnswer, (voter, body_id))
    if found is None:
        found = ReviewAnswer(voter=voter, body_id=body_id, review_id=review.id, side=body.side, kind=body.kind)
        session.add(found)
    return found


async def _changed(session: AsyncSession, card: ReviewCard, now: datetime) -> None:
    await session.flush()
    review = await session.get_one(MutualReview, card.review_id)
    mine = exists().where(col(ReviewAnswer.voter) == pseudonym(review, card.person_id))
    card.answered = bool(await session.scalar(select(mine)))
    await refresh_standing(session, card.id, now)


async def drop_answers(session: AsyncSession, person_id: int, bodies: Sequence[int] | None = None) -> None:
    """What the person has said where answers are still taken, of these bodies or of all."""
    running = select(MutualReview).where(col(MutualReview.state).in_(TAKES_ANSWERS))
    voters = [pseudonym(review, person_id) for review in (await session.scalars(running)).all()]
    rows = delete(ReviewAnswer).where(col(ReviewAnswer.voter).in_(voters))
    await session.execute(rows if bodies is None else rows.where(col(ReviewAnswer.body_id).in_(bodies)))
