from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.criteria import Count, Criterion
from models.assessment.freezing import ASSESSMENTS_DUE
from models.assessment.kept import counts_read
from models.assessment.tables import Assessment, AssessmentScore, AssessmentState
from models.due import AHEAD, WallClock
from models.notices.tables import NoticeReceipt
from models.schedule.report_periods.periods import PeriodKind
from tests.models.assessment.counted import (
    BEGUN,
    COUNTED,
    assessment_of,
    confirmed,
    posts_in,
    scores_of,
    tick,
)
from tests.models.conftest import SHANGHAI
from tests.street import Street


async def counting(session: AsyncSession, street: Street) -> tuple[Assessment, WallClock]:
    """The quarter, of which nothing is counted yet; the member has confirmed 19 of 20."""
    await tick(session, BEGUN)
    [member, *_] = await posts_in(session, street.grid)
    await confirmed(session, street, [(member, 19)], 20)
    quarter, clock = await assessment_of(session, PeriodKind.QUARTER), WallClock(COUNTED, SHANGHAI)
    for each in (await session.scalars(select(Assessment))).all():
        each.next_at = COUNTED if each is quarter else None
    await session.flush()
    await ASSESSMENTS_DUE.take(session, clock)
    assert quarter.state is AssessmentState.COUNTING
    return quarter, clock


async def test_what_was_read_ahead_is_what_is_written(session: AsyncSession, street: Street) -> None:
    quarter, clock = await counting(session, street)
    AHEAD.keep(session, await ASSESSMENTS_DUE.look_ahead(session, clock))
    await session.execute(update(NoticeReceipt).values(received_at=None))
    await ASSESSMENTS_DUE.take(session, clock)
    await session.flush()
    score = (await scores_of(session, quarter))["S-1-1", 12]
    assert counts_read(score.counts) == {Criterion.NOTICES: Count(19, 20)}
    await ASSESSMENTS_DUE.take(session, clock)
    assert quarter.state is AssessmentState.RATING
    AHEAD.keep(session, await ASSESSMENTS_DUE.look_ahead(session, clock))
    await ASSESSMENTS_DUE.take(session, clock)
    assert score.duties == 20


async def test_what_was_read_for_another_step_is_not_written(session: AsyncSession, street: Street) -> None:
    quarter, clock = await counting(session, street)
    known = await ASSESSMENTS_DUE.look_ahead(session, clock)
    await ASSESSMENTS_DUE.take(session, clock)
    await session.flush()
    before = await scores_of(session, quarter)
    AHEAD.keep(session, known)
    await ASSESSMENTS_DUE.take(session, clock)
    await session.flush()
    assert quarter.state is AssessmentState.RATING
    rows = select(AssessmentScore).where(col(AssessmentScore.assessment_id) == quarter.id)
    assert len((await session.scalars(rows)).all()) == len(before)
