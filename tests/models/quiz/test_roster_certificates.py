"""Certificates that the roster lists, under a fixed clock."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.errors import NotFound
from models.outbox.tables import OutboxMessage
from models.quiz.certificates import CERTIFICATES, ENDS, Certificate, Entry, enter, take_out
from models.quiz.roster_certificates import (
    Listed,
    RosterCertificate,
    keep_listed,
    listed_now,
    take_listed,
    take_out_for_good,
)
from models.roster.records import HolderCertificate
from tests.street import Street

SHANGHAI = ZoneInfo("Asia/Shanghai")
PHONE, UNTIL = "+8619900000012", date(2027, 5, 31)
CARD = HolderCertificate(PHONE, "电工证", "T1", UNTIL)
DAY = timedelta(days=1)


async def entered(session: AsyncSession) -> list[tuple[str, str, date]]:
    rows = select(Certificate).order_by(col(Certificate.kind)).execution_options(populate_existing=True)
    return [(each.kind, each.number, each.until) for each in (await session.scalars(rows)).all()]


@pytest.fixture
async def known(session: AsyncSession, street: Street) -> Street:
    """The member has shown that the phone is theirs."""
    street.member.phone = PHONE
    await session.flush()
    return street


async def test_of_who_is_known_it_is_entered_at_once_and_a_second_time_nothing_changes(
    session: AsyncSession, known: Street, now: datetime
) -> None:
    assert await keep_listed(session, [CARD], now) == Listed(entered=1, waiting=0)
    assert await keep_listed(session, [CARD], now) == Listed(entered=0, waiting=0)
    assert await entered(session) == [("电工证", "T1", UNTIL)]
    assert await listed_now(session) == [CARD]


async def test_of_who_is_not_it_waits(session: AsyncSession, street: Street, now: datetime) -> None:
    assert await keep_listed(session, [CARD], now) == Listed(entered=0, waiting=1)
    assert (await entered(session), await listed_now(session)) == ([], [CARD])
    street.member.phone = PHONE
    await session.flush()
    assert [await take_listed(session, now) for _ in range(2)] == [1, 0]
    assert await entered(session) == [("电工证", "T1", UNTIL)]
    assert (await session.scalars(select(RosterCertificate))).all() == []


@pytest.mark.parametrize(("by_leader", "stands"), [(UNTIL + DAY, UNTIL + DAY), (UNTIL - DAY, UNTIL)])
async def test_what_ends_later_stands(
    session: AsyncSession, known: Street, now: datetime, by_leader: date, stands: date
) -> None:
    await enter(session, known.leader, Entry("傅勇", "电工证", "T1", by_leader), now, SHANGHAI)
    await keep_listed(session, [CARD], now)
    assert await entered(session) == [("电工证", "T1", stands)]


async def test_its_end_is_recalled_like_that_of_others(session: AsyncSession, known: Street, now: datetime) -> None:
    await keep_listed(session, [CARD], now)
    await CERTIFICATES.take(session, WallClock(now, SHANGHAI))
    await session.flush()
    [row] = (await session.scalars(select(Certificate).execution_options(populate_existing=True))).all()
    at = datetime(2027, 5, 1, 9, tzinfo=SHANGHAI).astimezone(UTC)
    assert row.remind_at == at
    await CERTIFICATES.take(session, WallClock(at, SHANGHAI))
    await session.flush()
    told = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.created_at) == at)
    chats = set((await session.scalars(told.where(col(OutboxMessage.kind) == ENDS))).all())
    assert chats == {known.member.tg_user_id, known.leader.tg_user_id}


async def test_a_leader_takes_it_out(session: AsyncSession, known: Street, now: datetime) -> None:
    await keep_listed(session, [CARD], now)
    await take_out(session, known.leader, Entry("傅勇", "电工证"))
    assert await entered(session) == []


async def test_what_a_leader_has_taken_out_stays_out_until_the_roster_says_another_day(
    session: AsyncSession, known: Street, now: datetime
) -> None:
    await keep_listed(session, [CARD], now)
    await take_out_for_good(session, known.leader, Entry("傅勇", "电工证"))
    for _ in range(2):
        assert await keep_listed(session, [CARD], now) == Listed(entered=0, waiting=0)
    assert (await entered(session), await listed_now(session)) == ([], [])
    renewed = replace(CARD, until=UNTIL + DAY)
    assert await keep_listed(session, [renewed], now) == Listed(entered=1, waiting=0)
    assert await entered(session) == [("电工证", "T1", UNTIL + DAY)]


async def test_there_is_nothing_to_take_out_where_there_is_none(session: AsyncSession, known: Street) -> None:
    with pytest.raises(NotFound, match="none"):
        await take_out_for_good(session, known.leader, Entry("傅勇", "电工证"))
    assert (await session.scalars(select(RosterCertificate))).all() == []
