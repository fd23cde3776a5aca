from datetime import datetime, timedelta

import pytest

from handlers import dates
from handlers.messages import RenderContext
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests.handlers.room import SHANGHAI, Room


@pytest.fixture
def context(room: Room) -> RenderContext:
    room.now = at("2026-11-18T08:00")
    return room.context(enqueue(room.session, 14, "hazards.card", Lane.REPLY, room.now))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "told", "its_day", "by_the_clock"),
    [
        ("2026-11-18T07:05", "11-18 07:05", "11-18", "07:05"),
        ("2026-11-17T23:55", "11-17 23:55", "11-17", "11-17 23:55"),
        ("2027-01-05T09:00", "2027-01-05 09:00", "2027-01-05", "2027-01-05 09:00"),
    ],
)
async def test_a_date_has_one_form_and_a_year_only_where_it_is_another(
    context: RenderContext, moment: str, told: str, its_day: str, by_the_clock: str
) -> None:
    assert dates.local(context, at(moment)) == told
    assert dates.local_day(context, at(moment)) == its_day
    assert dates.day(context, at(moment).date()) == its_day
    assert dates.clock(context, at(moment)) == by_the_clock


@pytest.mark.parametrize(
    ("since", "told"),
    [
        (timedelta(0), "1分钟"),
        (timedelta(minutes=59), "59分钟"),
        (timedelta(hours=23, minutes=59), "23小时"),
        (timedelta(days=1), "1天"),
        (timedelta(days=1, hours=9), "2天"),  # since the evening of the day before yesterday
        (timedelta(days=2), "2天"),
    ],
)
async def test_what_waits_is_told_in_hours_and_from_a_day_on_by_the_calendar(
    context: RenderContext, since: timedelta, told: str
) -> None:
    assert dates.waited(context, context.now - since) == told
