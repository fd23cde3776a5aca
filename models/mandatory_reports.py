"""What must be reported but is no hazard: a house let, newcomers, people in need, unrest.

    told ──“got it” by a leader──▶ acknowledged
      ├──nobody in time──▶ told, one level up
      └──“it is a hazard”──▶ a hazard (reported without the reporter's name)

What must always hold: its words go to leaders in private alone, never to a group; it climbs until somebody has it.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, Subject, UtcDateTime, new_id, word
from models.due import DueRows, WallClock
from models.errors import Conflict, Refused
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from models.feature import Domain
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.members.permissions import Who, may_in
from models.members.reach import private_chats
from models.members.tables import Person, Role
from models.outbox.enqueue import enqueue, refresh
from models.outbox.tables import Lane
from models.transition import transition

MATTER, THANKS, HEARD = "hazards.matter", "hazards.matter_thanks", "hazards.matter_heard"
TEXT_LIMIT = 4000
PATIENCE = timedelta(hours=24)
NOBODY = timedelta(hours=1)
ALBUM_WITHIN = timedelta(minutes=10)


class MatterState(StrEnum):
    TOLD = "told"
    ACKNOWLEDGED = "acknowledged"
    HAZARD = "hazard"


class Matter(Row, table=True):
    """`found` are attach.Found as dicts; `level_id` is the grid whose leaders were told last."""

    __tablename__ = "matters"
    __table_args__ = (
        Index(
            "ix_matters_due",
            "due_at",
            postgresql_where=text("state = 'told'"),
            sqlite_where=text("state = 'told'"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    kind: str = Field(max_length=40)
    reporter_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger, index=True)
    text: str = Field(default="", sa_type=Text)
    found: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    state: MatterState = word(MatterState, default=MatterState.TOLD)
    level_id: int | None = Field(default=None, foreign_key="grids.id", sa_type=BigInteger)
    taken_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def subject(self) -> Subject:
        return Subject("mandatory_report", self.id)


async def take(
    session: AsyncSession,
    grid: Grid,
    kind: str,
    words: str,
    found: Sequence[Found],
    reporter: Person | None,
    now: datetime,
    *,
    chat_id: int,
) -> Matter:
    """Tell the first leaders at or above the grid who can be reached in private; `chat_id` is where it was said."""
    matter = Matter(
        grid_id=grid.id,
        kind=kind,
        reporter_id=reporter.id if reporter else None,
        text=words[:TEXT_LIMIT],
        found=[asdict(each) for each in found],
        created_at=now,
        due_at=now,
    )
    session.add(matter)
    await _keep(session, matter, found, chat_id, now)
    await _tell(session, matter, ids_in(grid.path)[::-1], now)
    return matter


async def _keep(session: AsyncSession, matter: Matter, found: Sequence[Found], chat_id: int, now: datetime) -> None:
    for each in found:
        await attach(session, matter.subject, each, matter.reporter_id, chat_id, Moment.BEFORE, now)


def found_of(matter: Matter) -> tuple[Found, ...]:
    return tuple(Found(**each) for each in matter.found)


async def part_of_album(
    session: AsyncSession,
    album: str | None,
    found: Sequence[Found],
    reporter: Person | None,
    now: datetime,
    *,
    chat_id: int,
) -> bool:
    """Parts without words go where the words of their album went."""
    if album is None or reporter is None:
        return False
    lately = select(Matter).where(col(Matter.reporter_id) == reporter.id, col(Matter.created_at) > now - ALBUM_WITHIN)
    for matter in (await session.scalars(lately.order_by(col(Matter.id).desc()))).all():
        if any(each["media_group_id"] == album for each in matter.found):
            matter.found = [*matter.found, *(asdict(each) for each in found)]
            await _keep(session, matter, found, chat_id, now)
            return True
    return False


def thank(session: AsyncSession, chat_id: int, message_id: int | None, reporter: Person | None, now: datetime) -> None:
    """In private to who has started the bot; else a word in the group that gives nothing away."""
    started = reporter is not None and reporter.started
    to = reporter.tg_user_id if started and reporter else chat_id
    enqueue(session, to, THANKS, Lane.REPLY, now, reply_to=None if started else message_id)


async def _tell(session: AsyncSession, matter: Matter, way: Sequence[int], now: datetime) -> None:
    """The first of these grids whose leaders can be reached; with none, it is tried again before long."""
    reached = await private_chats(session, way, Role.LEADER) if way else {}
    level = next((grid_id for grid_id in way if reached.get(grid_id)), None)
    matter.due_at = now + (PATIENCE if level else NOBODY)
    if level is not None:
        matter.level_id = level
        for chat_id in reached[level]:
            enqueue(session, chat_id, MATTER, Lane.ESCALATION, now, subject_id=matter.id)


async def chase(session: AsyncSession, matters: Sequence[Matter], clock: WallClock) -> None:
    """What nobody has taken goes one level up, and at the top is told again."""
    for matter in matters:
        grid = await session.get_one(Grid, matter.grid_id)
        way = ids_in(grid.path)[::-1]
        told = way.index(matter.level_id) if matter.level_id in way else -1
        await _tell(session, matter, [*way[told + 1 :], *way[max(told, 0) : told + 1]], clock.now)


UNTAKEN = DueRows(
    "matters",
    col(Matter.due_at),
    col(Matter.state) == literal_column(f"'{MatterState.TOLD}'"),
    row=Matter,
    handle=chase,
    seconds=60,
)


async def acknowledge(
    session: AsyncSession, matter: Matter, person: Person, now: datetime, state: MatterState = MatterState.ACKNOWLEDGED
) -> None:
    """A leader of the grid or above has it; raises Refused, or Conflict (`by`) when another was first."""
    grid = await session.get_one(Grid, matter.grid_id)
    if not await may_in(session, grid, Who.LEADER, person):
        raise Refused("not_yours", who=Who.LEADER)
    if not await transition(session, matter, col(Matter.state) == MatterState.TOLD, state=state, taken_by=person.id):
        first = await session.get(Person, matter.taken_by) if matter.taken_by else None
        raise Conflict("taken", by=first.name if first else "")
    await refresh(session, matter.id, [MATTER], now)
    reporter = await session.get(Person, matter.reporter_id) if matter.reporter_id else None
    if state is MatterState.ACKNOWLEDGED and reporter is not None and reporter.started:
        enqueue(session, reporter.tg_user_id, HEARD, Lane.REPLY, now)


MANDATORY_REPORTS = Domain("mandatory_reports", tables=(Matter,), due=(UNTAKEN,))
