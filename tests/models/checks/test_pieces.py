"""What was shown of a check."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from models.base import first_id
from models.checks.checking import record_check
from models.checks.checklists.pieces import shown_of
from models.checks.checklists.tables import Checklist
from models.checks.tables import Outcome
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from tests.models.places.registry import shop
from tests.street import GROUP, Street


async def test_it_is_found_whenever_the_checklist_was_written(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    place, person = await shop(session, street, now), street.member
    check = await record_check(session, place, person, Outcome.ORDER, now, now)
    opened = now - timedelta(days=3)
    written = first_id(opened)
    checklist = Checklist(id=written, place_id=place.id, person_id=person.id, check_id=check.id, opened_at=opened)
    session.add(checklist)
    await session.flush()
    photo = Found("photo", "file-1", 1000, 1)
    await attach(session, checklist.subject, photo, person.id, GROUP, Moment.BEFORE, now)
    await session.flush()
    assert [piece.file_id for piece in await shown_of(session, check)] == ["file-1"]
