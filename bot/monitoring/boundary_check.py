"""Whether the boundaries of grids agree with where people check in; for `doctor`, as the program is fit to run."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.monitoring.findings import CheckFinding, found
from locales.translator import N_
from models.grids.datum import TITLES
from models.patrols.doubts.datum import shifted_boundaries

NAMED = 5


async def boundaries(session: AsyncSession, now: datetime) -> CheckFinding:
    shifted = await shifted_boundaries(session, now)
    if not shifted:
        return found("boundaries", N_("agree with where people check in"), ok=True)
    first = shifted[0]
    told = N_("said to be {said}, look like {truth}: {grids}")
    grids = " ".join(first.grids[:NAMED])
    said, truth = TITLES[first.said], TITLES[first.truth]
    return found("boundaries", told, ok=False, grave=False, said=said, truth=truth, grids=grids)
