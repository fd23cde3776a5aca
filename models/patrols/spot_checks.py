"""Spot checks: places that a leader is sent to by the lot, which can be drawn again from the seed that is kept."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from random import Random

from sqlalchemy import JSON, BigInteger, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime, new_id
from models.errors import Refused
from models.patrols.rounds import check_in, running_of
from models.patrols.stops import Sign
from models.patrols.tables import RoundKind
from models.places.find import in_grids
from models.places.led import led_grids
from models.places.tables import Place, open_places

USUAL, MOST = 5, 20


class SpotCheck(Row, table=True):
    """`places` (ids) were drawn from all that were open below the leader, `among` so many, by their ids."""

    __tablename__ = "spot_checks"

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    round_id: int = Field(foreign_key="patrol_rounds.id", sa_type=BigInteger, index=True)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    seed: str = Field(max_length=32)
    among: int
    places: list[int] = Field(default_factory=list, sa_type=JSON)
    drawn_at: datetime = Field(sa_type=UtcDateTime)


def draw(ids: Sequence[int], number: int, seed: str) -> list[int]:
    return Random(seed).sample(ids, min(number, len(ids)))  # noqa: S311 - the seed is a secret's


async def begin_spot_check(session: AsyncSession, number: int, sign: Sign) -> SpotCheck:
    """Begins a round in the first grid that the person leads. Raises Refused."""
    led = await led_grids(session, sign.person)
    if not led:
        raise Refused("spot.not_leader")
    if await running_of(session, sign.person.id) is not None:
        raise Refused("spot.on_round")
    ids = (
        await session.scalars(select(col(Place.id)).where(open_places(), in_grids(led)).order_by(col(Place.id)))
    ).all()
    if not ids:
        raise Refused("spot.no_places")
    seed = secrets.token_hex(16)
    begun = await check_in(session, led[0], RoundKind.SPOT_CHECK, sign)
    drawn = SpotCheck(
        round_id=begun.round.id,
        person_id=sign.person.id,
        seed=seed,
        among=len(ids),
        places=draw(ids, number, seed),
        drawn_at=sign.received_at,
    )
    session.add(drawn)
    await session.flush()
    return drawn
