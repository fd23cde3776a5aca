"""The whole history, in the session of whoever sets up the street."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo.history.living import Living
from bot.demo.history.plan import SEED, plan
from bot.demo.history.routine import begin_duties, routine
from bot.demo.history.scenes import read_stage
from models.members.tables import Person


async def live(
    session: AsyncSession, residents: Sequence[Person], opens: datetime, zone: tzinfo, seed: int = SEED
) -> None:
    """Weeks go by until `opens`, in the grids whose staff is here: the same for the same day and seed."""
    here = opens.astimezone(zone)
    living = Living(session, await read_stage(session, residents), here, zone)
    await begin_duties(living)
    living.reports(plan(here, zone, seed))
    routine(living, seed)
    await living.live()
