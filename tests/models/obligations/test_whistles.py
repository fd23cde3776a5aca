"""Whistles: who does not answer is reminded, and the level above hears, in minutes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.departments.tables import Department
from models.due import WallClock
from models.errors import Conflict, Refused
from models.escalation.policy_store import set_ladder
from models.escalation.policy_text import parse
from models.grids.tables import Chat
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act as HazardStep
from models.hazards.workflow import State
from models.members.tables import Post, Role
from models.obligations.acting import perform
from models.obligations.tables import Obligation, Requirement, RequirementState
from models.obligations.telling import OBLIGATIONS_DUE, REQUIREMENTS_DUE
from models.obligations.whistles.blowing import Whistle, blow, callers_grids, hazard_below
from models.obligations.whistles.pace import GRAMMAR, WHISTLE
from models.obligations.workflow import Act
from models.outbox.tables import OutboxMessage
from tests.street import GROUP, Street

ZONE, MINUTE = ZoneInfo("Asia/Shanghai"), timedelta(minutes=1)
POLICE, FIRE = -2001, -2002


async def passes(session: AsyncSession, now: datetime) -> None:
    await session.flush()
    for due in (OBLIGATIONS_DUE, REQUIREMENTS_DUE):
        await due.take(session, WallClock(now, ZONE))
    await session.flush()


async def told(session: AsyncSession, kind: str) -> list[int]:
    rows = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == kind)
    return list(await session.scalars(rows.order_by(col(OutboxMessage.id))))


async def departments(session: AsyncSession, street: Street, now: datetime) -> list[int]:
    made = [
        Department(grid_id=street.street.id, name=name, chat_id=chat)
        for name, chat in (("派出所", POLICE), ("消防站", FIRE))
    ]
    chats = [
        Chat(id=each.chat_id or 0, type="supergroup", title=each.name, seen_at=now, reachable=True) for each in made
    ]
    session.add_all([*made, *chats])
    await session.flush()
    return [each.id for each in made]


async def street_leader(session: AsyncSession, street: Street, now: datetime) -> None:
    person = street.stranger
    about: dict[str, Any] = {"role": Role.LEADER, "name": person.name, "phone": "", "person_id": person.id}
    session.add(Post(grid_id=street.street.id, **about, claimed_at=now))
    await session.flush()


async def blown(
    session: AsyncSession, street: Street, chosen: Sequence[int], now: datetime, hazard: Hazard | None = None
) -> Requirement:
    new = Whistle(chosen, "吹哨报到", "违建堵塞消防通道", hazard)
    return await blow(session, street.community, new, street.community_leader, 15, WallClock(now, ZONE))


async def reported(session: AsyncSession, street: Street, now: datetime) -> Hazard:
    row = Hazard(grid_id=street.grid.id, chat_id=GROUP, state=State.OPEN, text="楼道堆物", number=7, created_at=now)
    session.add(row)
    await session.flush()
    return row


async def story(session: AsyncSession, hazard: Hazard) -> list[tuple[HazardStep, dict[str, Any]]]:
    rows = select(HazardEvent).where(col(HazardEvent.hazard_id) == hazard.id).order_by(col(HazardEvent.id))
    return [(each.act, each.data) for each in await session.scalars(rows)]


async def shares(session: AsyncSession, of: Requirement) -> Sequence[Obligation]:
    rows = select(Obligation).where(col(Obligation.requirement_id) == of.id)
    return (await session.scalars(rows.order_by(col(Obligation.id)))).all()


async def test_who_does_not_answer_is_reminded_and_the_street_hears_and_who_does_is_left_alone(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await street_leader(session, street, now)
    made = await blown(session, street, await departments(session, street, now), now)
    await passes(session, now)
    assert await told(session, "obligations.card") == [POLICE, FIRE]
    police, _ = await shares(session, made)
    await perform(session, police, Act.COMING, street.stranger, now + MINUTE)
    await passes(session, now + 9 * MINUTE)
    assert await told(session, "obligations.reminder") == []
    await passes(session, now + 10 * MINUTE)
    assert await told(session, "obligations.reminder") == [FIRE]
    assert await told(session, "obligations.unanswered") == []
    await passes(session, now + 20 * MINUTE)
    assert await told(session, "obligations.unanswered") == [16]
    for share in await shares(session, made):
        await perform(session, share, Act.DONE, street.stranger, now + 30 * MINUTE)
    assert made.state is RequirementState.CLOSED


async def test_all_who_answer_in_time_are_no_news_to_the_street(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await street_leader(session, street, now)
    made = await blown(session, street, await departments(session, street, now), now)
    await passes(session, now)
    for share in await shares(session, made):
        await perform(session, share, Act.ARRIVED, street.stranger, now + MINUTE)
    await passes(session, now + 20 * MINUTE)
    assert await told(session, "obligations.reminder") == []
    assert await told(session, "obligations.unanswered") == []


async def test_communities_and_streets_blow_the_whistle_and_call_somebody(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    assert await callers_grids(session, street.leader) == []
    assert await callers_grids(session, street.community_leader) == [street.community]
    with pytest.raises(Conflict, match="nobody"):
        await blown(session, street, [], now)
    clock = WallClock(now, ZONE)
    with pytest.raises(Refused, match="level"):
        await blow(session, street.grid, Whistle([1], "吹哨"), street.leader, 14, clock)
    new = Whistle(await departments(session, street, now), "吹哨")
    with pytest.raises(Refused, match="not_leader"):
        await blow(session, street.community, new, street.leader, 14, clock)


async def test_a_street_may_have_another_pace(session: AsyncSession, street: Street, now: datetime) -> None:
    await street_leader(session, street, now)
    quick = parse("not accepted 3m told\nnot accepted 5m above", GRAMMAR)
    await set_ladder(session, street.street, WHISTLE, quick, now)
    await blown(session, street, await departments(session, street, now), now)
    await passes(session, now)
    for minute, reminded, unanswered in ((2, 0, 0), (3, 2, 0), (4, 2, 0), (5, 2, 1), (8, 4, 1), (16, 4, 1), (17, 6, 1)):
        await passes(session, now + minute * MINUTE)
        assert len(await told(session, "obligations.reminder")) == reminded, minute
        assert len(await told(session, "obligations.unanswered")) == unanswered, minute


async def test_of_a_hazard_its_story_says_who_was_called_came_and_was_done(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await street_leader(session, street, now)
    chosen, hazard = await departments(session, street, now), await reported(session, street, now)
    await blown(session, street, chosen, now)
    assert await story(session, hazard) == []
    made = await blown(session, street, chosen, now, hazard)
    for share in await shares(session, made):
        for act in (Act.COMING, Act.ARRIVED, Act.DONE):
            await perform(session, share, act, street.stranger, now + MINUTE)
    police, fire = chosen
    assert await story(session, hazard) == [
        (HazardStep.CALLED, {"departments": [police, fire]}),
        (HazardStep.CALLED_ARRIVED, {"department": police}),
        (HazardStep.CALLED_DONE, {"department": police}),
        (HazardStep.CALLED_ARRIVED, {"department": fire}),
        (HazardStep.CALLED_DONE, {"department": fire}),
    ]


async def test_a_hazard_of_another_community_is_not_known_here(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    hazard = await reported(session, street, now)
    assert await hazard_below(session, street.community, hazard.number) is hazard
    assert await hazard_below(session, street.grid, hazard.number + 1) is None
    hazard.grid_id = street.street.id
    await session.flush()
    assert await hazard_below(session, street.community, hazard.number) is None
