from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import Subject
from models.evidence import limits
from models.evidence.attach import Found, attach, keep_part
from models.evidence.limits import CROWDED, FULL
from models.evidence.tables import Evidence, Moment
from models.outbox.tables import OutboxMessage
from tests.street import Street

ONE, OTHER = Subject("hazard", 7), Subject("call", 8)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_OF_ONE", 2)
    monkeypatch.setattr(limits, "MOST_A_DAY", 3)


async def show(
    session: AsyncSession, subject: Subject, message_id: int, person_id: int | None, now: datetime, chat_id: int = -1
) -> None:
    await attach(session, subject, Found("photo", "f", 1, message_id), person_id, chat_id, Moment.BEFORE, now)


async def kept(session: AsyncSession) -> list[int]:
    await session.flush()
    return list((await session.scalars(select(col(Evidence.message_id)).order_by(col(Evidence.message_id)))).all())


async def answers(session: AsyncSession, kind: str = FULL) -> list[int | None]:
    rows = select(col(OutboxMessage.reply_to)).where(col(OutboxMessage.kind) == kind).order_by(col(OutboxMessage.id))
    return list((await session.scalars(rows)).all())


async def test_what_is_over_the_limit_of_one_subject_is_not_kept_and_said_once(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    for message_id in range(1, 6):
        await show(session, ONE, message_id, street.resident.id, now)
    assert (await kept(session), await answers(session)) == ([1, 2], [3])
    await show(session, OTHER, 6, street.resident.id, now)
    await show(session, ONE, 7, street.stranger.id, now)
    assert await kept(session) == [1, 2, 6, 7]


async def test_what_is_over_the_limit_of_a_day_waits_for_another_day(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    for message_id in range(1, 5):
        await show(session, Subject("hazard", 100 + message_id), message_id, street.resident.id, now)
    assert (await kept(session), await answers(session)) == ([1, 2, 3], [4])
    await show(session, OTHER, 5, street.resident.id, now + timedelta(days=1))
    assert await kept(session) == [1, 2, 3, 5]


async def test_who_reports_without_a_name_has_a_limit_for_each_subject(session: AsyncSession, now: datetime) -> None:
    for message_id in range(1, 4):
        await show(session, ONE, message_id, None, now)
    for message_id in range(4, 7):
        await show(session, OTHER, message_id, None, now)
    assert (await kept(session), await answers(session)) == ([1, 2, 4, 5], [3, 6])


async def crowd(session: AsyncSession, street: Street, now: datetime) -> None:
    """The day's share of one subject, from two people."""
    await show(session, ONE, 1, street.resident.id, now)
    await show(session, ONE, 2, street.stranger.id, now)
    await show(session, ONE, 3, street.resident.id, now)


async def test_one_subject_takes_so_much_a_day_from_all_together(
    session: AsyncSession, street: Street, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_OF_ALL", 3)
    await crowd(session, street, now)
    for message_id, person in ((4, street.stranger.id), (5, None)):
        await show(session, ONE, message_id, person, now)
    assert await kept(session) == [1, 2, 3]
    assert await answers(session, CROWDED) == [4]  # once, however many there are
    await show(session, OTHER, 6, street.stranger.id, now)
    assert await kept(session) == [1, 2, 3, 6]
    await show(session, ONE, 7, street.stranger.id, now + timedelta(days=1))
    assert await kept(session) == [1, 2, 3, 6, 7]


async def test_who_holds_a_post_finds_room_in_any_crowd(
    session: AsyncSession, street: Street, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_OF_ALL", 3)
    await crowd(session, street, now)
    await show(session, ONE, 4, street.member.id, now)
    assert (await kept(session), await answers(session, CROWDED)) == ([1, 2, 3, 4], [])


async def test_the_same_message_again_takes_no_room(session: AsyncSession, street: Street, now: datetime) -> None:
    for message_id in (1, 1, 1, 2, 1):
        await show(session, ONE, message_id, street.resident.id, now)
    assert (await kept(session), await answers(session)) == ([1, 2], [])


async def test_parts_of_albums_without_a_subject_count_for_the_day(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    parts = [Found("photo", "f", 1, message_id, "album") for message_id in range(1, 6)]
    stored = [await keep_part(session, part, street.resident.id, -1, now) for part in parts]
    assert [each is not None for each in stored] == [True, True, True, False, False]
    assert await session.scalar(select(func.count()).select_from(Evidence)) == 3
