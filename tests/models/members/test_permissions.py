from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.members.permissions import Who, may_in
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
