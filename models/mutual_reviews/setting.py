"""A street's leader switches the year's review on, with its days, and off again; once a year it is offered to them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.errors import Conflict, Refused
from models.feature import Chore
from models.grids.tables import Grid, Level
from models.grids.turns import begin_street_turns
from models.members.permissions import Who, may_in
from models.members.reach import private_chats
from models.members.tables import Person, Role
from models.mutual_reviews.ending import erase
from models.mutual_reviews.tables import NOT_OVER, MutualReview, MutualReviewTurn, ReviewState
from models.outbox.enqueue import enqueue_once
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.schedule.deadlines import at
from models.schedule.duty_hours import Hours, on_duty
from models.transition import transition

OFFER, SETTING = "mutual_reviews.offer", "mutual_reviews.setting"
DAY = timedelta(days=1)
BY_DAY = Hours(time(9), time(20))
MORNING = time(9)
LENGTHS = range(7, 32)  # days
MONTH, FIRST_DAY = 11, 1  # unless the street sets another day
OFFERED = (10, 20)


def usual_first(today: date) -> date:
    """The next first of November that has not come."""
    here = date(today.year, MONTH, FIRST_DAY)
    return here if here > today else date(today.year + 1, MONTH, FIRST_DAY)


async def newest_review(session: AsyncSession, street: Grid) -> MutualReview | None:
    """That goes on, or was the last."""
    rows = select(MutualReview).where(
        col(MutualReview.grid_id) == street.id, col(MutualReview.state) != ReviewState.OFF
    )
    return (await session.scalars(rows.order_by(col(MutualReview.year).desc()).limit(1))).first()


async def must_set(session: AsyncSession, street: Grid | None, person: Person) -> Grid:
    """Raises Refused for who does not lead the street, or one above it."""
    if street is None or street.level is not Level.STREET or not await may_in(session, street, Who.LEADER, person):
        raise Refused("review.not_leader")
    return street


async def plan(
    session: AsyncSession, street: Grid, person: Person, first: date, length: int, clock: WallClock, *, groups: bool
) -> MutualReview:
    """Raises Refused as must_set() and for bad days, Conflict when one goes on or the year has had its."""
    await must_set(session, street, person)
    today = clock.now.astimezone(clock.zone).date()
    if length not in LENGTHS or not today < first <= today + 366 * DAY:
        raise Refused("review.bad_days")
    newest = await newest_review(session, street)
    if newest is not None and newest.state in NOT_OVER:
        raise Conflict("review.goes_on")
    rows = select(MutualReview).where(col(MutualReview.grid_id) == street.id, col(MutualReview.year) == first.year)
    review = (await session.scalars(rows)).first()
    if review is not None and review.state is not ReviewState.OFF:
        raise Conflict("review.had", year=first.year)
    about: dict[str, Any] = {
        "first": first,
        "last": first + (length - 1) * DAY,
        "groups": groups,
        "state": ReviewState.PLANNED,
    }
    about |= {"set_by": person.id, "set_at": clock.now, "done_to": 0, "next_at": at(first, MORNING, clock.zone)}
    if review is None:
        review = MutualReview(grid_id=street.id, year=first.year, **about)
        session.add(review)
        await session.flush()
    elif not await transition(session, review, col(MutualReview.state) == ReviewState.OFF, **about):
        raise Conflict("review.goes_on")
    return review


async def call_off(session: AsyncSession, review: MutualReview, person: Person, now: datetime) -> None:
    """Whatever was answered is deleted. Raises Refused like must_set(), Conflict when it is over."""
    await must_set(session, await session.get(Grid, review.grid_id), person)
    here = col(MutualReview.state).in_(NOT_OVER)
    if not await transition(session, review, here, state=ReviewState.OFF, next_at=None):
        raise Conflict("review.over")
    await erase(session, review, now)
    await refresh_standing(session, review.id, now)


async def begin(session: AsyncSession, now: datetime) -> int:
    return await begin_street_turns(session, col(MutualReviewTurn.grid_id), now)


def next_offer(now: datetime, zone: tzinfo) -> datetime:
    here = now.astimezone(zone)
    days = (at(date(year, *OFFERED), MORNING, zone) for year in (here.year, here.year + 1))
    return next(day for day in days if day > now)


async def take_turns(session: AsyncSession, turns: Sequence[MutualReviewTurn], clock: WallClock) -> None:
    for turn in turns:
        street = await session.get_one(Grid, turn.grid_id)
        if street.retired_at is not None:
            turn.next_at = None
            continue
        await _offer(session, street, clock)
        turn.next_at = next_offer(clock.now, clock.zone)


async def _offer(session: AsyncSession, street: Grid, clock: WallClock) -> None:
    """Shortly before the usual first day, unless the year's review is set already."""
    today = clock.now.astimezone(clock.zone).date()
    newest = await newest_review(session, street)
    soon = date(today.year, *OFFERED) <= today < date(today.year, MONTH, FIRST_DAY)
    if not soon or (newest is not None and newest.year >= today.year):
        return
    by_day = on_duty(BY_DAY, clock.now, clock.zone)
    for chat in (await private_chats(session, [street.id], Role.LEADER)).get(street.id, []):
        key = f"{OFFER}:{street.id}:{today.year}:{chat}"
        await enqueue_once(session, key, chat, OFFER, Lane.ROUTINE, clock.now, subject_id=street.id, not_before=by_day)


TURNS = DueRows(
    "mutual_review_turns",
    col(MutualReviewTurn.next_at),
    col(MutualReviewTurn.next_at).is_not(None),
    row=MutualReviewTurn,
    handle=take_turns,
    seconds=60,
    then=(col(MutualReviewTurn.grid_id),),
)
BEGIN_TURNS = Chore("begin_mutual_review_turns", begin, seconds=300)
