from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Binding, Chat, Purpose
from models.grids.turns import begin_turns
from models.publicity.tables import PublicityTurn
from tests.street import Street


async def test_a_living_grid_with_a_group_takes_its_turn_once(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    for grid, purpose in ((street.community, Purpose.LEADERS), (street.street, Purpose.GROUP)):
        session.add(Chat(id=-grid.id, type="supergroup", title="群", seen_at=now))
        session.add(Binding(grid_id=grid.id, purpose=purpose, chat_id=-grid.id, bound_at=now))
    street.street.retired_at = now
    await session.flush()
    assert [await begin_turns(session, col(PublicityTurn.grid_id), now) for _ in range(2)] == [1, 0]
    turn = await session.get_one(PublicityTurn, street.grid.id)
    assert (turn.next_at, turn.done_to) == (now, None)
