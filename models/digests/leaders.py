"""What leaders hear of a street's week beside its digest: a rise when it begins, and what is repeated."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from models.digests import warnings
from models.digests.tables import FrozenPeriod
from models.due import WallClock
from models.grids.tables import Grid
from models.members.reach import upwards
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.statistics.episodes import Course

UNUSUAL, REPEATED = "digests.unusual", "digests.repeated"


async def tell_leaders(session: AsyncSession, row: FrozenPeriod, street: Grid, clock: WallClock) -> None:
    """What is of a community, its leaders; what is of the whole street, the street's. Where they cannot be reached,
    those above.
    """
    found = warnings.unpacked(row.warnings)
    for place, pointed in enumerate(found.pointed):
        if pointed.course is Course.NEW:
            for chat in await _chats(session, pointed.key.community, street):
                enqueue(session, chat, UNUSUAL, Lane.ROUTINE, clock.now, subject_id=row.id, place=place, late=row.late)
    for community in dict.fromkeys(each.community for each in found.repeated):
        places = [place for place, each in enumerate(found.repeated) if each.community == community]
        for chat in await _chats(session, community, street):
            enqueue(session, chat, REPEATED, Lane.ROUTINE, clock.now, subject_id=row.id, places=places, late=row.late)


async def _chats(session: AsyncSession, community: int | None, street: Grid) -> Sequence[int]:
    of = await session.get(Grid, community) if community is not None else None
    reached = await upwards(session, of or street)
    return reached[1] if reached is not None else []
