"""What somebody began to enter of a new household and never finished is forgotten after a day."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import first_id
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage

QUESTION, NEW_HOUSEHOLD = "hazards.ask", "new_household"  # the kind of message, and the form that it is part of
KEEP, LOOK_BACK = timedelta(days=1), timedelta(days=7)


async def forget_unfinished(session: AsyncSession, now: datetime) -> int:
    """Returns how many."""
    lately = first_id(now - LOOK_BACK) <= col(OutboxMessage.id), col(OutboxMessage.id) < first_id(now - KEEP)
    asked = col(OutboxMessage.kind) == QUESTION, col(OutboxMessage.args)["form"].as_string() == NEW_HOUSEHOLD
    found = (await session.scalars(select(OutboxMessage).where(*lately, *asked))).all()
    unfinished = [question for question in found if not question.args.get("answered")]
    for question in unfinished:
        question.args = {**question.args, "given": {}, "answered": True}
        await refresh_one(session, question, now)
    return len(unfinished)
