"""The small street with its leader, a leaders' chat, and a second community with a grid, a group and a member."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.grids.tables import Binding, Chat, Grid, Level, Purpose
from models.grids.tree import path_of
from models.members.positions import HeldPosition
from models.members.tables import Person, Post, Role
from models.notices.audience import Audience, Reach
from models.notices.drafting import begin_draft
from models.notices.tables import Notice, NoticeCopy, NoticeKind, NoticeLevel
from models.outbox.tables import MessageState, OutboxMessage
from tests.due import SHANGHAI
from tests.offices import hold, person
from tests.street import Street

WHOLE = {"source": "街道应急办", "danger": "高空坠物", "place": "全街道", "action": "收好阳台杂物", "until": ""}
LEADERS_CHAT, OTHER_GROUP = -1002, -1003


@dataclass
class Town:
    """`boss` and `deputy` lead the street."""

    street: Street
    boss: Person
    deputy: Person
    other_community: Grid
    other_grid: Grid
    other_member: Person


def grid(code: str, level: Level, above: Grid) -> Grid:
    made = Grid(code=code, name=f"{code}网格", level=level, path="", parent_id=above.id)
    made.path = path_of(made.id, above.path)
    return made


async def bind(session: AsyncSession, where: Grid, chat_id: int, purpose: Purpose, now: datetime) -> None:
    session.add(Chat(id=chat_id, type="supergroup", title=f"{where.name}群", seen_at=now))
    await session.flush()
    session.add(Binding(grid_id=where.id, purpose=purpose, chat_id=chat_id, bound_at=now))
    await session.flush()


async def build(session: AsyncSession, street: Street, now: datetime) -> Town:
    community = grid("S-2", Level.COMMUNITY, street.street)
    made = Town(
        street,
        boss=person(session, 31, "曹林文", now),
        deputy=person(session, 32, "副主任", now),
        other_community=community,
        other_grid=grid("S-2-1", Level.GRID, community),
        other_member=person(session, 33, "彭春远", now),
    )
    session.add_all([community, made.other_grid])
    hold(session, street.street, Role.LEADER, made.boss)
    hold(session, street.street, Role.LEADER, made.deputy)
    hold(session, made.other_grid, Role.MEMBER, made.other_member)
    await bind(session, street.community, LEADERS_CHAT, Purpose.LEADERS, now)
    await bind(session, made.other_grid, OTHER_GROUP, Purpose.GROUP, now)
    return made


@pytest.fixture
async def town(session: AsyncSession, street: Street, now: datetime) -> Town:
    return await build(session, street, now)


def clock(now: datetime) -> WallClock:
    return WallClock(now, SHANGHAI)


async def drafted(
    session: AsyncSession, town: Town, now: datetime, kind: NoticeKind = NoticeKind.NOTICE, **values: Any
) -> Notice:
    """By the first leader of the street, for all of it, to groups unless `values` say otherwise."""
    post = (await session.scalars(select(Post).where(col(Post.person_id) == town.boss.id))).one()
    by = HeldPosition(post, town.street.street)
    notice = await begin_draft(session, kind, town.boss, by, town.boss.tg_user_id, "明日停电检修", now)
    if kind is NoticeKind.WARNING:
        values = {"level": NoticeLevel.ORANGE, "parts": WHOLE, **values}
    for name, value in values.items():
        setattr(notice, name, value)
    await session.flush()
    return notice


def to(*reach: Reach, **narrower: Any) -> dict[str, Any]:
    return Audience(frozenset(reach), **narrower).kept()


async def copies(session: AsyncSession, notice: Notice) -> list[int]:
    rows = select(col(NoticeCopy.chat_id)).where(col(NoticeCopy.notice_id) == notice.id).order_by(col(NoticeCopy.id))
    return list((await session.scalars(rows)).all())


async def messages(session: AsyncSession, kind: str) -> list[OutboxMessage]:
    await session.flush()
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == kind).order_by(col(OutboxMessage.id))
    return list((await session.scalars(rows.execution_options(populate_existing=True))).all())


async def said(session: AsyncSession, kind: str, now: datetime, *chats: int) -> None:
    """As if delivery had said those of this kind in these chats, or in all."""
    for number, message in enumerate(await messages(session, kind), 1):
        if not chats or message.chat_id in chats:
            message.state, message.sent_at, message.message_id = MessageState.SENT, now, number
    await session.flush()
