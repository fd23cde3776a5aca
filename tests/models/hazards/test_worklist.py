from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.departments.tables import Department
from models.grids.tables import Grid
from models.hazards.tables import Hazard
from models.hazards.transfer.tables import Transfer
from models.hazards.workflow import Severity, State
from models.hazards.worklist import HAZARDS_WAITING, open_in
from models.members.leave import file_leave
from models.members.tables import Person, Post, Role
from models.worklist import PAGE, Section, worklist_of
from tests.models.conftest import SHANGHAI
from tests.street import Street

HOUR = timedelta(hours=1)


async def put(
    session: AsyncSession,
    grid: Grid,
    created_at: datetime,
    state: State = State.OPEN,
    *,
    severity: Severity = Severity.ORDINARY,
    due_at: datetime | None = None,
) -> Hazard:
    hazard = Hazard(grid_id=grid.id, created_at=created_at, state=state, severity=severity, due_at=due_at, text="堵塞")
    session.add(hazard)
    await session.flush()
    return hazard


async def waiting(session: AsyncSession, person: Person, now: datetime, page: int = 0) -> Section[Hazard]:
    found = await worklist_of(session, [HAZARDS_WAITING], person.id, now, page)
    return found.sections.get("hazard", Section())


async def listed(session: AsyncSession, person: Person, now: datetime, page: int = 0) -> list[Hazard]:
    return [item.row for item in (await waiting(session, person, now, page)).items]


async def test_the_most_urgent_come_first_then_the_overdue_then_the_oldest(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    grid = street.grid
    young = await put(session, grid, now)
    old = await put(session, grid, now - 5 * HOUR)
    late = await put(session, grid, now - HOUR, due_at=now - timedelta(minutes=1))
    on_time = await put(session, grid, now - 9 * HOUR, due_at=now + HOUR)
    major = await put(session, grid, now, severity=Severity.MAJOR)
    urgent = await put(session, grid, now, severity=Severity.URGENT)
    assert await listed(session, street.member, now) == [urgent, major, late, on_time, old, young]


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("member", {State.OPEN, State.ACCEPTED, State.RECTIFYING}),
        ("leader", {State.OPEN, State.ACCEPTED, State.RECTIFYING, State.REVIEW}),
        ("community_leader", {State.OPEN, State.ACCEPTED, State.RECTIFYING, State.REVIEW}),
    ],
)
async def test_what_waits_depends_on_the_post(
    session: AsyncSession, street: Street, now: datetime, name: str, states: set[State]
) -> None:
    for state in State:
        await put(session, street.grid, now, state)
    assert {hazard.state for hazard in await listed(session, getattr(street, name), now)} == states


async def test_leaders_see_all_below_them_and_members_their_own_grid(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    above = await put(session, street.community, now)
    below = await put(session, street.grid, now)
    assert await listed(session, street.member, now) == [below]
    assert set(map(id, await listed(session, street.community_leader, now))) == {id(above), id(below)}


@pytest.mark.parametrize("name", ["resident", "stranger"])
async def test_who_holds_no_post_has_no_duty(session: AsyncSession, street: Street, now: datetime, name: str) -> None:
    await put(session, street.grid, now)
    assert await waiting(session, getattr(street, name), now) == Section()


async def test_a_liaison_sees_what_was_transferred_to_the_department(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    department = Department(grid_id=street.street.id, name="派出所")
    other = Department(grid_id=street.street.id, name="安监办")
    session.add_all([department, other])
    await session.flush()
    post = Post(grid_id=street.street.id, role=Role.LIAISON, name="路人", phone="+8619900000099")
    post.department_id, post.person_id = department.id, street.stranger.id
    session.add(post)
    mine = await put(session, street.grid, now, State.TRANSFERRED)
    theirs = await put(session, street.grid, now, State.TRANSFERRED)
    for hazard, where in ((mine, department), (theirs, other)):
        session.add(
            Transfer(
                hazard_id=hazard.id,
                department_id=where.id,
                by_id=street.leader.id,
                at=now,
                started_at=now,
                due_at=now + 24 * HOUR,
            )
        )
    await put(session, street.grid, now)
    await session.flush()
    assert await listed(session, street.stranger, now) == [mine]


async def test_who_stands_in_for_a_leader_on_leave_has_what_waits_for_the_leader(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    post = Post(grid_id=street.grid.id, role=Role.BACKUP, name="路人", phone="+8619900000099")
    post.person_id = street.stranger.id
    session.add(post)
    review = await put(session, street.grid, now, State.REVIEW)
    assert await listed(session, street.stranger, now) == []
    today = now.astimezone(SHANGHAI).date()
    await file_leave(session, street.leader, today, today, now, SHANGHAI)
    await session.flush()
    while_away = await waiting(session, street.stranger, now)
    assert ([item.row for item in while_away.items], while_away.counts) == ([review], {State.REVIEW: 1})


async def test_ten_are_on_a_page_and_all_are_counted(session: AsyncSession, street: Street, now: datetime) -> None:
    made = [await put(session, street.grid, now - n * HOUR, due_at=now - HOUR) for n in range(PAGE + 3)]
    found = await waiting(session, street.member, now)
    assert (found.total, found.overdue, len(found.items)) == (PAGE + 3, PAGE + 3, PAGE)
    assert await listed(session, street.member, now, page=1) == made[2::-1]


async def test_a_group_has_counts_of_its_grid_and_below(session: AsyncSession, street: Street, now: datetime) -> None:
    await put(session, street.grid, now)
    await put(session, street.grid, now, State.REVIEW, due_at=now - HOUR)
    await put(session, street.grid, now, State.CLOSED)
    await put(session, street.community, now)
    found = await open_in(session, street.grid, now)
    assert (found.counts, found.overdue, found.items) == ({State.OPEN: 1, State.REVIEW: 1}, 1, ())
    assert (await open_in(session, street.community, now)).total == 3
