"""A question a week in each group: put, closed after a week or when it is switched off, and settled."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.feature import Chore
from models.grids.tables import Grid
from models.grids.turns import begin_turns
from models.members.reach import group_chat
from models.outbox.enqueue import enqueue, refresh
from models.outbox.polls import forget_polls_about
from models.outbox.tables import Lane
from models.publicity.quiet import is_quiet
from models.quiz.bank import bank_of
from models.quiz.plans import BY_DAY, quiz_plans, slot_after
from models.quiz.results import tallies
from models.quiz.tables import SETTLES, QuizRound, QuizTurn
from models.schedule.duty_hours import on_duty
from models.schedule.spread import apart

ROUND = "quiz.round"
OPEN_FOR = timedelta(days=7)
YEAR = timedelta(days=365)
NOT_SOONER = timedelta(days=3)  # than this after a question that came late
BATCH = 20  # grids in a transaction: an answer waits for no more than that


async def take_turns(session: AsyncSession, turns: Sequence[QuizTurn], clock: WallClock) -> None:
    plans = await quiz_plans(session)
    rows = select(Grid).where(col(Grid.id).in_([turn.grid_id for turn in turns]))
    grids = {grid.id: grid for grid in (await session.scalars(rows)).all()}
    by_day = on_duty(BY_DAY, clock.now, clock.zone)
    for turn in turns:
        grid = grids[turn.grid_id]
        plan = plans.of(grid.path)
        if grid.retired_at is not None or plan is None or not plan.enabled:
            turn.planned, turn.next_at = False, None
            await _close_in(session, grid, clock.now)
        elif not turn.planned:
            turn.planned, turn.next_at = True, slot_after(plan, grid.id, clock.now, clock.zone)
        elif by_day > clock.now:  # the program stood still, and now it is night
            turn.next_at = by_day + apart(grid.id)
        else:
            await _ask(session, grid, clock.now, named=plan.named)
            turn.next_at = slot_after(plan, grid.id, clock.now + NOT_SOONER, clock.zone)


async def _ask(session: AsyncSession, grid: Grid, now: datetime, *, named: bool) -> None:
    """Where no question is left for the year, or no group can be reached or wants any, there is none this week."""
    chat_id = await group_chat(session, grid)
    if chat_id is None or await is_quiet(session, chat_id):
        return
    bank = bank_of(session)
    drawn = bank.draw(1, f"{grid.id}:{now.date()}", await _asked_lately(session, grid, chat_id, now))
    for name in drawn:
        row = QuizRound(
            grid_id=grid.id,
            chat_id=chat_id,
            question=name,
            right=bank.questions[name].right,
            named=named,
            asked_at=now,
            closes_at=now + OPEN_FOR,
            next_at=now + OPEN_FOR,
        )
        session.add(row)
        await session.flush()
        enqueue(session, chat_id, ROUND, Lane.ROUTINE, now, subject_id=row.id)


async def _asked_lately(session: AsyncSession, grid: Grid, chat_id: int, now: datetime) -> Collection[str]:
    here = or_(col(QuizRound.grid_id) == grid.id, col(QuizRound.chat_id) == chat_id)
    rows = select(col(QuizRound.question)).where(here, col(QuizRound.asked_at) > now - YEAR)
    return set((await session.scalars(rows)).all())


async def _close_in(session: AsyncSession, grid: Grid, now: datetime) -> None:
    rows = update(QuizRound).where(col(QuizRound.grid_id) == grid.id, col(QuizRound.closed_at).is_(None))
    await session.execute(rows.values(next_at=now).execution_options(synchronize_session=False))


async def end_rounds(session: AsyncSession, rounds: Sequence[QuizRound], clock: WallClock) -> None:
    """Those that are over are closed, and those that have been are settled: who chose what is forgotten."""
    over = [each for each in rounds if each.closed_at is None]
    settled = [each for each in rounds if each.closed_at is not None]
    found = await tallies(session, settled)
    for each in settled:
        each.voters, each.rights, each.next_at = found[each.id].voters, found[each.id].rights, None
    await forget_polls_about(session, [each.id for each in settled])
    for each in over:
        each.closed_at, each.next_at = clock.now, clock.now + SETTLES
        await session.flush()
        await refresh(session, each.id, (ROUND,), clock.now)


QUIZ_TURNS = DueRows(
    "quiz_turns",
    col(QuizTurn.next_at),
    col(QuizTurn.next_at).is_not(None),
    row=QuizTurn,
    handle=take_turns,
    seconds=30,
    batch=BATCH,
    then=(col(QuizTurn.grid_id),),
)
QUIZ_ROUNDS = DueRows(
    "quiz_rounds",
    col(QuizRound.next_at),
    col(QuizRound.next_at).is_not(None),
    row=QuizRound,
    handle=end_rounds,
    seconds=30,
    batch=BATCH,
    then=(col(QuizRound.id),),
)


async def begin(session: AsyncSession, now: datetime) -> int:
    return await begin_turns(session, col(QuizTurn.grid_id), now)


BEGIN_TURNS = Chore("begin_quiz_turns", begin, seconds=300)
