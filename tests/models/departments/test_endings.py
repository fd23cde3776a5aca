from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.departments.endings import DepartmentEndings
from models.departments.importer import foresee_departments, import_departments
from models.departments.tables import Department
from models.errors import Refused
from models.hazards.tables import Hazard
from models.hazards.transfer.tables import Transfer, TransferState, pending_at
from models.hazards.workflow import State
from tests.models.departments.sheets import POLICE, SAFETY, sheet
from tests.street import Street


def office(number: int) -> list[str]:
    return [f"科室{number}", "S", f"联络员{number}", f"1990000{number:04}", "7"]


async def stored(session: AsyncSession) -> dict[str, Department]:
    return {row.name: row for row in (await session.scalars(select(Department))).all()}


async def test_what_would_end_is_told_by_name_and_nothing_is_written(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await import_departments(session, sheet(POLICE, SAFETY), now)
    ends = await foresee_departments(session, sheet(["派出所", "S", "王警官", "19900000021", "5"]))
    assert ends == DepartmentEndings(("安监办",), (), (), 0, ("王警官 (安监办)", "李警官 (派出所)"), (2, 3))
    assert ends.many is False
    assert all(row.retired_at is None for row in (await stored(session)).values())


@pytest.mark.parametrize(("left", "refused"), [(100, False), (95, False), (94, True), (1, True)])
async def test_more_than_a_small_share_is_ended_only_on_demand(
    session: AsyncSession, street: Street, now: datetime, left: int, refused: bool
) -> None:
    await import_departments(session, sheet(*(office(number) for number in range(100))), now)
    after = sheet(*(office(number) for number in range(left)))
    if refused:
        with pytest.raises(Refused) as error:
            await import_departments(session, after, now)
        assert (error.value.code, error.value.data["departments"]) == ("departments.ends_many", 100 - left)
        assert (await foresee_departments(session, after)).standing == (100, 100)
        await import_departments(session, after, now, retire=True)
    else:
        await import_departments(session, after, now)
    assert (await foresee_departments(session, after)).standing == (left, left)


async def test_a_department_with_a_chat_of_its_own_is_retired_only_on_demand(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await import_departments(session, sheet(POLICE, SAFETY), now)
    (await stored(session))["安监办"].chat_id = -77
    await session.flush()
    assert (await foresee_departments(session, sheet(POLICE))).served == ("安监办",)
    with pytest.raises(Refused):
        await import_departments(session, sheet(POLICE), now)


@pytest.mark.parametrize("state", TransferState)
async def test_a_department_that_has_a_hazard_is_retired_only_on_demand(
    session: AsyncSession, street: Street, now: datetime, state: TransferState
) -> None:
    await import_departments(session, sheet(POLICE, SAFETY), now)
    hazard = Hazard(grid_id=street.grid.id, state=State.TRANSFERRED, created_at=now)
    session.add(hazard)
    safety = (await stored(session))["安监办"]
    session.add(
        Transfer(
            hazard_id=hazard.id,
            department_id=safety.id,
            by_id=street.leader.id,
            at=now,
            remark="",
            state=state,
            started_at=now,
            due_at=now,
        )
    )
    await session.flush()
    ends = await foresee_departments(session, sheet(POLICE), pending_at)
    pending = state is TransferState.PENDING
    assert (ends.busy, ends.transfers, ends.many) == (("安监办: 1",) if pending else (), int(pending), pending)
