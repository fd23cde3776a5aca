from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.notices.sending import send
from models.notices.sent.ending import lift
from models.notices.tables import Notice, NoticeKind
from models.visits.warned import VISITS_WARNED, WARNED, vulnerable_in
from tests.due import taker
from tests.models.notices.conftest import Town, clock, drafted, messages, town
from tests.models.visits.households import household

__all__ = ["town"]
follow = taker(VISITS_WARNED)


async def warned(session: AsyncSession, town: Town, now: datetime, **values: Any) -> Notice:
    where = {"grid_id": town.street.community.id, "asks_visits": True}
    notice = await drafted(session, town, now, NoticeKind.WARNING, **{**where, **values})
    await send(session, notice, notice.revision, town.boss, clock(now))
    return notice


async def test_members_of_grids_with_vulnerable_households_are_asked_once_in_private(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    street = town.street
    await household(session, street.grid, street.member, now)
    await household(session, street.grid, street.member, now, "ordinary", address="14号")
    await household(session, street.grid, street.member, now, "ordinary", address="15号", key=True)
    await household(session, town.other_grid, town.other_member, now)
    warning = await warned(session, town, now)
    await follow(session, now)
    (asked,) = await messages(session, WARNED)
    assert (asked.chat_id, asked.args, asked.subject_id) == (12, {"grids": [street.grid.id]}, warning.id)
    assert await vulnerable_in(session, [street.grid.id]) == 2
    await follow(session, now)
    assert len(await messages(session, WARNED)) == 1


async def test_not_of_a_drill_nor_where_it_is_not_wanted_nor_once_it_is_over(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    await household(session, town.street.grid, town.street.member, now)
    await warned(session, town, now, asks_visits=False)
    staff = {"reach": ["staff"], "branches": [], "levels": [], "place_kinds": []}
    await warned(session, town, now, drill=True, audience=staff)
    over = await warned(session, town, now)
    await lift(session, over, town.boss, now)
    await follow(session, now)
    assert await messages(session, WARNED) == []
