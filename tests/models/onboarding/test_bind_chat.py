import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import Database
from models.errors import WanggeError
from models.grids.tables import BindCode, Binding, Chat, Grid, Purpose
from models.members.tables import Person, Post, Role
from models.onboarding import bind_chat, one_time_codes
from tests.street import GROUP, Street, build

NEW = -3001


@pytest.fixture
async def chat(session: AsyncSession, now: datetime) -> Chat:
    fresh = Chat(id=NEW, type="group", title="社区群", seen_at=now)
    session.add(fresh)
    await session.flush()
    return fresh


async def code_for(session: AsyncSession, grid: Grid, purpose: Purpose, now: datetime) -> str:
    offered = await one_time_codes.offers(session, now, grid)
    return next(each.code for each in offered if (each.grid_code, each.purpose) == (grid.code, purpose))


async def bind(session: AsyncSession, chat: Chat, typed: str, by: Person | None, now: datetime) -> Binding:
    bindable = await bind_chat.check(session, chat, typed, now)
    return await bind_chat.bind(session, bindable, by, now, admin=True)


@pytest.mark.parametrize("purpose", Purpose)
async def test_a_code_binds_a_group(
    session: AsyncSession, street: Street, chat: Chat, now: datetime, purpose: Purpose
) -> None:
    code = await code_for(session, street.community, purpose, now)
    bound = await bind(session, chat, code.lower(), street.leader, now)
    assert (bound.grid_id, bound.purpose, bound.chat_id) == (street.community.id, purpose, NEW)
    assert (bound.bound_by, bound.bound_at, bound.unbound_at) == (street.leader.id, now, None)
    assert await bind_chat.binding_of(session, NEW) == (bound, street.community)
    assert (await session.get_one(BindCode, code)).used_by == street.leader.id


async def test_a_grid_has_a_group_and_a_leaders_chat_each(
    session: AsyncSession, street: Street, chat: Chat, now: datetime
) -> None:
    await bind(session, chat, await code_for(session, street.grid, Purpose.LEADERS, now), street.leader, now)
    assert await bind_chat.binding_of(session, GROUP) is not None
    assert await bind_chat.binding_of(session, NEW) is not None


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("private", "CODE", "bind.private"),
        ("channel", "CODE", "bind.channel"),
        ("group", "", "code.missing"),
        ("group", "——", "code.missing"),
        ("group", "NOSUCHCODE22", "code.unknown"),
        ("supergroup", "A" * 10_000, "code.unknown"),
    ],
)
async def test_a_chat_or_code_that_cannot_be_is_refused(
    session: AsyncSession, street: Street, chat: Chat, now: datetime, kind: str, typed: str, expected: str
) -> None:
    chat.type = kind
    with pytest.raises(WanggeError) as refusal:
        await bind_chat.check(session, chat, typed, now)
    assert refusal.value.code == expected


async def test_used_and_expired_codes_are_refused(
    session: AsyncSession, street: Street, chat: Chat, now: datetime
) -> None:
    code = await code_for(session, street.community, Purpose.GROUP, now)
    with pytest.raises(WanggeError, match=r"code\.expired"):
        await bind_chat.check(session, chat, code, now + one_time_codes.LIFE)
    bound = await bind(session, chat, code, street.leader, now)
    await bind_chat.unbind(session, chat, bound.id, street.leader, now, admin=True)
    with pytest.raises(WanggeError, match=r"code\.used"):
        await bind_chat.check(session, chat, code, now)


async def test_a_code_for_a_post_binds_no_group(
    session: AsyncSession, street: Street, chat: Chat, now: datetime
) -> None:
    session.add(Post(grid_id=street.grid.id, role=Role.BACKUP, name="新人", phone="+8619900000044"))
    [offer] = await one_time_codes.post_offers(session, now)
    with pytest.raises(WanggeError, match=r"code\.of_post"):
        await bind_chat.check(session, chat, offer.code, now)


async def test_a_grid_that_has_its_group_is_refused_with_the_group_s_title(
    session: AsyncSession, street: Street, chat: Chat, now: datetime
) -> None:
    code = await code_for(session, street.community, Purpose.GROUP, now)
    other = Chat(id=-3002, type="group", title="先到的群", seen_at=now)
    session.add_all([other, Binding(grid_id=street.community.id, purpose=Purpose.GROUP, chat_id=-3002, bound_at=now)])
    with pytest.raises(WanggeError) as refusal:
        await bind_chat.check(session, chat, code, now)
    assert (refusal.value.code, refusal.value.data) == ("grid.bound", {"grid": "S-1网格", "title": "先到的群"})


async def test_a_bound_chat_is_refused_even_its_own_code(
    session: AsyncSession, street: Street, chat: Chat, now: datetime
) -> None:
    code = await code_for(session, street.community, Purpose.GROUP, now)
    await bind(session, chat, code, street.leader, now)
    for typed in (code, await code_for(session, street.street, Purpose.GROUP, now)):
        with pytest.raises(WanggeError) as refusal:
            await bind_chat.check(session, chat, typed, now)
        assert (refusal.value.code, refusal.value.data) == ("chat.bound", {"grid": "S-1网格"})


async def test_a_retired_grid_is_refused(session: AsyncSession, street: Street, chat: Chat, now: datetime) -> None:
    code = await code_for(session, street.community, Purpose.GROUP, now)
    street.community.retired_at = now
    with pytest.raises(WanggeError, match=r"grid\.retired"):
        await bind_chat.check(session, chat, code, now)


@pytest.mark.parametrize(
    ("real", "admin", "expected"),
    [(False, None, "bind.anonymous"), (True, None, "bind.unsure"), (True, False, "bind.not_admin")],
)
async def test_only_a_real_administrator_binds_or_unbinds(
    session: AsyncSession,
    street: Street,
    chat: Chat,
    now: datetime,
    real: bool,
    admin: bool | None,
    expected: str,
) -> None:
    code = await code_for(session, street.community, Purpose.GROUP, now)
    by = street.leader if real else None
    bindable = await bind_chat.check(session, chat, code, now)
    with pytest.raises(WanggeError) as refusal:
        await bind_chat.bind(session, bindable, by, now, admin=admin)
    assert refusal.value.code == expected
    assert await one_time_codes.find(session, code, now)
    bound = await bind(session, chat, code, street.leader, now)
    with pytest.raises(WanggeError) as refusal:
        await bind_chat.unbind(session, chat, bound.id, by, now, admin=admin)
    assert refusal.value.code == expected
    assert await bind_chat.binding_of(session, NEW) is not None


async def test_unbinding_frees_chat_and_grid_and_stays_in_history(
    session: AsyncSession, street: Street, chat: Chat, now: datetime
) -> None:
    bound = await bind(session, chat, await code_for(session, street.community, Purpose.GROUP, now), street.leader, now)
    later = now + timedelta(hours=1)
    await bind_chat.unbind(session, chat, bound.id, street.leader, later, admin=True)
    assert await bind_chat.binding_of(session, NEW) is None
    assert (await session.get_one(Binding, bound.id)).unbound_at == later
    again = await code_for(session, street.community, Purpose.GROUP, later)
    assert (await bind(session, chat, again, street.leader, later)).id != bound.id


async def test_unbinding_twice_or_from_another_chat_is_refused(
    session: AsyncSession, street: Street, chat: Chat, now: datetime
) -> None:
    bound = await bind_chat.binding_of(session, GROUP)
    assert bound is not None
    with pytest.raises(WanggeError, match=r"chat\.free"):
        await bind_chat.unbind(session, chat, bound[0].id, street.leader, now, admin=True)
    group = await session.get_one(Chat, GROUP)
    await bind_chat.unbind(session, group, bound[0].id, street.leader, now, admin=True)
    with pytest.raises(WanggeError, match=r"chat\.free"):
        await bind_chat.unbind(session, group, bound[0].id, street.leader, now, admin=True)


async def test_a_chat_out_of_reach_gives_way_to_a_new_one(
    session: AsyncSession, street: Street, chat: Chat, now: datetime
) -> None:
    (await session.get_one(Chat, GROUP)).reachable = False
    code = await code_for(session, street.grid, Purpose.GROUP, now)
    await bind(session, chat, code, street.leader, now)
    assert await bind_chat.binding_of(session, GROUP) is None
    rows = await session.scalars(select(col(Binding.chat_id)).where(col(Binding.grid_id) == street.grid.id))
    assert set(rows) == {GROUP, NEW}


async def test_of_two_chats_with_one_code_at_once_one_wins(database: Database, now: datetime) -> None:
    async with database.write() as session:
        street = await build(session, now)
        code = await code_for(session, street.community, Purpose.GROUP, now)
        session.add_all([Chat(id=-n, type="group", title=f"{n}号群", seen_at=now) for n in range(1, 6)])

    async def attempt(chat_id: int) -> str:
        async with database.write() as session:
            chat = await session.get_one(Chat, chat_id)
            try:
                await bind(session, chat, code, street.leader, now)
            except WanggeError as refusal:
                return refusal.code
            return "bound"

    outcomes = await asyncio.gather(*(attempt(-n) for n in range(1, 6)))
    assert outcomes.count("bound") == 1
    assert set(outcomes) <= {"bound", "code.used", "grid.bound"}
    async with database.read() as session:
        rows = await session.scalars(select(Binding).where(col(Binding.grid_id) == street.community.id))
        assert len(rows.all()) == 1


async def test_of_two_codes_in_one_chat_at_once_one_wins_and_the_other_stays_good(
    database: Database, now: datetime
) -> None:
    async with database.write() as session:
        street = await build(session, now)
        session.add(Chat(id=NEW, type="group", title="社区群", seen_at=now))
        typed = [await code_for(session, street.community, purpose, now) for purpose in Purpose]

    async def attempt(code: str) -> str:
        async with database.write() as session:
            chat = await session.get_one(Chat, NEW)
            try:
                await bind(session, chat, code, street.leader, now)
            except WanggeError as refusal:
                return refusal.code
            return "bound"

    outcomes = await asyncio.gather(*map(attempt, typed))
    assert sorted(outcomes) == ["bound", "chat.bound"]
    async with database.read() as session:
        assert await one_time_codes.find(session, typed[outcomes.index("chat.bound")], now)
