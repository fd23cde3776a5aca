from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, NotFound, Refused
from models.hazards.reporting.reclassify import correct_kind, correct_severity
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, Severity, State
from models.outbox.tables import OutboxMessage
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import acts
from tests.street import Street


@pytest.mark.parametrize("by", ["resident", "member", "leader", "community_leader"])
async def test_reporter_and_staff_correct_the_kind_of_an_open_hazard(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, by: str
) -> None:
    await correct_kind(session, hazard, "e_bike", getattr(street, by), now)
    assert hazard.category == "e_bike"
    assert (await acts(session, hazard))[-1] is Act.CLASSIFY


async def test_a_stranger_corrects_nothing(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    with pytest.raises(Refused):
        await correct_kind(session, hazard, "e_bike", street.stranger, now)
    assert hazard.category == "exit"


async def test_once_it_is_accepted_only_staff_correct_it(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    hazard.state = State.ACCEPTED
    with pytest.raises(Refused):
        await correct_kind(session, hazard, "e_bike", street.resident, now)
    await correct_kind(session, hazard, "e_bike", street.member, now)
    assert hazard.category == "e_bike"


async def test_nothing_is_corrected_once_it_is_closed(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    hazard.state = State.CLOSED
    with pytest.raises(Conflict):
        await correct_kind(session, hazard, "e_bike", street.leader, now)


@pytest.mark.parametrize("category", ["letting", "nonsense"])
async def test_a_hazard_is_made_nothing_but_a_hazard(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, category: str
) -> None:
    with pytest.raises(NotFound):
        await correct_kind(session, hazard, category, street.leader, now)


async def test_another_severity_starts_its_ladder_anew(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await session.flush()
    await correct_severity(session, hazard, Severity.MAJOR, street.member, now, SHANGHAI)
    assert (hazard.severity, hazard.due_at) == (Severity.MAJOR, now + timedelta(minutes=30))


async def test_the_reporter_does_not_set_the_severity(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    with pytest.raises(Refused):
        await correct_severity(session, hazard, Severity.URGENT, street.resident, now, SHANGHAI)


async def raised(session: AsyncSession) -> list[int]:
    await session.flush()
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == "hazards.ping").order_by(col(OutboxMessage.id))
    return [message.chat_id for message in await session.scalars(rows) if message.args["why"] == "raised"]


async def test_what_becomes_worse_rings_with_whom_the_ladder_tells_at_once(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await correct_severity(session, hazard, Severity.URGENT, street.community_leader, now, SHANGHAI)
    assert await raised(session) == [street.member.tg_user_id, street.leader.tg_user_id]


async def test_what_becomes_milder_or_stays_as_it_is_rings_with_nobody(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    hazard.severity = Severity.MAJOR
    await correct_severity(session, hazard, Severity.MAJOR, street.leader, now, SHANGHAI)
    await correct_severity(session, hazard, Severity.ORDINARY, street.leader, now, SHANGHAI)
    assert await raised(session) == []
