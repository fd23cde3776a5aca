from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.members.permissions import Who, is_staff, may_in
from models.members.tables import LOOKING_AFTER, Post, Role
from models.places.led import led_grids
from tests.street import build


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        (Who.STAFF, {"member", "leader", "community_leader"}),
        (Who.LEADER, {"leader", "community_leader"}),
        (Who.STREET, set()),
    ],
)
async def test_a_post_reaches_downwards_and_no_further_than_its_role(
    session: AsyncSession, now: datetime, who: Who, allowed: set[str]
) -> None:
    street = await build(session, now)
    await session.flush()
    people = {name: getattr(street, name) for name in ("member", "leader", "community_leader", "stranger")}
    assert {name for name, person in people.items() if await may_in(session, street.grid, who, person)} == allowed


@pytest.mark.parametrize("who", [Who.LIAISON, Who.REPORTER])
async def test_who_belongs_to_a_subject_is_not_told_by_its_grid(session: AsyncSession, now: datetime, who: Who) -> None:
    street = await build(session, now)
    with pytest.raises(ValueError, match="a grid does not tell"):
        await may_in(session, street.grid, who, street.member)


@pytest.mark.parametrize("role", LOOKING_AFTER)
async def test_who_looks_after_a_grid_is_staff_there_and_below_and_leads_nothing(
    session: AsyncSession, now: datetime, role: Role
) -> None:
    street = await build(session, now)
    stranger, phone = street.stranger, "+8619900000031"
    session.add(Post(grid_id=street.community.id, role=role, name="王强", phone=phone, person_id=stranger.id))
    await session.flush()
    for grid, allowed in ((street.grid, True), (street.community, True), (street.street, False)):
        assert await may_in(session, grid, Who.STAFF, street.stranger) is allowed
        assert not await may_in(session, grid, Who.LEADER, street.stranger)
    assert await is_staff(session, street.stranger)
    assert await led_grids(session, street.stranger) == [street.community]
