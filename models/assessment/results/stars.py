"""Star members of a month (星级网格员): those who stand out, by rule, of those with enough duties; often nobody.

Their shares of duties done lie above what chance leaves to a unit of their size: beyond the funnel's outer limit. Of
those the best by score, so many a community at most. Who they are is offered to leaders, who announce it if they wish.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.kept import counts_read, rules_read
from models.assessment.results.telling import morning_of
from models.assessment.rules import Rules
from models.assessment.tables import Assessment, AssessmentScore, AssessmentState
from models.due import WallClock
from models.grids.tables import Grid, Level
from models.grids.tree import ids_in, subtree
from models.members.reach import private_chats
from models.members.tables import Post, Role
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.schedule.report_periods.periods import PeriodKind, ReportPeriod
from models.statistics.funnel import Standing, funnel_of

STARS = "assessment.stars"
PEERS = f"{Role.MEMBER} {Level.GRID}"


@dataclass(frozen=True)
class Star:
    score: AssessmentScore
    grid: Grid
    post: Post
    done: int
    of: int


async def stars(session: AsyncSession, grid: Grid, period: ReportPeriod) -> list[Star]:
    """Of the grid and all below it, in a month that was counted: the best first, of each community so many at most."""
    rows = select(Assessment).where(
        col(Assessment.grid_id).in_(ids_in(grid.path)),
        col(Assessment.kind) == PeriodKind.MONTH,
        col(Assessment.first) == period.first,
        col(Assessment.state) == AssessmentState.FINAL,
    )
    assessment = (await session.scalars(rows)).first()
    return [] if assessment is None else await stars_of(session, assessment, grid)


async def stars_of(session: AsyncSession, assessment: Assessment, grid: Grid) -> list[Star]:
    rules = rules_read(assessment.rules)
    every = await _members(session, assessment, rules)
    funnel = funnel_of([(each.done, each.of) for each in every])
    if funnel is None:
        return []
    best = [
        each
        for each in every
        if each.of >= rules.star_duties and funnel.standing(each.done, each.of) is Standing.FAR_ABOVE
    ]
    here = set((await session.scalars(select(col(Grid.id)).where(subtree(grid)))).all())
    return [each for each in await _by_community(session, best, rules) if each.grid.id in here]


async def _members(session: AsyncSession, assessment: Assessment, rules: Rules) -> list[Star]:
    rows = (
        select(AssessmentScore, Grid, Post)
        .join(Grid, col(Grid.id) == col(AssessmentScore.grid_id))
        .join(Post, col(Post.id) == col(AssessmentScore.post_id))
        .where(col(AssessmentScore.assessment_id) == assessment.id, col(AssessmentScore.peers) == PEERS)
        .order_by(col(AssessmentScore.score).desc(), col(Grid.path), col(AssessmentScore.id))
    )
    found = []
    for score, grid, post in (await session.execute(rows)).all():
        counts = [count for criterion, count in counts_read(score.counts).items() if rules.weights[criterion]]
        found.append(Star(score, grid, post, sum(each.done for each in counts), sum(each.of for each in counts)))
    return found


async def _by_community(session: AsyncSession, best: Sequence[Star], rules: Rules) -> list[Star]:
    above = {step for each in best for step in ids_in(each.grid.path)}
    rows = select(col(Grid.id)).where(col(Grid.id).in_(above), col(Grid.level) == Level.COMMUNITY)
    communities = set((await session.scalars(rows)).all())
    taken: dict[int | None, int] = defaultdict(int)
    found = []
    for each in best:
        community = next((step for step in ids_in(each.grid.path) if step in communities), None)
        if taken[community] < rules.most_stars:
            taken[community] += 1
            found.append(each)
    return found


async def offer_stars(session: AsyncSession, assessment: Assessment, clock: WallClock) -> None:
    """To the leaders of the communities that have any, and to nobody else."""
    street = await session.get_one(Grid, assessment.grid_id)
    found = await stars_of(session, assessment, street)
    above = {step for each in found for step in ids_in(each.grid.path)}
    rows = select(col(Grid.id)).where(col(Grid.id).in_(above), col(Grid.level) == Level.COMMUNITY)
    communities = (await session.scalars(rows.order_by(col(Grid.path)))).all()
    chats = await private_chats(session, communities, Role.LEADER) if communities else {}
    for community in communities:
        for chat in chats.get(community, ()):
            morning, grid = morning_of(clock), str(community)
            enqueue(
                session, chat, STARS, Lane.ROUTINE, clock.now, subject_id=assessment.id, not_before=morning, grid=grid
            )
