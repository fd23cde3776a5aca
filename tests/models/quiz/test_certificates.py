"""Certificates, and the mornings on which they are recalled, under a fixed clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.errors import NotFound, Refused
from models.outbox.tables import OutboxMessage
from models.quiz.certificates import (
    CERTIFICATES,
    ENDS,
    Certificate,
    Entry,
    certificates_of,
    enter,
    next_reminder,
    take_out,
)
from tests.street import Street, resign

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNTIL = date(2027, 5, 31)
CARD = Entry("傅勇", "电工证", "T1", UNTIL)
DAY = timedelta(days=1)


def nine(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "at"),
    [
        (nine(2026, 11, 16), nine(2027, 5, 1)),
        (nine(2027, 5, 1), nine(2027, 5, 24)),
        (nine(2027, 5, 1) - DAY, nine(2027, 5, 1)),
        (nine(2027, 5, 24), None),
        (nine(2028, 1, 1), None),
    ],
)
def test_it_is_recalled_thirty_and_seven_days_before_its_end(now: datetime, at: datetime | None) -> None:
    assert next_reminder(UNTIL, now, SHANGHAI) == at


async def told(session: AsyncSession) -> list[int]:
    rows = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == ENDS).order_by(col(OutboxMessage.id))
    return list((await session.scalars(rows)).all())


async def tick(session: AsyncSession, now: datetime) -> None:
    await CERTIFICATES.take(session, WallClock(now, SHANGHAI))
    await session.flush()


async def test_the_person_and_the_leader_hear_of_it_twice(session: AsyncSession, street: Street, now: datetime) -> None:
    await enter(session, street.leader, CARD, now, SHANGHAI)
    for day in (nine(2027, 5, 1) - DAY, nine(2027, 5, 1), nine(2027, 5, 2), nine(2027, 5, 24), nine(2027, 6, 1)):
        await tick(session, day)
    assert await told(session) == [street.member.tg_user_id, street.leader.tg_user_id] * 2


async def test_a_leader_s_is_recalled_to_the_level_above(session: AsyncSession, street: Street, now: datetime) -> None:
    await enter(session, street.community_leader, Entry("谭远康", "电工证", "", UNTIL), now, SHANGHAI)
    await tick(session, nine(2027, 5, 1))
    assert await told(session) == [street.leader.tg_user_id, street.community_leader.tg_user_id]


async def test_of_who_has_left_nobody_hears(session: AsyncSession, street: Street, now: datetime) -> None:
    row = await enter(session, street.leader, CARD, now, SHANGHAI)
    await resign(session, street.member, now)
    await tick(session, nine(2027, 5, 1))
    assert (await told(session), row.remind_at) == ([], None)


async def test_a_renewed_one_takes_the_place_of_the_old(session: AsyncSession, street: Street, now: datetime) -> None:
    await enter(session, street.leader, CARD, now, SHANGHAI)
    later = Entry("傅勇", "电工证", "T2", date(2030, 5, 31))
    await enter(session, street.leader, later, now, SHANGHAI)
    [row] = await certificates_of(session, [street.member.id])
    assert (row.number, row.until, row.remind_at) == ("T2", later.until, nine(2030, 5, 1))
    await tick(session, nine(2027, 5, 1))
    assert await told(session) == []
    await take_out(session, street.leader, CARD)
    assert (await session.scalars(select(Certificate))).all() == []
    with pytest.raises(NotFound, match="none"):
        await take_out(session, street.leader, CARD)


@pytest.mark.parametrize(
    ("by", "entry", "code"),
    [
        ("member", CARD, "certificate.not_leader"),
        ("resident", CARD, "certificate.not_leader"),
        ("leader", Entry("李秀英", "电工证", "", UNTIL), "certificate.who"),
        ("leader", Entry("马东宏", "电工证", "", UNTIL), "certificate.who"),
        ("leader", Entry("傅勇", "电工证", "", date(2026, 11, 16)), "certificate.past"),
    ],
)
async def test_only_leaders_enter_them_for_their_own_people(
    session: AsyncSession, street: Street, now: datetime, by: str, entry: Entry, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        await enter(session, getattr(street, by), entry, now, SHANGHAI)
    assert refused.value.code == code
    assert (await session.scalars(select(Certificate))).all() == []


async def test_two_of_one_name_are_not_told_apart(session: AsyncSession, street: Street, now: datetime) -> None:
    street.other_member.name = "傅勇"
    await session.flush()
    with pytest.raises(Refused, match="who"):
        await enter(session, street.leader, CARD, now, SHANGHAI)
