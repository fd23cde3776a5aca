from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.emergencies.calls import Cry, call_for_help
from models.emergencies.outcomes import end
from models.emergencies.tables import Call
from models.emergencies.workflow import Outcome
from models.emergencies.worklist import CALLS_WAITING
from models.members.tables import Person
from models.worklist import Section, worklist_of
from tests.street import GROUP, Street


async def waiting(session: AsyncSession, person: Person, now: datetime) -> list[tuple[Call, str]]:
    found = await worklist_of(session, [CALLS_WAITING], person.id, now)
    section: Section[Call] = found.sections.get("call", Section())
    return [(item.row, item.grid) for item in section.items]


@pytest.mark.parametrize(
    ("name", "may_go"), [("member", True), ("leader", True), ("community_leader", True), ("stranger", False)]
)
async def test_running_calls_wait_for_all_staff_who_may_go_until_they_are_over(
    session: AsyncSession, street: Street, now: datetime, name: str, may_go: bool
) -> None:
    call = await call_for_help(session, Cry(GROUP, 501, "3号楼着火了", street.resident), street.grid, now)
    await session.flush()
    someone = getattr(street, name)
    assert await waiting(session, someone, now) == ([(call, street.grid.name)] if may_go else [])
    await end(session, call, street.member, Outcome.FALSE_ALARM, now)
    assert await waiting(session, someone, now) == []


async def test_a_call_whose_grid_is_unknown_waits_without_a_name(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    call = await call_for_help(session, Cry(street.resident.tg_user_id, 501, "救命", street.resident), None, now)
    await session.flush()
    assert await waiting(session, street.leader, now) == [(call, "")]
