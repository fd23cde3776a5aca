"""A resident's opinion (意见建议) is carried to whoever leads the grid, who answers by a day.

open ──answered by its leader, or the level it was handed up to──▶ done ──author: satisfied or not
  ├──“to the level above”──▶ open, theirs                            └──not satisfied, the first time──▶ open, of the
  └──“it is a hazard”──▶ done, with the hazard                                                           level above
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.errors import Conflict, Refused
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from models.grids.tables import Grid
from models.members.tables import Person, Post, Role
from models.numbers import next_number
from models.obligations.kinds import KINDS, Owners, TaskKind
from models.obligations.owners import Asked, Owner
from models.obligations.setting import give, next_look, told_at
from models.obligations.tables import SERIES, TITLE_LIMIT, Requirement
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.schedule.deadlines import DAY, end_of

THANKS = "obligations.opinion_thanks"
MOST, WINDOW = 5, DAY
WORDS_LIMIT = 500  # what stands under a photo, with room for the answer
KIND = TaskKind.OPINION


async def open_opinion(
    session: AsyncSession,
    grid: Grid,
    words: str,
    found: Sequence[Found],
    author: Person,
    clock: WallClock,
    *,
    chat_id: int,
    message_id: int | None = None,
) -> Requirement:
    """`message_id` is what was written in a group. Raises Refused for too many in a day, Conflict where there are too
    many words.
    """
    await need_room(session, words, author, clock.now)
    due_at = due_in(KINDS[KIND].days, clock)
    opinion = Requirement(
        number=await next_number(session, SERIES),
        kind=KIND,
        grid_id=grid.id,
        author_id=author.id,
        chat_id=chat_id,
        message_id=message_id,
        title=title_of(words),
        words=words,
        asked=Asked(Owners.LEADERS).kept(),
        due_at=due_at,
        created_at=clock.now,
        next_at=next_look(KIND, due_at, clock),
    )
    session.add(opinion)
    await session.flush()
    for each in found:
        await attach(session, opinion.subject, each, author.id, chat_id, Moment.BEFORE, clock.now)
    give(session, opinion, await leader_of(session, grid), told_at(KIND, clock))
    enqueue(session, chat_id, THANKS, Lane.REPLY, clock.now, subject_id=opinion.id, reply_to=message_id)
    await session.flush()
    return opinion


async def need_room(session: AsyncSession, words: str, author: Person, now: datetime) -> None:
    """Raises like open_opinion()."""
    if len(words) > WORDS_LIMIT:
        raise Conflict("opinion.long", limit=WORDS_LIMIT)
    rows = select(func.count()).where(
        col(Requirement.author_id) == author.id,
        col(Requirement.kind) == KIND,
        col(Requirement.created_at) > now - WINDOW,
    )
    if (await session.scalar(rows) or 0) >= MOST:
        raise Refused("opinion.many", count=MOST)


async def own_opinions(
    session: AsyncSession, author: Person, most: int, *where: ColumnElement[bool]
) -> Sequence[Requirement]:
    """The newest first."""
    rows = select(Requirement).where(col(Requirement.kind) == KIND, col(Requirement.author_id) == author.id, *where)
    return (await session.scalars(rows.order_by(col(Requirement.number).desc()).limit(most))).all()


def due_in(days: int, clock: WallClock) -> datetime:
    return end_of(clock.now.astimezone(clock.zone).date() + timedelta(days=days), clock.zone)


def title_of(words: str) -> str:
    """What it is called in lists."""
    line = " ".join(words.split())
    return line if len(line) <= TITLE_LIMIT else f"{line[: TITLE_LIMIT - 1]}…"


async def leader_of(session: AsyncSession, grid: Grid) -> Owner:
    """The first post there, or the grid's alone while it has none."""
    rows = select(col(Post.id)).where(
        col(Post.grid_id) == grid.id, col(Post.role) == Role.LEADER, col(Post.ended_at).is_(None)
    )
    claimed_first = (col(Post.person_id).is_(None), col(Post.rank), col(Post.id))
    return Owner(grid.id, Role.LEADER, await session.scalar(rows.order_by(*claimed_first).limit(1)))
