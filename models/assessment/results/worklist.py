"""Objections to scores, in the list of what waits for a leader."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.tables import OBJECTION, AssessmentObjection, AssessmentScore, ObjectionState
from models.grids.tables import Grid
from models.members.positions import lead_by, posts_of
from models.worklist import Gravity, Item, Section, Wanted, WorklistSource


async def waiting(session: AsyncSession, person_id: int, now: datetime, wanted: Wanted) -> Section[AssessmentObjection]:
    """Objections that the leaders of the grids that the person leads are to answer, the soonest due first."""
    led = {each.grid.id for each in await lead_by(session, await posts_of(session, person_id))}
    rows = (
        select(AssessmentObjection, col(Grid.name))
        .join(AssessmentScore, col(AssessmentScore.id) == col(AssessmentObjection.score_id))
        .join(Grid, col(Grid.id) == col(AssessmentScore.grid_id))
        .where(col(AssessmentObjection.state) == ObjectionState.OPEN, col(AssessmentObjection.level_id).in_(led))
        .where(col(AssessmentObjection.person_id) != person_id)
        .order_by(col(AssessmentObjection.answer_by), col(AssessmentObjection.id))
    )
    every = [Item(row, name) for row, name in (await session.execute(rows)).all()]
    overdue = sum(item.row.answer_by < now for item in every)
    chosen = [item for item in every if item.row.answer_by < now] if wanted.late else every
    return Section(chosen[wanted.skip : wanted.skip + wanted.most], len(chosen), overdue)


OBJECTIONS_WAITING = WorklistSource(OBJECTION, Gravity.NOTE, waiting)
