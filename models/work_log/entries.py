"""What people write into their logs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Refused
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from models.members.permissions import is_staff
from models.members.tables import Person
from models.patrols.stops import Sign
from models.work_log.tables import LogEntry

TEXT_LIMIT = 1000


async def write_entry(session: AsyncSession, sign: Sign) -> LogEntry:
    """Raises Refused."""
    if not await is_staff(session, sign.person):
        raise Refused("log.not_staff")
    words = sign.words[:TEXT_LIMIT]
    entry = LogEntry(person_id=sign.person.id, said_at=sign.at, received_at=sign.received_at, words=words)
    session.add(entry)
    await session.flush()
    await show(session, entry, sign.found, sign.chat_id, sign.received_at)
    return entry


async def show(session: AsyncSession, entry: LogEntry, found: Sequence[Found], chat_id: int, now: datetime) -> None:
    for each in found:
        if each.file_id:
            await attach(session, entry.subject, each, entry.person_id, chat_id, Moment.BEFORE, now)


async def correct_entry(session: AsyncSession, entry: LogEntry, person: Person, words: str, now: datetime) -> LogEntry:
    """Adds to what was written; raises Refused for others."""
    if entry.person_id != person.id:
        raise Refused("log.not_yours")
    words = words[:TEXT_LIMIT]
    correction = LogEntry(person_id=person.id, said_at=now, received_at=now, words=words, corrects=entry.id)
    session.add(correction)
    await session.flush()
    return correction
