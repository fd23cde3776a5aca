from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.departments.reach import chats_of, department_at, liaisons_of
from models.departments.tables import departments_for
from models.grids.tables import Chat
from models.members.tables import Leave, LeaveState, Person
from tests import offices
from tests.offices import Offices
from tests.street import Street


@pytest.fixture
async def above(session: AsyncSession, street: Street, now: datetime) -> Offices:
    return await offices.build(session, street, now)


async def away(session: AsyncSession, person: Person, now: datetime) -> None:
    leave = Leave(person_id=person.id, begins_at=now, ends_at=now, state=LeaveState.AWAY, filed_at=now)
    session.add(leave)
    await session.flush()


async def test_departments_of_the_nearest_level_come_first_and_retired_ones_not_at_all(
    session: AsyncSession, street: Street, above: Offices, now: datetime
) -> None:
    assert [each.name for each in await departments_for(session, street.grid)] == ["派出所", "消防大队"]
    above.police.retired_at = now
    assert [each.name for each in await departments_for(session, street.grid)] == ["消防大队"]
    assert [each.name for each in await departments_for(session, above.district)] == ["消防大队"]


async def test_a_liaison_on_leave_is_passed_over_as_long_as_there_is_another(
    session: AsyncSession, above: Offices, now: datetime
) -> None:
    assert await chats_of(session, above.police) == [34, 35]
    await away(session, above.liaison, now)
    assert await chats_of(session, above.police) == [35]
    await away(session, above.second_liaison, now)
    assert await chats_of(session, above.police) == [34, 35]


async def test_a_chat_tells_whose_it_is(session: AsyncSession, above: Offices, now: datetime) -> None:
    session.add(Chat(id=-77, type="supergroup", title="派出所群", seen_at=now))
    above.police.chat_id = -77
    await session.flush()
    found = await department_at(session, -77)
    assert found is not None
    assert found.id == above.police.id
    assert await department_at(session, -78) is None


async def test_liaisons_are_those_of_the_one_department(session: AsyncSession, above: Offices) -> None:
    assert [post.name for post in await liaisons_of(session, above.police)] == ["王警官", "李警官"]
