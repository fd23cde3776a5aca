from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.results.stars import STARS, stars
from models.assessment.tables import AssessmentState
from models.grids.tables import Level
from models.members.tables import Post
from models.outbox.tables import OutboxMessage
from models.schedule.report_periods.periods import PeriodKind
from tests.models.assessment.counted import (
    add_grid,
    add_members,
    assessment_of,
    confirmed,
    posts_in,
    scores_of,
    tick,
)
from tests.models.checks.owing import local
from tests.street import Street

SENT, COUNTED = local("2026-11-10"), local("2026-12-02", 3)


async def counted(session: AsyncSession, street: Street, of: Sequence[tuple[Post, int]], asked: int) -> None:
    await tick(session, local("2026-11-01"))
    await confirmed(session, street, of, asked, at=SENT)
    await tick(session, COUNTED)


async def offered(session: AsyncSession) -> list[tuple[int, str]]:
    rows = (await session.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == STARS))).all()
    return [(each.chat_id, each.args["grid"]) for each in rows]


async def test_who_stands_out_is_a_star_and_offered_to_the_leader_alone(session: AsyncSession, street: Street) -> None:
    usual = await add_members(session, street.grid, 12, 50)
    best = await add_members(session, street.grid, 1, 70)
    done = [(post, 30 + n % 3) for n, post in enumerate(usual)] + [(best[0], 60)]
    await counted(session, street, done, 60)
    month = await assessment_of(session, PeriodKind.MONTH, "2026-11-01")
    assert month.state is AssessmentState.FINAL
    [star] = await stars(session, street.street, month.period)
    assert (star.post.id, star.done, star.of) == (best[0].id, 60, 60)
    assert [each.post.id for each in await stars(session, street.grid, month.period)] == [best[0].id]
    assert await stars(session, street.street, month.period.previous()) == []
    assert await offered(session) == [(15, str(street.community.id))]
    assert ("S-1-1", 70) in await scores_of(session, month)


async def test_nobody_is_a_star_where_nobody_stands_out(session: AsyncSession, street: Street) -> None:
    usual = await add_members(session, street.grid, 8, 50)
    await counted(session, street, [(post, 52 + n) for n, post in enumerate(usual)], 60)
    month = await assessment_of(session, PeriodKind.MONTH, "2026-11-01")
    assert await stars(session, street.street, month.period) == []
    assert await offered(session) == []


@pytest.mark.parametrize(("duties", "many"), [(60, 3), (15, 0)])
async def test_a_community_has_three_at_most_of_those_with_enough_duties(
    session: AsyncSession, street: Street, duties: int, many: int
) -> None:
    other = await add_grid(session, street.street, "S-2", Level.COMMUNITY)
    grid = await add_grid(session, other, "S-2-1", Level.GRID)
    usual = await add_members(session, grid, 40, 100)
    best = await add_members(session, street.grid, 4, 50)
    done = [(post, duties // 4 + n % 3) for n, post in enumerate(usual)]
    done += [(post, duties - n % 2) for n, post in enumerate(best)]
    await counted(session, street, done, duties)
    month = await assessment_of(session, PeriodKind.MONTH, "2026-11-01")
    found = await stars(session, street.street, month.period)
    assert len(found) == many
    assert {each.post.id for each in found} <= {post.id for post in best}
    if many:
        assert [each.done for each in found] == [60, 60, 59]
        assert await stars(session, other, month.period) == []


async def test_posts_of_others_than_members_are_no_stars(session: AsyncSession, street: Street) -> None:
    usual = await add_members(session, street.grid, 12, 50)
    leader = (await posts_in(session, street.grid))[2]
    await counted(session, street, [*((post, 30) for post in usual), (leader, 60)], 60)
    month = await assessment_of(session, PeriodKind.MONTH, "2026-11-01")
    assert await stars(session, street.street, month.period) == []
