from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import Row
from models.escalation.tables import Aim, Lack, Rung, RungState
from models.hazards.feedback.recheck import Recheck
from models.hazards.rectification.tables import OrderState, PaperState, Rectification
from models.hazards.reporting.private_draft import Intake, IntakeState
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.mandatory_reports.tables import MandatoryReport, MandatoryReportState
from models.members.tables import Leave, LeaveState
from tests.due import audit
from tests.street import Street, build

DAY = timedelta(days=1)


@pytest.fixture
async def street(session: AsyncSession, now: datetime) -> Street:
    return await build(session, now)


async def hazard(session: AsyncSession, street: Street, now: datetime, state: State = State.CLOSED) -> Hazard:
    made = Hazard(grid_id=street.grid.id, created_at=now - DAY, state=state)
    session.add(made)
    await session.flush()
    return made


async def left(session: AsyncSession, street: Street, kind: str, now: datetime) -> Row:
    """A row of this kind that has been due since `now`."""
    person, grid = street.member, street.grid
    if kind == "reports":
        draft = await hazard(session, street, now, State.DRAFT)
        draft.due_at = now
        return draft
    if kind == "mandatory_report_rungs":
        told = MandatoryReport(grid_id=grid.id, kind="letting", created_at=now - DAY)
        session.add(told)
        subject = told.subject
        return Rung(
            subject_kind=subject.kind, subject_id=subject.id, position=0, lack=Lack.ACCEPTED, aim=Aim.ABOVE, due_at=now
        )
    if kind == "leaves":
        return Leave(person_id=person.id, begins_at=now, ends_at=now + DAY, next_at=now, filed_at=now - DAY)
    if kind == "intakes":
        return Intake(person_id=person.id, chat_id=person.tg_user_id, touched_at=now, due_at=now)
    closed = await hazard(session, street, now)
    if kind == "questions":
        return Recheck(hazard_id=closed.id, due_at=now)
    return Rectification(
        hazard_id=closed.id,
        office_id=grid.id,
        year=2026,
        number=1,
        responsible="王某",
        by_id=person.id,
        ordered_at=now,
        started_at=now,
        due_at=now + 3 * DAY,
        state=OrderState.FULFILLED,
        paper_not_before=now,
    )


@pytest.mark.parametrize(
    ("kind", "minutes"),
    [("reports", 2), ("mandatory_report_rungs", 2), ("leaves", 2), ("intakes", 2), ("questions", 22), ("notices", 12)],
)
async def test_what_is_due_may_be_a_little_late_and_is_then_told_by_its_kind(
    session: AsyncSession, street: Street, now: datetime, kind: str, minutes: int
) -> None:
    session.add(await left(session, street, kind, now))
    await session.flush()
    until = now + timedelta(minutes=minutes)
    assert (await audit(session, until)).clean
    found = await audit(session, until + timedelta(seconds=1))
    assert (found.lost, found.late) == ((), (f"{kind}:1",))


@pytest.mark.parametrize("kind", ["reports", "mandatory_report_rungs", "leaves", "intakes", "questions", "notices"])
async def test_what_has_been_done_is_due_no_more(
    session: AsyncSession, street: Street, now: datetime, kind: str
) -> None:
    row = await left(session, street, kind, now)
    match row:
        case Hazard():
            row.state = State.DISMISSED
        case Rung():
            told = await session.get_one(MandatoryReport, row.subject_id)
            row.state, told.state = RungState.CANCELLED, MandatoryReportState.ACKNOWLEDGED
        case Leave():
            row.state, row.next_at = LeaveState.OVER, None
        case Intake():
            row.state = IntakeState.DROPPED
        case Recheck():
            row.asked_at = now
        case Rectification():
            row.paper = PaperState.MADE
    session.add(row)
    await session.flush()
    assert (await audit(session, now + 30 * DAY)).clean


async def test_all_of_a_kind_are_counted(session: AsyncSession, street: Street, now: datetime) -> None:
    session.add_all([await left(session, street, "mandatory_report_rungs", now) for _ in range(3)])
    session.add(await left(session, street, "leaves", now))
    await session.flush()
    assert (await audit(session, now + DAY)).late == ("leaves:1", "mandatory_report_rungs:3")


async def test_a_must_report_that_nobody_has_taken_and_nothing_waits_for_is_lost(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    rung = await left(session, street, "mandatory_report_rungs", now)
    await session.flush()
    assert (await audit(session, now)).lost == ("matters:1",)
    session.add(rung)
    await session.flush()
    assert (await audit(session, now)).clean
