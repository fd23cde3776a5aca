"""An assessment goes on step by step, each step of a few units, so that nobody waits for it: counted, rated, told."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.counting import new_score, pool, rated_again, write
from models.assessment.kept import counts_read, rules_kept, rules_read
from models.assessment.results.stars import offer_stars
from models.assessment.results.telling import morning_of, tell_leaders, tell_results
from models.assessment.rules import rules_of
from models.assessment.scoring import Scored
from models.assessment.tables import Assessment, AssessmentScore, AssessmentState
from models.assessment.units import units_in
from models.checks.tables import CheckWindow, DutyDay
from models.due import AHEAD, DueRows, WallClock
from models.figures.asked import Counted
from models.grids.tables import Grid
from models.grids.tree import living
from models.schedule.deadlines import end_of
from models.schedule.report_periods.periods import PeriodKind

SOON = timedelta(minutes=10)
SOME = 50  # units in a transaction: an answer waits for no more than that


async def go_on(session: AsyncSession, assessments: Sequence[Assessment], clock: WallClock) -> None:
    for assessment in assessments:
        await STEPS[assessment.state](session, assessment, clock)


async def _begin(session: AsyncSession, assessment: Assessment, clock: WallClock) -> None:
    if (await session.get_one(Grid, assessment.grid_id)).retired_at is not None:
        assessment.next_at = None
        return
    if await _checks_are_due(session, clock.now):
        assessment.next_at = clock.now + SOON
        return
    assessment.rules = rules_kept(rules_of(session))
    assessment.as_of = clock.now
    _next(assessment, AssessmentState.COUNTING, clock)


async def _checks_are_due(session: AsyncSession, now: datetime) -> bool:
    """After a standstill what was missed meanwhile is written down first."""
    days = exists().where(col(DutyDay.next_at).is_not(None), col(DutyDay.next_at) <= now)
    windows = exists().where(col(CheckWindow.closed_at).is_(None), col(CheckWindow.due_at) <= now)
    return bool(await session.scalar(select(or_(days, windows))))


@dataclass(frozen=True)
class Step:
    """What the next step of an assessment writes, read before: scores of the next of the grids just below the street,
    or how the next scores are rated.
    """

    assessment_id: int
    state: AssessmentState
    done_to: int
    part_id: int | None = None
    scores: Sequence[AssessmentScore] = ()
    rated: Mapping[int, Scored] = field(default_factory=dict)


async def read_step(session: AsyncSession, assessment: Assessment, clock: WallClock) -> Step:
    here = Step(assessment.id, assessment.state, assessment.done_to)
    match assessment.state:
        case AssessmentState.COUNTING:
            part = await _next_part(session, assessment)
            if part is None:
                return here
            begin, end = assessment.period.bounds(clock.zone)
            units = await units_in(session, Counted(part, begin, end, assessment.as_of or clock.now))
            return replace(here, part_id=part.id, scores=[new_score(assessment, unit) for unit in units])
        case AssessmentState.RATING:
            return replace(
                here, rated={each.id: rated_again(assessment, each) for each in await _some(session, assessment)}
            )
        case _:
            return here


async def _ahead(session: AsyncSession, assessments: Sequence[Assessment], clock: WallClock) -> Step:
    [assessment] = assessments  # a batch is one of them
    return await read_step(session, assessment, clock)


async def _step(session: AsyncSession, assessment: Assessment, clock: WallClock) -> Step:
    """As it was read ahead, if it was, and of this very step."""
    known = AHEAD.take(session)
    if isinstance(known, Step) and (known.assessment_id, known.state, known.done_to) == (
        assessment.id,
        assessment.state,
        assessment.done_to,
    ):
        return known
    return await read_step(session, assessment, clock)


async def _next_part(session: AsyncSession, assessment: Assessment) -> Grid | None:
    """In the order of their ids."""
    below = select(Grid).where(col(Grid.parent_id) == assessment.grid_id, living())
    rows = below.where(col(Grid.id) > assessment.done_to).order_by(col(Grid.id)).limit(1)
    return (await session.scalars(rows)).first()


async def _count(session: AsyncSession, assessment: Assessment, clock: WallClock) -> None:
    step = await _step(session, assessment, clock)
    if step.part_id is None:
        await _pool(session, assessment)
        _next(assessment, AssessmentState.RATING, clock)
        return
    session.add_all(step.scores)
    assessment.done_to, assessment.next_at = step.part_id, clock.now


async def _pool(session: AsyncSession, assessment: Assessment) -> None:
    await session.flush()
    columns = (col(AssessmentScore.peers), col(AssessmentScore.counts))
    rows = await session.execute(select(*columns).where(col(AssessmentScore.assessment_id) == assessment.id))
    await pool(session, assessment, [(peers, counts_read(counts)) for peers, counts in rows.all()])


async def _rate(session: AsyncSession, assessment: Assessment, clock: WallClock) -> None:
    step, scores = await _step(session, assessment, clock), await _some(session, assessment)
    for score in scores:
        write(score, step.rated[score.id])
    if scores:
        assessment.done_to, assessment.next_at = scores[-1].id, clock.now
    elif assessment.kind is PeriodKind.MONTH:
        _next(assessment, AssessmentState.FINAL, clock)
        assessment.next_at = None
        await offer_stars(session, assessment, clock)
    else:
        assessment.told_at = morning_of(clock)
        days = timedelta(days=rules_read(assessment.rules).object_days)
        assessment.object_until = end_of((assessment.told_at + days).astimezone(clock.zone).date(), clock.zone)
        _next(assessment, AssessmentState.TELLING, clock)


async def _tell(session: AsyncSession, assessment: Assessment, clock: WallClock) -> None:
    scores = await _some(session, assessment)
    await tell_results(session, assessment, scores, clock)
    if scores:
        assessment.done_to, assessment.next_at = scores[-1].id, clock.now
    else:
        await tell_leaders(session, assessment, clock)
        _next(assessment, AssessmentState.PROVISIONAL, clock)
        assessment.next_at = assessment.object_until


async def _close(_session: AsyncSession, assessment: Assessment, clock: WallClock) -> None:
    _next(assessment, AssessmentState.FINAL, clock)
    assessment.next_at = None


async def _some(session: AsyncSession, assessment: Assessment) -> Sequence[AssessmentScore]:
    here = col(AssessmentScore.assessment_id) == assessment.id, col(AssessmentScore.id) > assessment.done_to
    rows = select(AssessmentScore).where(*here).order_by(col(AssessmentScore.id)).limit(SOME)
    return (await session.scalars(rows)).all()


def _next(assessment: Assessment, state: AssessmentState, clock: WallClock) -> None:
    assessment.state, assessment.done_to, assessment.next_at = state, 0, clock.now


STEPS: Mapping[AssessmentState, Callable[[AsyncSession, Assessment, WallClock], Awaitable[None]]] = {
    AssessmentState.PLANNED: _begin,
    AssessmentState.COUNTING: _count,
    AssessmentState.RATING: _rate,
    AssessmentState.TELLING: _tell,
    AssessmentState.PROVISIONAL: _close,
}
ASSESSMENTS_DUE = DueRows(
    "assessments",
    col(Assessment.next_at),
    col(Assessment.next_at).is_not(None),
    row=Assessment,
    handle=go_on,
    seconds=30,
    batch=1,
    then=(col(Assessment.id),),
    ahead=_ahead,
)
