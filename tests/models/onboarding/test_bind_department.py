from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.departments.reach import department_at
from models.errors import Conflict, NotFound, Refused
from models.grids.tables import Chat, Purpose
from models.onboarding import bind_chat, chat_reachability, one_time_codes
from models.onboarding.bind_department import bind, department_offers, is_for_department, unbind
from tests import offices
from tests.offices import Offices
from tests.street import GROUP, Street


@pytest.fixture
async def above(session: AsyncSession, street: Street, now: datetime) -> Offices:
    return await offices.build(session, street, now)


@pytest.fixture
async def chat(session: AsyncSession, now: datetime) -> Chat:
    made = Chat(id=-77, type="supergroup", title="派出所群", seen_at=now)
    session.add(made)
    await session.flush()
    return made


async def code_of(session: AsyncSession, name: str, now: datetime) -> str:
    return next(offer.code for offer in await department_offers(session, now) if offer.department == name)


async def test_each_department_without_a_chat_is_offered_one_code_that_stays(
    session: AsyncSession, street: Street, above: Offices, now: datetime
) -> None:
    first = await department_offers(session, now)
    assert [(offer.grid_code, offer.department) for offer in first] == [("D", "消防大队"), ("S", "派出所")]
    assert await department_offers(session, now) == first
    assert await department_offers(session, now, street.street) == first[1:]


async def test_a_code_binds_once_and_a_bound_department_is_offered_none(
    session: AsyncSession, above: Offices, chat: Chat, now: datetime
) -> None:
    code = await code_of(session, "派出所", now)
    assert await is_for_department(session, code.lower())
    bound = await bind(session, chat, code, above.liaison, now, admin=True)
    assert (bound.id, bound.chat_id) == (above.police.id, chat.id)
    await session.flush()
    assert [offer.department for offer in await department_offers(session, now)] == ["消防大队"]
    other = Chat(id=-78, type="supergroup", title="另一群", seen_at=now)
    session.add(other)
    with pytest.raises(Conflict, match=r"code\.used"):
        await bind(session, other, code, above.liaison, now, admin=True)


@pytest.mark.parametrize(("admin", "code"), [(False, "bind.not_admin"), (None, "bind.unsure")])
async def test_only_an_administrator_binds_and_frees(
    session: AsyncSession, above: Offices, chat: Chat, now: datetime, admin: bool | None, code: str
) -> None:
    typed = await code_of(session, "派出所", now)
    with pytest.raises(Refused, match=code):
        await bind(session, chat, typed, above.liaison, now, admin=admin)
    await bind(session, chat, typed, above.liaison, now, admin=True)
    with pytest.raises(Refused, match=code):
        await unbind(session, chat, above.police.id, above.liaison, admin=admin)


async def test_freed_it_is_nobody_s_chat(session: AsyncSession, above: Offices, chat: Chat, now: datetime) -> None:
    await bind(session, chat, await code_of(session, "派出所", now), above.liaison, now, admin=True)
    await session.flush()
    await unbind(session, chat, above.police.id, above.liaison, admin=True)
    assert await department_at(session, chat.id) is None
    with pytest.raises(Conflict):
        await unbind(session, chat, above.police.id, above.liaison, admin=True)


async def test_a_chat_serves_a_grid_or_a_department(
    session: AsyncSession, street: Street, above: Offices, chat: Chat, now: datetime
) -> None:
    group = await session.get_one(Chat, GROUP)
    typed = await code_of(session, "派出所", now)
    with pytest.raises(Conflict, match=r"chat\.bound"):
        await bind(session, group, typed, above.liaison, now, admin=True)
    await bind(session, chat, typed, above.liaison, now, admin=True)
    await session.flush()
    offered = await one_time_codes.offers(session, now, street.street)
    leaders = next(offer.code for offer in offered if offer.purpose is Purpose.LEADERS)
    with pytest.raises(Conflict, match=r"chat\.bound"):
        await bind_chat.check(session, chat, leaders, now)


async def test_a_department_in_reach_takes_no_second_chat(
    session: AsyncSession, above: Offices, chat: Chat, now: datetime
) -> None:
    first, second = await code_of(session, "派出所", now), await code_of(session, "消防大队", now)
    await bind(session, chat, first, above.liaison, now, admin=True)
    await session.flush()
    await session.refresh(above.police)
    chat.reachable = False
    await session.flush()
    again = await code_of(session, "派出所", now)
    other = Chat(id=-78, type="supergroup", title="新群", seen_at=now)
    session.add(other)
    await session.flush()
    assert (await bind(session, other, again, above.liaison, now, admin=True)).chat_id == -78
    with pytest.raises(Conflict, match=r"chat\.bound"):
        await bind(session, other, second, above.other_liaison, now, admin=True)


async def test_a_retired_department_and_a_wrong_code_bind_nothing(
    session: AsyncSession, above: Offices, chat: Chat, now: datetime
) -> None:
    typed = await code_of(session, "派出所", now)
    above.police.retired_at = now
    with pytest.raises(Refused, match=r"grid\.retired"):
        await bind(session, chat, typed, above.liaison, now, admin=True)
    assert not await is_for_department(session, "NONESUCH")
    with pytest.raises(NotFound):
        await bind(session, chat, "NONESUCH", above.liaison, now, admin=True)


async def test_a_group_that_becomes_a_supergroup_stays_the_department_s_chat(
    session: AsyncSession, above: Offices, chat: Chat, now: datetime
) -> None:
    await bind(session, chat, await code_of(session, "派出所", now), above.liaison, now, admin=True)
    await chat_reachability.moved(session, chat.id, -1000077, now)
    await session.refresh(above.police)
    assert above.police.chat_id == -1000077
