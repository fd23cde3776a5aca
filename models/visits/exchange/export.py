"""The households as they are in force, in rows that import again without a change; marked as personal data."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.roster.cell_text import guarded
from models.spreadsheet.sheet import Cells
from models.text.phones import as_written
from models.visits.exchange.sheet import NO, TITLES, YES
from models.visits.kinds import HouseholdKinds
from models.visits.tables import Household, living_households

MARK = "内部资料：含住户个人信息，仅供本网格网格员、网格长走访使用，不得外传。"
ABOVE = 2  # rows over the households: the mark and the header


async def household_rows(session: AsyncSession, kinds: HouseholdKinds) -> Sequence[Cells]:
    """The mark, the header and a row for each household that is not erased, by grid."""
    rows = select(Household, col(Grid.code)).join(Grid, col(Grid.id) == col(Household.grid_id))
    found = await session.execute(
        rows.where(living_households()).order_by(col(Grid.path), col(Household.address), col(Household.id))
    )
    return [[MARK], list(TITLES.values()), *(_row(household, grid, kinds) for household, grid in found.all())]


def _row(household: Household, grid: str, kinds: HouseholdKinds) -> Cells:
    kind = kinds.kind(household.kind)
    cells = {
        "grid": grid,
        "address": household.address,
        "name": household.name,
        "kind": kind.words[0] if kind.words else kind.kind,
        "phone": as_written(household.phone) if household.phone else "",
        "key": YES if household.key else NO,
    }
    return [guarded(cells[column]) for column in TITLES]
