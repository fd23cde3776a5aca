"""When a shift begins, whoever is on it says that they are there; else the leaders of the grid hear of it, once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.errors import Refused
from models.grids.tables import Grid
from models.members.reach import leaders_chats, upwards
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.shifts.on_call import people_behind
from models.shifts.tables import Shift, ShiftState
from models.transition import transition

BEGINS, SILENT = "shifts.begins", "shifts.silent"
PATIENCE = timedelta(minutes=15)


async def ask_and_check(session: AsyncSession, shifts: Sequence[Shift], clock: WallClock) -> None:
    planned = [each for each in shifts if each.state is ShiftState.PLANNED]
    people = await people_behind(session, (each.phone for each in planned))
    silent: dict[int, list[Shift]] = defaultdict(list)
    for shift in shifts:
        if shift.ends_at <= clock.now:
            shift.state, shift.due_at = ShiftState.PASSED, None
        elif shift in planned:
            _ask(session, shift, people.get(shift.phone), clock.now)
        else:
            shift.state, shift.due_at = ShiftState.UNANSWERED, None
            silent[shift.grid_id].append(shift)
    await session.flush()
    for grid_id, here in silent.items():
        await _tell_leaders(session, await session.get_one(Grid, grid_id), here, clock.now)


def _ask(session: AsyncSession, shift: Shift, person: Person | None, now: datetime) -> None:
    """Whoever cannot be written to cannot answer either: the leaders hear of it as of any other."""
    shift.state, shift.due_at = ShiftState.ASKED, now + PATIENCE
    if person is not None:
        shift.person_id = person.id
        enqueue(session, person.tg_user_id, BEGINS, Lane.ESCALATION, now, subject_id=shift.id)


async def _tell_leaders(session: AsyncSession, grid: Grid, silent: Sequence[Shift], now: datetime) -> None:
    """Each shift in a message of its own, never to the one who is silent."""
    chats = await leaders_chats(session, grid)
    for shift in silent:
        person = await session.get(Person, shift.person_id) if shift.person_id else None
        others = [chat for chat in chats if person is None or chat != person.tg_user_id]
        above = await session.get(Grid, grid.parent_id) if grid.parent_id and not others else None
        found = await upwards(session, above) if above is not None else None
        for chat in others or (found[1] if found else chats):
            enqueue(session, chat, SILENT, Lane.ESCALATION, now, subject_id=shift.id)


async def confirm(session: AsyncSession, shift: Shift, person: Person, now: datetime) -> None:
    """By the one who was asked; a second time it changes nothing. Raises Refused."""
    if shift.person_id != person.id:
        raise Refused("shift.not_yours")
    open_ = col(Shift.state).in_((ShiftState.ASKED, ShiftState.UNANSWERED))
    if await transition(session, shift, open_, state=ShiftState.CONFIRMED, due_at=None, confirmed_at=now):
        await refresh_standing(session, shift.id, now)


SHIFT_DUE = DueRows(
    "shifts",
    col(Shift.due_at),
    col(Shift.due_at).is_not(None),
    row=Shift,
    handle=ask_and_check,
    seconds=20,
)
