"""Which self-checks are asked of whoever is responsible for places, and how often."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.cycles import Cycle
from models.checks.cycles import cycle as cycle_of
from models.checks.duties import Duty, Owner, kinds_owed
from models.checks.duty_tables import duty_tables
from models.grids.tables import Grid
from models.places.kinds import PlaceKinds, place_kinds_of
from models.places.tables import Place


async def self_checks(session: AsyncSession, places: Sequence[Place]) -> Mapping[Cycle, Sequence[Place]]:
    """By how often, as the tables stand now; a place of which none is asked is left out."""
    if not places:
        return {}
    tables, kinds = await duty_tables(session), place_kinds_of(session)
    rows = select(col(Grid.id), col(Grid.path)).where(col(Grid.id).in_({each.grid_id for each in places}))
    paths = dict((await session.execute(rows)).all())
    found: dict[Cycle, list[Place]] = defaultdict(list)
    for place in places:
        for cycle in _asked(place, tables.of(paths[place.grid_id]), kinds):
            found[cycle].append(place)
    return found


def _asked(place: Place, duties: Sequence[Duty], kinds: PlaceKinds) -> Sequence[Cycle]:
    every = [each.kind for each in kinds.every]
    usual = place.cycle or kinds.kind(place.kind).cycle
    own = cycle_of(usual) if usual else None
    mine = [
        each for each in duties if each.owner is Owner.RESPONSIBLE and place.kind in kinds_owed(each, duties, every)
    ]
    return [cycle for duty in mine if (cycle := duty.cycle or own)]
