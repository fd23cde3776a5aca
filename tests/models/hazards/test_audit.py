from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.audit import Audit
from models.departments.tables import Department
from models.escalation.engine import take
from models.escalation.tables import Rung, RungState
from models.hazards.recalls import NAMED
from models.hazards.rectification.tables import PaperState, Rectification
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.transfer.tables import Transfer
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from tests.due import audit_by_checks, climb
from tests.models.conftest import SHANGHAI
from tests.tree import Tree, grow

HOUR = timedelta(hours=1)
CLEAN, LOST, LATE = Audit((), ()), Audit(("H1",), ()), Audit((), ("H1",))


@pytest.fixture
async def tree(session: AsyncSession, now: datetime) -> Tree:
    return await grow(session, now)


@pytest.fixture
async def hazard(session: AsyncSession, tree: Tree, now: datetime) -> Hazard:
    """Ordinary: to be accepted within two hours."""
    return await opened(session, tree, now)


async def opened(session: AsyncSession, tree: Tree, now: datetime) -> Hazard:
    hazard = await report(session, Said(-1, 1, "情况不明", person=tree.reporter), tree.grid, now, SHANGHAI)
    await session.flush()
    return hazard


async def audited(session: AsyncSession, now: datetime, since: datetime | None = None) -> Audit:
    await session.flush()
    return await audit_by_checks(session, now, since)


async def test_what_climbs_as_it_should_is_clean(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    for hours in range(48):
        await climb(session, now + hours * HOUR)
        assert await audited(session, now + hours * HOUR + timedelta(minutes=5)) == CLEAN


@pytest.mark.parametrize(("seconds", "found"), [(119, CLEAN), (120, CLEAN), (121, LATE)])
async def test_a_step_may_be_two_minutes_late(
    session: AsyncSession, hazard: Hazard, now: datetime, seconds: int, found: Audit
) -> None:
    assert await audited(session, now + 2 * HOUR + timedelta(seconds=seconds)) == found


@pytest.mark.parametrize(("minutes", "found"), [(1, CLEAN), (2, CLEAN), (3, LATE)])
async def test_after_downtime_two_minutes_are_counted_from_the_first_tick(
    session: AsyncSession, hazard: Hazard, now: datetime, minutes: int, found: Audit
) -> None:
    back = now + 10 * HOUR
    assert await audited(session, back + timedelta(minutes=minutes), since=back) == found


async def _forgotten(session: AsyncSession) -> None:
    await session.execute(delete(Rung))


async def _cancelled(session: AsyncSession) -> None:
    await session.execute(update(Rung).values(state=RungState.CANCELLED))


@pytest.mark.parametrize("lose", [_forgotten, _cancelled])
async def test_a_hazard_whose_rungs_are_gone_is_lost(
    session: AsyncSession, hazard: Hazard, now: datetime, lose: Callable[[AsyncSession], Awaitable[None]]
) -> None:
    await lose(session)
    assert await audited(session, now + HOUR) == LOST


async def test_a_rung_that_says_taken_is_not_believed(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    later = now + 2 * HOUR
    [rung] = (await session.scalars(select(Rung).where(col(Rung.due_at) <= later))).all()
    await take(session, rung, later)
    assert await audited(session, later + timedelta(minutes=3)) == LATE


async def test_a_deadline_put_right_in_the_rungs_alone_is_not_believed(
    session: AsyncSession, hazard: Hazard, now: datetime
) -> None:
    await session.execute(update(Rung).values(due_at=now + timedelta(days=365)))
    assert await audited(session, now + 3 * HOUR) == LATE


async def test_an_event_without_its_rung_proves_nothing(session: AsyncSession, hazard: Hazard, now: datetime) -> None:
    await climb(session, now + 2 * HOUR)
    await session.flush()
    await session.execute(update(HazardEvent).where(col(HazardEvent.act) == Act.ESCALATE).values(data={}))
    assert await audited(session, now + 3 * HOUR) == LATE


async def test_what_was_handed_up_is_clean(session: AsyncSession, tree: Tree, hazard: Hazard, now: datetime) -> None:
    await perform(session, hazard, Act.HAND_UP, tree.members[0], now, SHANGHAI)
    assert await audited(session, now + HOUR) == CLEAN


@pytest.mark.parametrize("state", [State.CLOSED, State.DISMISSED, State.DUPLICATE, State.DRAFT])
async def test_what_is_not_live_needs_no_step(
    session: AsyncSession, hazard: Hazard, now: datetime, state: State
) -> None:
    hazard.state, hazard.due_at = state, None
    await session.execute(delete(Rung))
    assert await audited(session, now + timedelta(days=30)) == CLEAN


@pytest.mark.parametrize("what", [Act.ACCEPT, Act.DONE])
async def test_what_moved_on_is_judged_by_what_it_lacks_now(
    session: AsyncSession, tree: Tree, hazard: Hazard, now: datetime, what: Act
) -> None:
    await perform(session, hazard, what, tree.members[0], now + HOUR, SHANGHAI)
    assert await audited(session, now + 20 * HOUR) == CLEAN


@pytest.mark.parametrize(("reminded", "found"), [(True, CLEAN), (False, LOST)])
async def test_an_order_to_rectify_keeps_its_own_time(
    session: AsyncSession, tree: Tree, hazard: Hazard, now: datetime, reminded: bool, found: Audit
) -> None:
    hazard.state = State.RECTIFYING
    session.add(
        Rectification(
            hazard_id=hazard.id,
            office_id=tree.grid.id,
            year=2026,
            number=1,
            responsible="王某",
            by_id=tree.reporter.id,
            ordered_at=now,
            started_at=now,
            due_at=now + timedelta(days=3),
            remind_at=now + timedelta(days=1) if reminded else None,
            paper=PaperState.MADE,
            paper_not_before=now,
        )
    )
    assert await audited(session, now + HOUR) == found


@pytest.mark.parametrize(("reminded", "found"), [(True, CLEAN), (False, LOST)])
async def test_a_transfer_keeps_its_own_time(
    session: AsyncSession, tree: Tree, hazard: Hazard, now: datetime, reminded: bool, found: Audit
) -> None:
    hazard.state = State.TRANSFERRED
    office = Department(grid_id=tree.grid.id, name="消防救援站")
    transfer = Transfer(
        hazard_id=hazard.id,
        department_id=office.id,
        by_id=tree.reporter.id,
        at=now,
        started_at=now,
        due_at=now + timedelta(days=3),
        remind_at=now + timedelta(days=1) if reminded else None,
    )
    session.add_all([office, transfer])
    assert await audited(session, now + HOUR) == found


async def test_no_more_are_named_than_can_be_read(session: AsyncSession, tree: Tree, now: datetime) -> None:
    for minutes in range(NAMED + 1):
        hour = now + timedelta(minutes=15 * minutes)
        await report(session, Said(-1, minutes, "三楼冒烟了", person=None), tree.grid, hour, SHANGHAI)
    await session.flush()
    await session.execute(delete(Rung))
    assert len((await audited(session, now)).lost) == NAMED
