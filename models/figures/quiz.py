"""What is counted of the weekly question in groups."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.figures.asked import Counted, number_of
from models.figures.parts import ByPart, part_of, parts_of
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.quiz.results import FLOOR
from models.quiz.tables import QuizRound


@dataclass(frozen=True)
class Participation:
    """`asked`: questions that were put to groups in the period. `answered`: of these, those that had closed by `as_of`
    with at least FLOOR answers; `voters` and `rights` are of these alone, since of fewer one could guess who was wrong.
    """

    asked: int = 0
    answered: int = 0
    voters: int = 0
    rights: int = 0


async def participation(session: AsyncSession, asked: Counted) -> ByPart[Participation]:
    enough = and_(col(QuizRound.closed_at) < asked.as_of, col(QuizRound.voters) >= FLOOR)
    part = part_of(asked.grid)
    sums = (func.sum(case((enough, column), else_=0)) for column in (col(QuizRound.voters), col(QuizRound.rights)))
    rows = (
        select(part, func.count(), number_of(enough), *sums)
        .join(Grid, col(Grid.id) == col(QuizRound.grid_id))
        .where(subtree(asked.grid), asked.within(col(QuizRound.asked_at)))
        .group_by(part)
    )
    found = {path: [Participation(*counts)] for path, *counts in (await session.execute(rows)).all()}
    return await parts_of(session, asked.grid, found, _together)


def _together(found: Iterable[Participation]) -> Participation:
    each = list(found)
    return Participation(
        *(sum(getattr(one, name) for one in each) for name in ("asked", "answered", "voters", "rights"))
    )
