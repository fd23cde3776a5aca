"""The registry as it is in force, in rows that import again without a change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.places.exchange import kit
from models.places.exchange.kit import KitItem
from models.places.exchange.sheet import CYCLE_TITLES, RISK_TITLES, TITLES
from models.places.exchange.slots import told
from models.places.kinds import PlaceKinds
from models.places.slots import PlaceSlot, Slot, in_force
from models.places.tables import Place, open_places
from models.roster.cell_text import guarded
from models.spreadsheet.sheet import Cells
from models.text.phones import as_written


async def place_rows(session: AsyncSession, kinds: PlaceKinds) -> list[Cells]:
    """The header and a row for each open place, by grid."""
    rows = select(Place, col(Grid.code)).join(Grid, col(Grid.id) == col(Place.grid_id)).where(open_places())
    found = (await session.execute(rows.order_by(col(Grid.path), col(Place.kind), col(Place.code)))).all()
    held = await kit.kits(session, kinds)
    slots: dict[int, list[Slot]] = defaultdict(list)
    for slot in (await session.scalars(select(PlaceSlot).where(in_force()).order_by(col(PlaceSlot.begins)))).all():
        slots[slot.place_id].append(slot.told)
    return [
        list(TITLES.values()),
        *(_row(place, grid, held.get(place.id, ()), slots[place.id], kinds) for place, grid in found),
    ]


def _row(place: Place, grid: str, held: Iterable[KitItem], slots: Sequence[Slot], kinds: PlaceKinds) -> Cells:
    kind = kinds.kind(place.kind)
    cells = {
        "code": place.code,
        "kind": kind.words[0] if kind.words else kind.kind,
        "name": place.name,
        "grid": grid,
        "address": place.address,
        "latitude": "" if place.latitude is None else str(place.latitude),
        "longitude": "" if place.longitude is None else str(place.longitude),
        "responsible": place.responsible,
        "phone": as_written(place.phone) if place.phone else "",
        "risk": RISK_TITLES[place.risk] if place.risk else "",
        "cycle": CYCLE_TITLES[place.cycle] if place.cycle else "",
        "guard_group": place.guard_group,
        "slots": told(slots),
        "kit": kit.told(held, kinds),
        "exempt": f"{place.exempt_until} {place.exempt_why or ''}".strip() if place.exempt_until else "",
    }
    return [guarded(cells[column]) for column in TITLES]
