"""Who sets a street's review and for when, and on which day of the year it is offered."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.due import WallClock
from models.errors import Conflict, Refused
from models.mutual_reviews.setting import BEGIN_TURNS, OFFER, TURNS, plan, usual_first
from models.mutual_reviews.tables import MutualReviewTurn
from models.outbox.tables import OutboxMessage
from tests.models.conftest import SHANGHAI
from tests.models.mutual_reviews.crowd import Crowd


@pytest.mark.parametrize(
    ("today", "first"),
    [("2026-10-31", "2026-11-01"), ("2026-11-01", "2027-11-01"), ("2026-12-31", "2027-11-01")],
)
def test_the_usual_first_day_is_the_next_first_of_november(today: str, first: str) -> None:
    assert usual_first(date.fromisoformat(today)) == date.fromisoformat(first)


@pytest.mark.parametrize(("ahead", "length"), [(0, 14), (-1, 14), (400, 14), (1, 6), (1, 32)])
async def test_days_that_cannot_be_are_refused(crowd: Crowd, ahead: int, length: int) -> None:
    first = crowd.now.astimezone(SHANGHAI).date() + timedelta(days=ahead)
    clock = WallClock(crowd.now, SHANGHAI)
    with pytest.raises(Refused, match="bad_days"):
        await plan(crowd.session, crowd.street.street, crowd.officer, first, length, clock, groups=False)


async def test_there_is_one_at_a_time_and_one_a_year_by_a_leader_of_the_street(crowd: Crowd) -> None:
    first = crowd.now.astimezone(SHANGHAI).date() + timedelta(days=1)
    clock = WallClock(crowd.now, SHANGHAI)
    for who, grid in ((crowd.street.community_leader, crowd.street.street), (crowd.officer, crowd.street.community)):
        with pytest.raises(Refused, match="not_leader"):
            await plan(crowd.session, grid, who, first, 14, clock, groups=False)
    await crowd.review()
    with pytest.raises(Conflict, match="goes_on"):
        await crowd.review()
    await crowd.until("closed")
    if crowd.now.astimezone(SHANGHAI).year == first.year:
        with pytest.raises(Conflict, match="had"):
            await crowd.review()


async def offers(crowd: Crowd) -> list[int]:
    rows = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == OFFER)
    return list((await crowd.session.scalars(rows)).all())


async def turn(crowd: Crowd, day: str, hour: int = 12) -> datetime | None:
    """Its next time, once the clock has come to this day."""
    now = datetime.combine(date.fromisoformat(day), datetime.min.time(), SHANGHAI).replace(hour=hour).astimezone(UTC)
    await TURNS.take(crowd.session, WallClock(now, SHANGHAI))
    row = await crowd.session.get_one(MutualReviewTurn, crowd.street.street.id, populate_existing=True)
    return row.next_at.astimezone(SHANGHAI) if row.next_at else None


async def test_it_is_offered_once_a_year_before_its_usual_day_and_never_held_by_itself(crowd: Crowd) -> None:
    start = datetime(2027, 3, 1, tzinfo=UTC)
    assert await BEGIN_TURNS.do(crowd.session, start) == 1
    assert await BEGIN_TURNS.do(crowd.session, start) == 0
    at = await turn(crowd, "2027-03-01")
    assert (at is not None and f"{at:%m-%d %H}", await offers(crowd)) == ("10-20 09", [])
    at = await turn(crowd, "2027-10-20")
    assert (at is not None and f"{at:%Y-%m-%d}", await offers(crowd)) == ("2028-10-20", [crowd.officer.tg_user_id])


async def test_who_has_set_it_is_not_offered_it(crowd: Crowd) -> None:
    await BEGIN_TURNS.do(crowd.session, crowd.now)
    review = await crowd.review()
    review.year = 2027
    await crowd.session.flush()
    await turn(crowd, "2027-10-25")
    assert await offers(crowd) == []
