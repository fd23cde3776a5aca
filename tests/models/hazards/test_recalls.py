from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from models.audit import Audit
from models.hazards.rectification.tables import PaperState, Rectification
from models.hazards.reporting.submit import Said, report
from models.hazards.supervision.tables import Supervision
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.transfer.tables import Transfer
from models.hazards.workflow import Act, Severity
from models.hazards.working.perform import perform
from tests import offices
from tests.due import audit_by_checks, call_about_supervisions, remind_departments, remind_of_orders
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import answer, list_it, order, transfer
from tests.offices import Offices
from tests.street import GROUP, Street, build

DAY, SOON = timedelta(days=1), timedelta(minutes=5)
CLEAN, LOST, LATE = Audit((), ()), Audit(("H1",), ()), Audit((), ("H1",))


@pytest.fixture
async def street(session: AsyncSession, now: datetime) -> Street:
    return await build(session, now)


@pytest.fixture
async def above(session: AsyncSession, street: Street, now: datetime) -> Offices:
    return await offices.build(session, street, now)


@pytest.fixture
async def hazard(session: AsyncSession, street: Street, now: datetime) -> Hazard:
    said = Said(GROUP, 501, "情况不明", person=street.resident)
    return await report(session, said, street.grid, now, SHANGHAI)


async def audited(session: AsyncSession, now: datetime) -> Audit:
    await session.flush()
    return await audit_by_checks(session, now)


async def ordered(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> None:
    """Until the end of the 23rd; its notice is made."""
    await order(session, hazard, street.leader, now)
    await session.execute(update(Rectification).values(paper=PaperState.MADE))


async def test_an_order_that_is_recalled_each_morning_is_clean(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    await ordered(session, hazard, street, now)
    for day in range(1, 12):
        await remind_of_orders(session, now + day * DAY)
        assert await audited(session, now + day * DAY + SOON) == CLEAN


async def test_a_reminder_that_came_late_at_night_stands_for_the_next_morning(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    await ordered(session, hazard, street, now)
    night = 9 * DAY + timedelta(hours=16)
    await remind_of_orders(session, now + night)
    await remind_of_orders(session, now + 10 * DAY + SOON)
    assert await audited(session, now + 10 * DAY + 2 * SOON) == CLEAN
    assert await audited(session, now + 11 * DAY + SOON) == LATE


@pytest.mark.parametrize(("day", "found"), [(2, CLEAN), (3, LATE), (4, LATE)])
async def test_an_order_whose_reminder_was_put_off_in_its_row_alone_is_late_from_that_morning_on(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, day: int, found: Audit
) -> None:
    await ordered(session, hazard, street, now)
    await session.execute(update(Rectification).values(remind_at=now + timedelta(days=300)))
    assert await audited(session, now + day * DAY + SOON) == found


async def test_a_reminder_of_another_kind_proves_nothing(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await ordered(session, hazard, street, now)
    await remind_of_orders(session, now + 3 * DAY)
    await session.flush()
    await session.execute(update(HazardEvent).values(data={"reminder": "half_time"}))
    assert await audited(session, now + 3 * DAY + SOON) == LATE


async def test_what_was_handed_in_over_a_morning_and_sent_back_is_not_late(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await ordered(session, hazard, street, now)
    await perform(session, hazard, Act.DONE, street.member, now + 2 * DAY, SHANGHAI)
    assert "H1" not in (await audited(session, now + 2 * DAY + SOON)).lost
    await perform(session, hazard, Act.SEND_BACK, street.leader, now + 4 * DAY, SHANGHAI, reason="未整改")
    assert await audited(session, now + 4 * DAY + SOON) == CLEAN
    assert await audited(session, now + 6 * DAY + SOON) == LATE


async def test_a_transfer_that_is_recalled_and_goes_back_is_clean(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    await transfer(session, hazard, above, now)
    for day in range(1, 9):
        await remind_departments(session, now + day * DAY)
        assert await audited(session, now + day * DAY + SOON) == CLEAN


@pytest.mark.parametrize(("day", "found"), [(2, CLEAN), (3, LATE), (8, LATE)])
async def test_a_transfer_put_off_in_its_row_alone_is_late(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime, day: int, found: Audit
) -> None:
    await transfer(session, hazard, above, now)
    await session.execute(update(Transfer).values(remind_at=now + timedelta(days=300)))
    assert await audited(session, now + day * DAY + SOON) == found


GRAVE = [(Severity.URGENT, timedelta(minutes=30)), (Severity.MAJOR, timedelta(hours=4))]


@pytest.mark.parametrize(("severity", "within"), GRAVE)
async def test_a_department_that_nobody_urged_to_acknowledge_is_late_until_it_does(
    session: AsyncSession,
    hazard: Hazard,
    street: Street,
    above: Offices,
    now: datetime,
    severity: Severity,
    within: timedelta,
) -> None:
    hazard.severity = severity
    await transfer(session, hazard, above, now)
    await session.execute(update(Transfer).values(remind_at=now + timedelta(days=300)))
    assert await audited(session, now + within) == CLEAN
    assert await audited(session, now + within + SOON) == LATE
    await perform(session, hazard, Act.ACKNOWLEDGE, above.liaison, now + within + SOON, SHANGHAI)
    assert await audited(session, now + within + SOON) == CLEAN


async def test_urging_to_acknowledge_is_not_taken_for_the_next_morning_s_reminder(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    hazard.severity = Severity.URGENT
    night = now + 2 * DAY + timedelta(hours=14)
    await transfer(session, hazard, above, night, due="2026-11-20")
    await remind_departments(session, night + timedelta(minutes=30))
    assert await audited(session, night + timedelta(hours=1)) == CLEAN
    assert await audited(session, now + 3 * DAY + SOON) == LATE
    await remind_departments(session, now + 3 * DAY + SOON)
    assert await audited(session, now + 3 * DAY + 2 * SOON) == CLEAN


async def test_what_is_sent_back_is_urged_again(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    hazard.severity = Severity.URGENT
    half_hour = timedelta(minutes=30)
    await transfer(session, hazard, above, now)
    await remind_departments(session, now + half_hour)
    await answer(session, hazard, above, now + 2 * half_hour)
    back = now + 4 * half_hour
    await perform(session, hazard, Act.SEND_BACK, above.street_leader, back, SHANGHAI, reason="未见整改")
    await session.execute(update(Transfer).values(remind_at=now + timedelta(days=300)))
    assert await audited(session, back + half_hour + SOON) == LATE


async def test_an_answered_transfer_is_recalled_no_more(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    await transfer(session, hazard, above, now)
    await answer(session, hazard, above, now + DAY)
    assert (await audited(session, now + DAY + SOON)) == CLEAN


@pytest.mark.parametrize(("day", "found"), [(6, CLEAN), (7, LATE), (8, LATE)])
async def test_a_supervision_put_off_in_its_row_alone_is_late(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime, day: int, found: Audit
) -> None:
    await ordered(session, hazard, street, now)
    await list_it(session, hazard, above.street_leader, now)
    await session.execute(update(Supervision).values(next_at=now + timedelta(days=300)))
    for passed in range(1, day + 1):
        await remind_of_orders(session, now + passed * DAY)
    assert await audited(session, now + day * DAY + SOON) == found


async def test_a_supervision_that_is_chased_for_weeks_is_clean(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    await ordered(session, hazard, street, now)
    await list_it(session, hazard, above.street_leader, now)
    for day in range(1, 30):
        at = now + day * DAY
        if day == 10:
            await perform(session, hazard, Act.PROGRESS, street.leader, at, SHANGHAI, progress="已清理一半")
        await remind_of_orders(session, at)
        await call_about_supervisions(session, at)
        assert await audited(session, at + SOON) == CLEAN


@pytest.mark.parametrize(
    ("table", "column"), [(Rectification, "remind_at"), (Transfer, "remind_at"), (Supervision, "next_at")]
)
async def test_what_nothing_will_recall_is_lost(
    session: AsyncSession,
    hazard: Hazard,
    street: Street,
    above: Offices,
    now: datetime,
    table: type[Rectification | Transfer | Supervision],
    column: str,
) -> None:
    if table is Transfer:
        await transfer(session, hazard, above, now)
    else:
        await ordered(session, hazard, street, now)
        await list_it(session, hazard, above.street_leader, now)
    await session.execute(update(table).values({column: None}))
    assert await audited(session, now + SOON) == LOST
