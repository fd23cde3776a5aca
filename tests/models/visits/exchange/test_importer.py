from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Refused
from models.grids.tree import living_grids
from models.visits.due import period
from models.visits.exchange.export import MARK, household_rows
from models.visits.exchange.importer import HouseholdsImported, import_households, problems_with
from models.visits.exchange.sheet import HouseholdSheet, check_rows
from models.visits.households import erase
from models.visits.kinds import SPANS, built_in
from models.visits.recording import record_visit
from models.visits.tables import Household, Outcome
from tests.models.conftest import SHANGHAI
from tests.models.visits.households import row, sheet
from tests.street import Street

MONTHLY, QUARTERLY, YEARLY = SPANS
LATER = timedelta(days=1)


async def bring_in(session: AsyncSession, told: HouseholdSheet, now: datetime) -> HouseholdsImported:
    return await import_households(session, told, built_in(), now, SHANGHAI)


async def households(session: AsyncSession) -> Sequence[Household]:
    rows = select(Household).order_by(col(Household.id)).execution_options(populate_existing=True)
    return (await session.scalars(rows)).all()


async def test_new_households_are_due_in_the_period_that_runs(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    told = sheet(row(phone="19900000031"), row(name="李某", kind="普通户"), row(name="张某", kind="普通户", key="是"))
    assert await bring_in(session, told, now) == HouseholdsImported(added=3)
    found = await households(session)
    assert [(each.due_from, each.due_until) for each in found] == [
        period(span, now, SHANGHAI) for span in (MONTHLY, YEARLY, QUARTERLY)
    ]
    assert {each.grid_id for each in found} == {street.grid.id}


async def test_a_second_time_nothing_changes_and_an_empty_cell_takes_nothing_away(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await bring_in(session, sheet(row(phone="19900000031", key="是")), now)
    assert (await bring_in(session, sheet(row(phone="19900000031", key="是")), now + LATER)).nothing
    assert (await bring_in(session, sheet(row()), now + LATER)).nothing
    [found] = await households(session)
    assert (found.phone, found.key) == ("+8619900000031", True)


async def test_what_a_row_says_otherwise_is_changed_and_its_due_time_follows(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await bring_in(session, sheet(row()), now)
    [found] = await households(session)
    await record_visit(session, found, Outcome.MET, "", street.member, now, SHANGHAI)
    assert await bring_in(session, sheet(row(kind="普通户", phone="19900000032")), now) == HouseholdsImported(changed=1)
    [found] = await households(session)
    assert (found.kind, found.phone) == ("ordinary", "+8619900000032")
    assert found.due_from == period(YEARLY, now, SHANGHAI).due_until


async def test_it_is_all_or_nothing(session: AsyncSession, street: Street, now: datetime) -> None:
    for bad in (sheet(row(), row(name="李某", grid="X")), sheet(row(), row(name="李某", kind="飞船")), sheet()):
        with pytest.raises(Refused):
            await bring_in(session, bad, now)
    assert await households(session) == []
    [problem] = problems_with(sheet(row(grid="X")), await living_grids(session))
    assert (problem.column, problem.code) == ("grid", "grid_unknown")


async def test_what_is_exported_is_marked_holds_nothing_erased_and_imports_again_without_a_change(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await bring_in(session, sheet(row(name="=王某", phone="19900000031", key="是"), row(name="李某")), now)
    gone = next(each for each in await households(session) if each.name == "李某")
    await erase(session, gone, street.leader, now)
    mark, *rows = await household_rows(session, built_in())
    assert mark == [MARK]
    assert [each[2] for each in rows] == ["name户主", "'=王某"]
    assert (await bring_in(session, check_rows([mark, *rows], built_in()), now)).nothing
