"""What a person's message has made, and which of its words are known: an edit adds to that and makes nothing anew.

Telegram lets people edit what they said for two days.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Index, Text, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, Subject, UtcDateTime, new_id
from models.db.database import insert
from models.feature import Chore, Domain

KEEP = timedelta(days=3)
OFFER, LOOSE = "offer", "loose"  # what makes nothing by itself: an offer to report, an album's part without a subject
CLAUSE_ENDS = re.compile(r"[\s，。；：、！？,.;:!?…]+")


class Heard(Row, table=True):
    """A message may have made several things: a report of fire is a hazard and a call."""

    __tablename__ = "heard"
    __table_args__ = (Index("ix_heard_message", "chat_id", "message_id"),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)
    message_id: int = Field(sa_type=BigInteger)
    subject_kind: str = Field(max_length=24)
    subject_id: int = Field(sa_type=BigInteger)
    text: str = Field(default="", sa_type=Text)
    heard_at: datetime = Field(sa_type=UtcDateTime)


def note(
    session: AsyncSession, chat_id: int, message_id: int | None, subject: Subject, words: str, now: datetime
) -> None:
    """This message has made `subject`, or added to it."""
    if message_id:
        where = {"chat_id": chat_id, "message_id": message_id}
        about = {"subject_kind": subject.kind, "subject_id": subject.id}
        insert(session, Heard, **where, **about, text=words, heard_at=now)


async def move(session: AsyncSession, chat_id: int, messages: Sequence[int], before: Subject, after: Subject) -> None:
    """What these messages added to `before` is part of `after` now."""
    theirs = col(Heard.chat_id) == chat_id, col(Heard.message_id).in_(messages)
    of_it = col(Heard.subject_kind) == before.kind, col(Heard.subject_id) == before.id
    moved = update(Heard).where(*theirs, *of_it).values(subject_kind=after.kind, subject_id=after.id)
    await session.execute(moved)


async def made_by(session: AsyncSession, chat_id: int, message_id: int) -> Sequence[Heard]:
    """One row for each thing that the message has made, with the words that are known of it."""
    await session.flush()
    here = select(Heard).where(col(Heard.chat_id) == chat_id, col(Heard.message_id) == message_id)
    newest = {(row.subject_kind, row.subject_id): row for row in await session.scalars(here.order_by(col(Heard.id)))}
    return list(newest.values())


def new_words(before: str, after: str) -> str:
    """The clauses that were not said before: a word put right brings its whole clause."""
    known = set(CLAUSE_ENDS.split(before))
    ends = [match.end() for match in CLAUSE_ENDS.finditer(after)]
    clauses = [after[start:end] for start, end in zip([0, *ends], [*ends, len(after)], strict=True)]
    return "".join(each for each in clauses if CLAUSE_ENDS.sub("", each) not in known).strip()


def take_in(row: Heard, words: str) -> str:
    """What an edit says that was not known of this message; known from now on."""
    new = new_words(row.text, words)
    if new:
        row.text = words
    return new


async def forget(session: AsyncSession, now: datetime) -> None:
    await session.execute(delete(Heard).where(col(Heard.heard_at) < now - KEEP))


HEARD = Domain("heard", tables=(Heard,), chores=(Chore("forget_heard", forget),))
