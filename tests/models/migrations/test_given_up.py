"""What an earlier version gave up by its number of tries is tried again; what was refused for good stays so."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models import migrate
from models.db.database import Database
from models.evidence import fetch_queue
from models.evidence.tables import Evidence, EvidenceState
from models.hazards.rectification import pdf_queue
from models.hazards.rectification.tables import OrderState, PaperState, Rectification
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from tests.street import GROUP, Street, build

pytestmark = pytest.mark.own_database
BEFORE = "0012"
DAY = timedelta(days=1)


async def evidence_and_notices(session: AsyncSession, street: Street, now: datetime) -> None:
    found = Hazard(grid_id=street.grid.id, number=7, created_at=now - DAY, state=State.ACCEPTED)
    session.add(found)
    await session.flush()
    common: dict[str, Any] = {"subject_id": found.id, "kind": "photo", "file_id": "f", "chat_id": GROUP}
    common |= {"received_at": now - DAY, "not_before": now + DAY, "tries": 20}
    for number, reason in enumerate(("unreachable", "too large"), 1):
        session.add(Evidence(message_id=number, state=EvidenceState.REFUSED, reason=reason, **common))
    order: dict[str, Any] = {"hazard_id": found.id, "office_id": street.street.id, "year": 2026, "responsible": "王某"}
    order |= {"by_id": street.leader.id, "ordered_at": now - DAY, "started_at": now, "due_at": now + 3 * DAY}
    order |= {"paper": PaperState.FAILED, "paper_not_before": now + DAY, "paper_tries": 8}
    for number, state in enumerate((OrderState.OPEN, OrderState.WITHDRAWN), 1):
        session.add(Rectification(number=number, state=state, **order))


@pytest.fixture
async def upgraded(database: Database, now: datetime) -> Database:
    async with database.write() as session:
        await evidence_and_notices(session, await build(session, now), now)
    await migrate.downgrade(database, BEFORE)
    await migrate.upgrade(database)
    return database


async def test_a_file_that_could_not_be_reached_is_fetched_and_one_refused_is_not(
    upgraded: Database, now: datetime
) -> None:
    async with upgraded.write() as session:
        assert len(await fetch_queue.claim_wanted(session, now, 10)) == 1
        rows = (await session.scalars(select(Evidence).order_by(col(Evidence.message_id)))).all()
        assert [(row.state, row.reason) for row in rows] == [
            (EvidenceState.WANTED, None),
            (EvidenceState.REFUSED, "too large"),
        ]


async def test_a_notice_that_was_given_up_is_made_and_one_withdrawn_is_not(upgraded: Database, now: datetime) -> None:
    async with upgraded.write() as session:
        claimed = await pdf_queue.claim_wanted(session, now, 10)
        order = await session.get_one(Rectification, claimed[0].id)
        assert (len(claimed), order.number, order.paper_tries) == (1, 1, 1)
        withdrawn = await session.scalar(select(Rectification).where(col(Rectification.number) == 2))
        assert withdrawn is not None
        assert withdrawn.paper is PaperState.FAILED
