from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db import Database
from models.grids.chats import moved
from models.grids.tables import Binding
from models.members.sightings import Sighted, Sighting, grids_where_seen
from models.members.tables import Person
from tests.street import GROUP, Street, build


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    async with database.write() as opened:
        yield opened


@pytest.fixture
async def street(session: AsyncSession, now: datetime) -> Street:
    return await build(session, now)


async def count(session: AsyncSession) -> int:
    await session.flush()
    return await session.scalar(select(func.count()).select_from(Sighting)) or 0


async def test_a_person_is_written_down_once_for_a_chat(session: AsyncSession, street: Street, now: datetime) -> None:
    sighted = Sighted()
    for minute in range(4):
        met = [(street.resident, GROUP), (street.member, GROUP), (street.resident, GROUP)]
        await sighted.note(session, met, now + timedelta(minutes=minute))
    assert await count(session) == 2


async def test_somebody_quite_new_is_written_down_too(session: AsyncSession, street: Street, now: datetime) -> None:
    new = Person(tg_user_id=99, name="新人", first_seen=now)
    session.add(new)
    await Sighted().note(session, [(new, GROUP)], now)
    await session.flush()
    assert list(await grids_where_seen(session, new.id)) == [street.grid]


async def test_what_a_rolled_back_transaction_wrote_is_written_again(
    database: Database, session: AsyncSession, street: Street, now: datetime
) -> None:
    await session.commit()
    sighted = Sighted()
    async with database.read() as lost:
        await sighted.note(lost, [(street.resident, GROUP)], now)
        await lost.rollback()
    await sighted.note(session, [(street.resident, GROUP)], now)
    assert await count(session) == 1


async def test_a_group_that_became_a_supergroup_is_still_the_same(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await Sighted().note(session, [(street.resident, GROUP)], now)
    await moved(session, GROUP, -2001, now)
    await session.flush()
    assert list(await grids_where_seen(session, street.resident.id)) == [street.grid]


async def test_a_group_that_is_no_longer_bound_tells_nothing(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await Sighted().note(session, [(street.resident, GROUP)], now)
    await session.flush()
    binding = (await session.scalars(select(Binding).where(col(Binding.chat_id) == GROUP))).one()
    binding.unbound_at = now
    await session.flush()
    assert list(await grids_where_seen(session, street.resident.id)) == []
