import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from models.assessment.criteria import Count, Criterion, Unit
from models.assessment.kept import counts_read
from models.assessment.so_far import KEPT_FOR, below_so_far, key_of, own_so_far, so_far, unit_of, unit_so_far
from models.db.database import Database
from models.due import WallClock
from models.errors import Refused
from models.grids.tables import Level
from models.members.tables import Role
from models.notices.tables import NoticeReceipt
from models.obligations.kinds import TaskKind
from models.obligations.tables import Obligation, Requirement, RequirementState
from models.schedule.report_periods.periods import PeriodKind
from tests.databases import everything
from tests.models.assessment.counted import (
    BEGUN,
    COUNTED,
    DAY,
    add_grid,
    add_person,
    add_post,
    assessment_of,
    confirmed,
    posts_in,
    scores_of,
    tick,
)
from tests.models.checks.owing import local
from tests.models.conftest import SHANGHAI
from tests.street import Street, build

LAST_EVENING, MIDDLE = local("2026-12-31", 23), local("2026-11-20", 12)
MINUTE = timedelta(minutes=1)


def clock(now: object = MIDDLE) -> WallClock:
    return WallClock(now, SHANGHAI)  # type: ignore[arg-type]


async def lived(session: AsyncSession, street: Street) -> None:
    """Of 20 notices the member has confirmed 12, the other 19, the leader all, the community's leader 18."""
    await tick(session, BEGUN)
    member, other, leader = await posts_in(session, street.grid)
    [of_community] = await posts_in(session, street.community)
    await confirmed(session, street, [(member, 12), (other, 19), (leader, 20), (of_community, 18)], 20)


async def test_on_its_last_evening_a_quarter_stands_as_it_is_counted_afterwards(
    session: AsyncSession, street: Street
) -> None:
    await lived(session, street)
    found = await so_far(session, street.grid, clock(LAST_EVENING))
    assert found is not None
    await tick(session, COUNTED)
    frozen = await scores_of(session, await assessment_of(session, PeriodKind.QUARTER))
    assert len(found.counted) == len(frozen) == 6
    for score in frozen.values():
        seen = found.of(score.unit, key_of(score))
        assert seen is not None
        now = seen.score
        assert (now.counts, now.behind, now.lines) == (score.counts, score.behind, score.lines)
        assert (now.score, now.low, now.high, now.grade) == (score.score, score.low, score.high, score.grade)


async def test_nothing_of_it_is_written(session: AsyncSession, street: Street) -> None:
    await lived(session, street)
    before = await everything(session)
    assert await own_so_far(session, street.member, clock())
    await session.flush()
    assert await everything(session) == before


async def test_it_is_counted_anew_after_a_while_and_not_before(session: AsyncSession, street: Street) -> None:
    await lived(session, street)

    async def member(now: object) -> Count:
        [seen, _] = await own_so_far(session, street.member, clock(now))
        return counts_read(seen.score.counts)[Criterion.NOTICES]

    assert await member(MIDDLE) == Count(12, 20)
    await session.execute(update(NoticeReceipt).values(received_at=MIDDLE))
    assert await member(MIDDLE + KEPT_FOR - MINUTE) == Count(12, 20)
    assert await member(MIDDLE + KEPT_FOR) == Count(20, 20)


async def test_a_new_quarter_begins_with_nothing(session: AsyncSession, street: Street) -> None:
    await lived(session, street)
    midnight = local("2027-01-01", 0)
    assert counts_read((await own_so_far(session, street.member, clock(midnight - MINUTE)))[0].score.counts)
    [seen, _] = await own_so_far(session, street.member, clock(midnight + MINUTE))
    assert (seen.assessment.period.name, seen.score.counts) == ("2027-Q1", {})


async def test_what_is_not_due_yet_does_not_count(session: AsyncSession, street: Street) -> None:
    await lived(session, street)
    [member, *_] = await posts_in(session, street.grid)
    for days in (-1, 1):
        asked = Requirement(
            number=5 + days,
            kind=TaskKind.LETTER,
            title="消防安全责任书",
            author_id=street.leader.id,
            chat_id=1,
            grid_id=street.street.id,
            state=RequirementState.OPEN,
            created_at=BEGUN,
            due_at=MIDDLE + days * DAY,
        )
        session.add(asked)
        await session.flush()
        session.add(Obligation(requirement_id=asked.id, grid_id=street.grid.id, post_id=member.id, due_at=asked.due_at))
    await session.flush()
    [seen, _] = await own_so_far(session, street.member, clock())
    assert counts_read(seen.score.counts)[Criterion.LETTERS] == Count(0, 1)


async def test_those_who_ask_at_once_are_given_one_count(database: Database) -> None:
    async with database.write() as session:
        street = await build(session, BEGUN)
        await tick(session, BEGUN)

    async def asked() -> object:
        async with database.read() as session:
            return await so_far(session, street.grid, clock())

    found = await asyncio.gather(*(asked() for _ in range(3)))
    assert found[0] is not None
    assert found[0] is found[1] is found[2]


async def test_a_street_that_is_not_assessed_has_nothing(session: AsyncSession, street: Street) -> None:
    assert await so_far(session, street.grid, clock()) is None
    assert await own_so_far(session, street.member, clock()) == []


async def test_leaders_look_through_those_below_and_nobody_else_does(session: AsyncSession, street: Street) -> None:
    await lived(session, street)
    grid = await add_grid(session, street.community, "S-1-2", Level.GRID)
    await add_post(session, grid, Role.LEADER, await add_person(session, 31, "钟婷"))
    found = await below_so_far(session, street.community, street.community_leader, 0, clock())
    units = {(seen.grid.code, seen.post.role if seen.post else None) for seen in found.found}
    assert units == {("S-1-1", None), ("S-1-2", None), ("S-1-1", Role.LEADER), ("S-1-2", Role.LEADER)}
    assert (found.total, sum(found.grades.values())) == (4, 4)
    of_grid = await below_so_far(session, street.grid, street.leader, 0, clock())
    assert [seen.post.person_id for seen in of_grid.found if seen.post] == [street.member.id, street.other_member.id]
    for who in (street.member, street.leader, street.resident):
        with pytest.raises(Refused):
            await below_so_far(session, street.community, who, 0, clock())


async def test_a_post_that_has_gone_since_is_nobody_s(session: AsyncSession, street: Street) -> None:
    await lived(session, street)
    [member, *_] = await posts_in(session, street.grid)
    asked = await unit_of(session, Unit.POST, member.id)
    assert asked is not None
    assert asked.person_id == street.member.id
    assert await unit_so_far(session, asked, clock()) is not None
    assert await unit_of(session, Unit.POST, 1) is None
    assert await unit_of(session, Unit.GRID, 1) is None
