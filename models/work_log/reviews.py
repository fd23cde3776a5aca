"""A leader reads the log of a person, or asks about it; the person answers."""

from datetime import date, datetime, time, tzinfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.members.reach import reachable_people
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.patrols.tracks import mark_reviewed
from models.transition import transition
from models.work_log.spans import DAY
from models.work_log.tables import LogReview
from models.work_log.team import team_of

QUESTION, ANSWERED = "work_log.question", "work_log.answered"
TEXT_LIMIT = 500


async def open_review(
    session: AsyncSession, leader: Person, person_id: int, span: tuple[date, date], now: datetime
) -> LogReview:
    """Raises Refused where the person is not one of the leader's."""
    if person_id not in {each.person.id for each in await team_of(session, leader.id)}:
        raise Refused("log.not_led")
    first, last = span
    rows = select(LogReview).where(
        col(LogReview.leader_id) == leader.id,
        col(LogReview.person_id) == person_id,
        col(LogReview.first) == first,
        col(LogReview.last) == last,
    )
    found = (await session.scalars(rows)).first()
    if found is None:
        found = LogReview(leader_id=leader.id, person_id=person_id, first=first, last=last, opened_at=now)
        session.add(found)
        await session.flush()
    return found


async def mark_read(session: AsyncSession, review: LogReview, leader: Person, now: datetime, zone: tzinfo) -> None:
    """From now on the days of its live tracks are counted. Raises Refused for others, Conflict when it is read."""
    _must_be(review.leader_id, leader)
    if not await transition(session, review, col(LogReview.read_at).is_(None), read_at=now):
        raise Conflict("log.read")
    begin, end = (datetime.combine(day, time(), zone) for day in (review.first, review.last + DAY))
    await mark_reviewed(session, review.person_id, begin, end, now)
    await _refresh(session, review, now)


async def put_question(session: AsyncSession, review: LogReview, leader: Person, words: str, now: datetime) -> None:
    """One a log. Raises Refused for others, or where the person cannot be written to; Conflict when it is asked."""
    _must_be(review.leader_id, leader)
    reached = await reachable_people(session, [review.person_id])
    if not reached:
        raise Refused("log.out_of_reach")
    values = {"question": words[:TEXT_LIMIT], "asked_at": now}
    if not await transition(session, review, col(LogReview.asked_at).is_(None), **values):
        raise Conflict("log.asked")
    enqueue(session, reached[0].tg_user_id, QUESTION, Lane.ROUTINE, now, subject_id=review.id)
    await _refresh(session, review, now)


async def answer_question(session: AsyncSession, review: LogReview, person: Person, words: str, now: datetime) -> None:
    """Raises Refused for others, Conflict when it is answered."""
    _must_be(review.person_id, person)
    values = {"answer": words[:TEXT_LIMIT], "answered_at": now}
    if not await transition(session, review, col(LogReview.answered_at).is_(None), **values):
        raise Conflict("log.answered")
    leader = await session.get_one(Person, review.leader_id)
    enqueue(session, leader.tg_user_id, ANSWERED, Lane.ROUTINE, now, subject_id=review.id)
    await _refresh(session, review, now)


def _must_be(person_id: int, person: Person) -> None:
    if person_id != person.id:
        raise Refused("log.not_yours")


async def _refresh(session: AsyncSession, review: LogReview, now: datetime) -> None:
    """The page, the question, and the list that the leader has of all."""
    for subject_id in (review.id, review.leader_id):
        await refresh_standing(session, subject_id, now)
