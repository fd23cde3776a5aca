from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.members.tables import Person, Post, Role
from models.patrols.rounds import check_in, join
from models.patrols.spot_checks import begin_spot_check
from models.patrols.tables import PatrolRound, RoundKind
from models.places.tables import Place
from tests.models.patrols.patrolling import MINUTE, sign
from tests.street import Street


async def led_too(session: AsyncSession, street: Street, *people: Person) -> Grid:
    """A second grid beside theirs."""
    other = Grid(code="S-1-2", name="二网格", level=Level.GRID, path="", parent_id=street.community.id)
    other.path = path_of(other.id, street.community.path)
    session.add(other)
    for each in people:
        role = Role.LEADER if each is street.leader else Role.MEMBER
        phone = f"+86199{each.tg_user_id:08}"
        session.add(Post(grid_id=other.id, role=role, name=each.name, phone=phone, person_id=each.id))
    await session.flush()
    return other


async def kinds(session: AsyncSession) -> list[RoundKind]:
    return list((await session.scalars(select(col(PatrolRound.kind)).order_by(col(PatrolRound.started_at)))).all())


async def test_a_spot_check_goes_on_in_all_grids_that_it_draws_from(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    other = await led_too(session, street, street.leader)
    for number, grid in enumerate((street.grid, other)):
        place = Place(code=f"P{number}", kind="shop", name="副食店", grid_id=grid.id, opened_at=now, confirmed_at=now)
        session.add(place)
    await session.flush()
    drawn = await begin_spot_check(session, 2, sign(street.leader, now))
    for minutes, grid in ((10, other), (20, street.grid), (30, other)):
        checked_in = await check_in(session, grid, None, sign(street.leader, now + minutes * MINUTE))
        assert checked_in.round.id == drawn.round_id
    assert await kinds(session) == [RoundKind.SPOT_CHECK]


@pytest.mark.parametrize("kind", [RoundKind.KEY, RoundKind.SURPRISE, RoundKind.INSPECTION_DAY])
async def test_a_round_that_leads_on_elsewhere_is_of_the_same_kind(
    session: AsyncSession, street: Street, now: datetime, kind: RoundKind
) -> None:
    other = await led_too(session, street, street.member)
    await check_in(session, street.grid, kind, sign(street.member, now))
    await check_in(session, other, None, sign(street.member, now + MINUTE))
    assert await kinds(session) == [kind, kind]


async def test_who_has_joined_a_spot_check_and_goes_elsewhere_is_on_no_spot_check(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    other = await led_too(session, street, street.member)
    begun = await check_in(session, street.grid, RoundKind.SPOT_CHECK, sign(street.leader, now))
    await join(session, begun.round, street.member, now)
    await check_in(session, other, None, sign(street.member, now + MINUTE))
    assert await kinds(session) == [RoundKind.SPOT_CHECK, RoundKind.DAILY]
