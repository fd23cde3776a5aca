"""Each group's turn: once a day, at nine and some minutes into the hour, it is looked whether it is told something.

What is missed because the program stood still is made up for once, in the daytime, spread over an hour and within
MADE_UP_FOR; of anything older nobody is told any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.feature import Chore
from models.grids.tables import Grid
from models.grids.turns import begin_turns
from models.members.reach import group_chat
from models.notices.tables import NoticeKind
from models.notices.timing import not_at_night
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.publicity.own_texts import Library, library
from models.publicity.plans import Plans, publicity_plans
from models.publicity.quiet import is_quiet
from models.publicity.saying import next_text
from models.publicity.schedule import Reason, reason_for
from models.publicity.tables import PublicityTurn
from models.schedule.calendar.stored_days import load_calendar
from models.schedule.calendar.working_days import Calendar
from models.schedule.spread import HOUR, apart

TEXT = "publicity.text"
DAY = timedelta(days=1)
NINE = time(9)
MADE_UP_FOR = 2 * DAY
BATCH = 20  # grids in a transaction: an answer waits for no more than that


def slot(grid_id: int, day: date, zone: tzinfo) -> datetime:
    """When it is the grid's turn on a day."""
    return (datetime.combine(day, NINE, zone) + apart(grid_id)).astimezone(UTC)


async def take_turns(session: AsyncSession, turns: Sequence[PublicityTurn], clock: WallClock) -> None:
    today = clock.now.astimezone(clock.zone).date()
    calendar = await load_calendar(session, (today - MADE_UP_FOR).replace(day=1) - DAY * 31, today)
    day = Day(session, clock, today, await publicity_plans(session), await library(session), calendar)
    rows = select(Grid).where(col(Grid.id).in_([turn.grid_id for turn in turns]))
    grids = {grid.id: grid for grid in (await session.scalars(rows)).all()}
    for turn in turns:
        await day.take(turn, grids[turn.grid_id])


@dataclass(frozen=True)
class Day:
    """What is known of a day, `today`, on which groups have their turns."""

    session: AsyncSession
    clock: WallClock
    today: date
    plans: Plans
    library: Library
    calendar: Calendar

    async def take(self, turn: PublicityTurn, grid: Grid) -> None:
        now, due = self.clock.now, turn.next_at or self.clock.now
        coming, tomorrow = (slot(grid.id, self.today + DAY * n, self.clock.zone) for n in (0, 1))
        if grid.retired_at is not None or not self.plans.enabled(grid.path):
            turn.done_to, turn.next_at = None, None
        elif turn.done_to is None:
            turn.done_to, turn.next_at = (self.today - DAY, coming) if now < coming else (self.today, tomorrow)
        elif now < coming:
            turn.next_at = coming
        elif not_at_night(NoticeKind.NOTICE, now, self.clock.zone) > now:
            turn.next_at = tomorrow
        elif now - due > HOUR:
            turn.next_at = now + apart(grid.id)
        else:
            await self._say(grid, max(turn.done_to + DAY, self.today - MADE_UP_FOR))
            turn.done_to, turn.next_at = self.today, tomorrow

    async def _say(self, grid: Grid, since: date) -> None:
        """Once, if there is a reason on any day since then."""
        texts, rule, clock = self.library.texts(grid.path), self.plans.rule(grid.path), self.clock
        days = map(date.fromordinal, range(since.toordinal(), self.today.toordinal() + 1))
        reasons = [reason_for(day, rule, texts, self.calendar) for day in days]
        chat_id = await group_chat(self.session, grid) if any(reasons) else None
        if chat_id is None or await is_quiet(self.session, chat_id):
            return
        text = await next_text(self.session, chat_id, texts, clock.now, clock.zone)
        if text is not None:
            on_day = reasons[-1] is Reason.PUBLICITY_DAY
            routine = Lane.ROUTINE
            enqueue(self.session, chat_id, TEXT, routine, clock.now, subject_id=grid.id, text=text.name, on_day=on_day)


async def begin(session: AsyncSession, now: datetime) -> int:
    return await begin_turns(session, col(PublicityTurn.grid_id), now)


PUBLICITY_TURNS = DueRows(
    "publicity_turns",
    col(PublicityTurn.next_at),
    col(PublicityTurn.next_at).is_not(None),
    row=PublicityTurn,
    handle=take_turns,
    seconds=30,
    batch=BATCH,
    then=(col(PublicityTurn.grid_id),),
)
BEGIN_TURNS = Chore("begin_publicity_turns", begin, seconds=300)
