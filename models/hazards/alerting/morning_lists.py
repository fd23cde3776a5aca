"""Whom the morning's list tells of which hazards, and the lists themselves: one a chat, in place of yesterday's.

A hazard is heard of by whoever it waits for: who accepted it or else the members, leaders for a review, the department
that has it. Once its time has passed, by all members and the leaders of its grid as well, and of each level that it has
climbed to. With nobody there to hear, by the first leaders above who can be reached.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.departments.reach import chats_of
from models.departments.tables import Department
from models.due import DueRows, WallClock
from models.escalation.recipients import HEIGHT, GridLine, lines_of
from models.grids.tables import Level
from models.hazards.alerting.alerts import MORNING_LIST
from models.hazards.alerting.morning_rounds import MorningRound, by_day, next_morning
from models.hazards.rectification.tables import Rectification
from models.hazards.tables import IS_LIVE, Hazard, HazardEvent
from models.hazards.transfer.tables import Transfer, TransferState
from models.hazards.workflow import Act, State
from models.members.reach import Workplace, workplaces
from models.outbox.alert_lists import name_in
from models.outbox.enqueue import enqueue, word_anew
from models.outbox.folding_statements import STANDING
from models.outbox.tables import Lane, OutboxMessage

REMINDERS_BY = timedelta(hours=1)


@dataclass(frozen=True)
class Morning:
    """What is known of the hazards that are live, read for all of them at once: by grid, by hazard, by person."""

    now: datetime
    lines: Mapping[int, GridLine]
    told: Mapping[int, Collection[Level]]
    workers: Mapping[int, Workplace] = field(default_factory=dict)
    departments: Mapping[int, Sequence[int]] = field(default_factory=dict)

    def hear(self, hazard: Hazard) -> list[int]:
        """The chats that hear of this hazard today."""
        line = self.lines[hazard.grid_id]
        chats = [*self._waited_for(hazard, line)]
        if hazard.due_at is not None and hazard.due_at < self.now:
            chats += [*line.members, *self._leaders(hazard, line)]
        return list(dict.fromkeys(chats)) or list(line.leaders_from(0, line.grids[0].level).chats)

    def _waited_for(self, hazard: Hazard, line: GridLine) -> Sequence[int]:
        if hazard.state is State.REVIEW:
            return line.leaders_from(0, line.grids[0].level).chats
        if hazard.state is State.TRANSFERRED:
            return self.departments.get(hazard.id, ())
        worker = self.workers.get(hazard.accepted_by or 0)
        over = worker is not None and not worker.grids.isdisjoint(grid.id for grid in line.grids)
        return [worker.chat] if worker and over else line.members

    def _leaders(self, hazard: Hazard, line: GridLine) -> Iterable[int]:
        """Of its grid and the levels above, up to the highest that was told."""
        highest = max(self.told.get(hazard.id, ()), key=HEIGHT.__getitem__, default=None)
        top = line.at(highest) if highest else 0
        return [chat for grid in line.grids[: top + 1] for chat in line.leaders.get(grid.id, ())]


async def go_round(session: AsyncSession, rounds: Sequence[MorningRound], clock: WallClock) -> None:
    for each in rounds:
        each.next_at = next_morning(clock.now, clock.zone)
        if by_day(clock.now, clock.zone):
            await _send_lists(session, clock.now)


MORNING_ROUNDS = DueRows(
    "morning_rounds",
    col(MorningRound.next_at),
    col(MorningRound.next_at).is_not(None),
    row=MorningRound,
    handle=go_round,
    seconds=30,
)


async def _send_lists(session: AsyncSession, now: datetime) -> None:
    recalled = await _recalled(session, now)
    found = (await session.scalars(select(Hazard).where(text(f"hazards.{IS_LIVE}")))).all()
    live = [hazard for hazard in found if hazard.id not in recalled and hazard.put_off_until is None]
    if not live:
        return
    morning = await _read(session, live, now)
    lists: dict[int, list[int]] = defaultdict(list)
    for hazard in live:
        for chat_id in morning.hear(hazard):
            lists[chat_id].append(hazard.id)
    here = and_(col(OutboxMessage.kind) == MORNING_LIST, col(OutboxMessage.chat_id).in_(list(lists)), STANDING)
    await word_anew(session, here, now)
    written = {
        enqueue(session, chat_id, MORNING_LIST, Lane.ESCALATION, now, page=0).id: hazards
        for chat_id, hazards in lists.items()
    }
    await name_in(session, written)


async def _recalled(session: AsyncSession, now: datetime) -> Collection[int]:
    """Those with a reminder of their own this morning, which says more: of an order that is in time, of a transfer."""
    soon = now + REMINDERS_BY
    orders = select(col(Rectification.hazard_id)).where(
        col(Rectification.remind_at) <= soon, col(Rectification.due_at) > now
    )
    transfers = select(col(Transfer.hazard_id)).where(col(Transfer.remind_at) <= soon)
    return {*(await session.scalars(orders)).all(), *(await session.scalars(transfers)).all()}


async def _read(session: AsyncSession, live: Sequence[Hazard], now: datetime) -> Morning:
    lines = await lines_of(session, {hazard.grid_id for hazard in live})
    workers = await workplaces(session, {hazard.accepted_by for hazard in live if hazard.accepted_by})
    return Morning(now, lines, await _told(session), workers, await _with_departments(session))


async def _told(session: AsyncSession) -> Mapping[int, Collection[Level]]:
    """The levels that each hazard has climbed to."""
    level = col(HazardEvent.data)["level"].as_string()
    rows = (
        select(col(HazardEvent.hazard_id), level)
        .join(Hazard, col(Hazard.id) == col(HazardEvent.hazard_id))
        .where(text(f"hazards.{IS_LIVE}"), col(HazardEvent.act) == Act.ESCALATE)
        .distinct()
    )
    told: dict[int, set[Level]] = defaultdict(set)
    for hazard_id, each in await session.execute(rows):
        told[hazard_id].add(Level(each))
    return told


async def _with_departments(session: AsyncSession) -> Mapping[int, Sequence[int]]:
    """By hazard, the chats of the department that has it."""
    rows = select(col(Transfer.hazard_id), Department).join(
        Department, col(Department.id) == col(Transfer.department_id)
    )
    having = (await session.execute(rows.where(col(Transfer.state) == TransferState.PENDING))).all()
    departments = {department.id: department for _, department in having}
    chats = {each.id: await chats_of(session, each) for each in departments.values()}
    return {hazard_id: chats[department.id] for hazard_id, department in having}
