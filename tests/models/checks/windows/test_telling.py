"""Whatever was missed is named to somebody, also where nobody leads, or can be reached, nearby."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.windows.telling import MISSED_CHECKS, missed_for
from models.grids.tables import Chat
from models.members.tables import Role
from models.outbox.tables import MessageState, OutboxMessage
from tests.models.checks.owing import add_place, go_by, local, owe, tick, windows
from tests.offices import hold, told
from tests.street import Street, resign

WEEKLY = "member  shop  weekly"


async def test_where_nobody_leads_the_next_level_above_hears(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await resign(session, street.leader, local("2026-11-02"))
    await go_by(session, "2026-11-02", "2026-11-09")
    above = street.community_leader.tg_user_id
    assert await told(session, MISSED_CHECKS) == [(above, "")]
    [named] = await missed_for(session, above, local("2026-11-09").date())
    assert named.names == [("甲店", None)]


async def test_who_leads_and_has_blocked_the_bot_is_passed_over(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    blocked = update(Chat).where(col(Chat.id) == street.leader.tg_user_id)
    await session.execute(blocked.values(reachable=False))
    await go_by(session, "2026-11-02", "2026-11-09")
    above = street.community_leader.tg_user_id
    assert [chat for chat, _ in await told(session, MISSED_CHECKS)] == [above]
    assert await missed_for(session, above, local("2026-11-09").date())


async def test_a_vacancy_below_a_community_without_a_leader_climbs_further(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    for person in (street.member, street.other_member, street.leader, street.community_leader):
        await resign(session, person, local("2026-11-02"))
    head = street.stranger
    hold(session, street.street, Role.LEADER, head)
    await go_by(session, "2026-11-02", "2026-11-09")
    assert [chat for chat, _ in await told(session, MISSED_CHECKS)] == [head.tg_user_id]
    [named] = await missed_for(session, head.tg_user_id, local("2026-11-09").date())
    assert named.vacant


async def test_what_is_closed_after_the_message_was_said_is_added_to_it(session: AsyncSession, street: Street) -> None:
    """The program was down over midnight, and closes window after window while the first ones are told already."""
    await owe(session, street.grid, f"{WEEKLY}\nmember  rental  weekly", local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await add_place(session, street.grid, "出租屋", "rental")
    await go_by(session, "2026-11-02", "2026-11-08")
    *_, late = await windows(session, street.grid)
    due, late.due_at = late.due_at, local("2026-11-09", 10)
    await tick(session, local("2026-11-09"))
    said = col(OutboxMessage.kind) == MISSED_CHECKS
    await session.execute(update(OutboxMessage).where(said).values(state=MessageState.SENT, message_id=77))
    await session.refresh(late)
    late.due_at = due
    await tick(session, local("2026-11-09", 10))
    rows = await session.execute(select(col(OutboxMessage.state), col(OutboxMessage.revision)).where(said))
    assert rows.all() == [(MessageState.PENDING, 2)]


async def test_what_nobody_can_be_told_is_told_once_somebody_can(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    leaders = (street.leader, street.community_leader)
    chats = [each.tg_user_id for each in leaders]
    await session.execute(update(Chat).where(col(Chat.id).in_(chats)).values(reachable=False))
    await go_by(session, "2026-11-02", "2026-11-16")
    assert await told(session, MISSED_CHECKS) == []
    await session.execute(update(Chat).where(col(Chat.id) == chats[0]).values(reachable=True))
    await go_by(session, "2026-11-17", "2026-11-18")
    assert await told(session, MISSED_CHECKS) == [(chats[0], "")]
    found = await missed_for(session, chats[0], local("2026-11-17").date())
    assert [str(each.window.first) for each in found] == ["2026-11-02", "2026-11-09"]


@pytest.mark.long
async def test_after_a_month_nobody_is_tried_any_more(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, "member  shop  monthly", local("2026-11-01"))
    await add_place(session, street.grid, "甲店")
    for person in (street.leader, street.community_leader):
        await resign(session, person, local("2026-11-02"))
    await go_by(session, "2026-11-01", "2026-12-31")
    first, *_ = await windows(session, street.grid)
    assert first.tell_at is not None
    await go_by(session, "2027-01-01", "2027-01-12")
    await session.refresh(first)
    assert first.tell_at is None
