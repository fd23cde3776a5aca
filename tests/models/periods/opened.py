"""Periods as leaders open them, under a fixed clock."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.due import WallClock
from models.grids.tables import Grid
from models.members.tables import Person
from models.periods.opening import NewPeriod, open_period
from models.periods.tables import Period, PeriodKind
from tests.models.checks.owing import local
from tests.models.conftest import SHANGHAI


def at_nine(day: str) -> WallClock:
    return WallClock(local(day), SHANGHAI)


async def open_one(
    session: AsyncSession, grid: Grid, person: Person, first: str, last: str, on: str = "", **more: Any
) -> Period:
    """A heightened one, unless `more` says otherwise, opened at nine on its first day or the day `on`."""
    told: dict[str, Any] = {"kind": PeriodKind.HEIGHTENED, "name": "春节加密", **more}
    new = NewPeriod(first=date.fromisoformat(first), last=date.fromisoformat(last), **told)
    return await open_period(session, grid, new, at_nine(on or first), person)


async def campaign(
    session: AsyncSession, grid: Grid, person: Person, first: str, last: str, on: str = "", **more: Any
) -> Period:
    told = {"kind": PeriodKind.CAMPAIGN, "name": "三合一专项行动", "kinds": ("shop",), "target": 50, **more}
    return await open_one(session, grid, person, first, last, on, **told)
