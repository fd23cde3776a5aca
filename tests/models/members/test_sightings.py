from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Binding
from models.members.sightings import Sighting, grids_where_seen, known, record_sightings
from models.members.tables import Person
from models.onboarding.chat_reachability import moved
from tests.street import GROUP, Street


async def count(session: AsyncSession) -> int:
    await session.flush()
    return await session.scalar(select(func.count()).select_from(Sighting)) or 0


async def meet(session: AsyncSession, person: Person, now: datetime, *chats: int) -> None:
    """As a request is made: found, and written down where that is new."""
    people, seen = await known(session, [person.tg_user_id], chats)
    record_sightings(session, [(people.get(person.tg_user_id, person), chat) for chat in chats], seen, now)


async def test_a_person_is_written_down_once_for_a_chat(session: AsyncSession, street: Street, now: datetime) -> None:
    for minute in range(4):
        for person in (street.resident, street.member):
            await meet(session, person, now + timedelta(minutes=minute), GROUP)
    assert await count(session) == 2


async def test_who_was_seen_elsewhere_is_written_down_here_too(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await meet(session, street.resident, now, GROUP)
    await meet(session, street.resident, now, GROUP, -1009)
    assert await count(session) == 2


async def test_somebody_quite_new_is_written_down_too(session: AsyncSession, street: Street, now: datetime) -> None:
    new = Person(tg_user_id=99, name="新人", first_seen=now)
    session.add(new)
    record_sightings(session, [(new, GROUP), (new, GROUP)], set(), now)
    await session.flush()
    assert list(await grids_where_seen(session, new.id)) == [street.grid]


async def test_nobody_is_looked_for_without_a_sender(session: AsyncSession) -> None:
    assert await known(session, [], [GROUP]) == ({}, set())


async def test_a_group_that_became_a_supergroup_is_still_the_same(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await meet(session, street.resident, now, GROUP)
    await moved(session, GROUP, -2001, now)
    await session.flush()
    assert list(await grids_where_seen(session, street.resident.id)) == [street.grid]


async def test_a_group_that_is_no_longer_bound_tells_nothing(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await meet(session, street.resident, now, GROUP)
    await session.flush()
    binding = (await session.scalars(select(Binding).where(col(Binding.chat_id) == GROUP))).one()
    binding.unbound_at = now
    await session.flush()
    assert list(await grids_where_seen(session, street.resident.id)) == []
