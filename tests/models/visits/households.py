"""Households in rows, and sheets of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.members.tables import Person
from models.spreadsheet.sheet import Cells
from models.visits.exchange.sheet import TITLES, HouseholdSheet, check_rows
from models.visits.households import NewHousehold, add_household
from models.visits.kinds import built_in
from models.visits.tables import Household, Visit
from tests.models.conftest import SHANGHAI

HEADER = list(TITLES.values())
ADDRESS, NAME, PHONE = "南大街12号3单元501", "王秀英", "+8619900000031"


async def household(
    session: AsyncSession, grid: Grid, person: Person, now: datetime, kind: str = "elderly", **more: Any
) -> Household:
    new = NewHousehold(**{"kind": kind, "address": ADDRESS, "name": NAME, "phone": PHONE, **more})
    return await add_household(session, grid, new, person, now, SHANGHAI)


async def all_visits(session: AsyncSession) -> list[Visit]:
    rows = select(Visit).order_by(col(Visit.id)).execution_options(populate_existing=True)
    return list((await session.scalars(rows)).all())


def row(**cells: str) -> Cells:
    told = {"grid": "S-1-1", "address": ADDRESS, "name": NAME, "kind": "独居老人", **cells}
    assert told.keys() <= TITLES.keys()
    return [told.get(column, "") for column in TITLES]


def sheet(*rows: Cells) -> HouseholdSheet:
    return check_rows([HEADER, *rows], built_in())
