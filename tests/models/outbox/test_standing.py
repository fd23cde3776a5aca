from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import Database
from models.domains import STANDING
from models.outbox.enqueue import enqueue
from models.outbox.standing import KINDS, refresh_standing
from models.outbox.tables import Lane, OutboxMessage

CHAT, SUBJECT, ANOTHER = 14, 901, 902
MINUTE = timedelta(minutes=1)


async def revisions(session: AsyncSession) -> dict[tuple[str, int | None], int]:
    rows = select(OutboxMessage).where(col(OutboxMessage.chat_id) == CHAT)
    found = (await session.scalars(rows.execution_options(populate_existing=True))).all()
    return {(message.kind, message.subject_id): message.revision for message in found}


async def test_what_stands_of_a_row_is_edited_whichever_feature_it_is_of(session: AsyncSession, now: datetime) -> None:
    KINDS.keep(session, [*KINDS.of(session), "patrols.round"])
    said = [
        ("hazards.card", SUBJECT),
        ("patrols.round", SUBJECT),
        ("hazards.photos", SUBJECT),
        ("patrols.round", ANOTHER),
    ]
    for kind, subject_id in said:
        enqueue(session, CHAT, kind, Lane.REPLY, now, subject_id=subject_id)
    await refresh_standing(session, SUBJECT, now + MINUTE)
    assert [(await revisions(session))[each] for each in said] == [2, 2, 1, 1]


def test_a_database_opened_as_usual_knows_what_features_have_declared(database: Database) -> None:
    assert database.info[KINDS.name] == STANDING
    assert len(set(STANDING)) == len(STANDING) >= 20


async def test_any_other_database_says_that_it_does_not_know(sqlite_url: str, now: datetime) -> None:
    other = Database(sqlite_url)
    async with other.read() as session:
        with pytest.raises(LookupError, match="open_database"):
            await refresh_standing(session, SUBJECT, now)
    await other.close()
