"""What Telegram tells of polls that we have sent. It names them by ids of its own, and may tell of votes before it has
answered us that the poll is sent: so whatever comes is kept by that id, and whose it is follows.

What must always hold: a poll that is closed is never open again; of one voter the newest answer counts; what nobody
has recognised as ours after STRAYS is let go of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import JSON, BigInteger, Index, delete, false, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime
from models.db.database import upsert

STRAYS = timedelta(days=3)  # longer than Telegram keeps an update, or we a message whose answer was lost
ID_LIMIT = 32
BUTTONS = "b"


@dataclass(frozen=True)
class PollTotals:
    """`counts` are votes by option."""

    id: str
    counts: tuple[int, ...]
    voters: int
    closed: bool


class PollState(Row, table=True):
    """As it was told last. `subject_id` is the row that the poll is about, once it is known to be ours."""

    __tablename__ = "polls"
    __table_args__ = (
        Index(
            "ix_polls_strays",
            "told_at",
            postgresql_where=text("subject_id IS NULL"),
            sqlite_where=text("subject_id IS NULL"),
        ),
    )

    id: str = Field(primary_key=True, max_length=ID_LIMIT)
    subject_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    counts: list[int] = Field(default_factory=list, sa_type=JSON)
    voters: int = 0
    closed: bool = False
    told_at: datetime = Field(sa_type=UtcDateTime)


class PollVote(Row, table=True):
    """Of a named poll, or of one asked by buttons: `ballot` is the id of the poll, or what stands for it; `voter` is a
    Telegram id, a chat's for an anonymous administrator.
    """

    __tablename__ = "poll_votes"
    __table_args__ = (Index("ix_poll_votes_voted", "voted_at"),)

    ballot: str = Field(primary_key=True, max_length=ID_LIMIT)
    voter: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    option: int
    voted_at: datetime = Field(sa_type=UtcDateTime)


async def poll_told(session: AsyncSession, told: PollTotals, now: datetime) -> None:
    """By an update: what is newer counts."""
    newer = {"counts": list(told.counts), "voters": told.voters, "closed": told.closed, "told_at": now}
    row = upsert(session, PollState).values(id=told.id, subject_id=None, **newer)
    unless_closed = None if told.closed else col(PollState.closed).is_(false())
    await session.execute(row.on_conflict_do_update(index_elements=["id"], set_=newer, where=unless_closed))


async def poll_sent(session: AsyncSession, told: PollTotals, subject_id: int | None, now: datetime) -> None:
    """By the answer to sending or ending it: it is ours. Votes may have been told of before."""
    if told.closed:
        await poll_told(session, told, now)
    new = upsert(session, PollState).values(
        id=told.id, subject_id=subject_id, counts=list(told.counts), voters=told.voters, closed=told.closed, told_at=now
    )
    await session.execute(new.on_conflict_do_update(index_elements=["id"], set_={"subject_id": subject_id}))


async def vote_told(session: AsyncSession, ballot: str, voter: int, option: int | None, now: datetime) -> None:
    """None: it was taken back."""
    if option is None:
        mine = delete(PollVote).where(col(PollVote.ballot) == ballot, col(PollVote.voter) == voter)
        await session.execute(mine.execution_options(synchronize_session=False))
        return
    newer = {"option": option, "voted_at": now}
    row = upsert(session, PollVote).values(ballot=ballot, voter=voter, **newer)
    await session.execute(row.on_conflict_do_update(index_elements=["ballot", "voter"], set_=newer))


async def vote_once(session: AsyncSession, ballot: str, voter: int, option: int, now: datetime) -> int:
    """The first answer counts; returns it."""
    row = upsert(session, PollVote).values(ballot=ballot, voter=voter, option=option, voted_at=now)
    await session.execute(row.on_conflict_do_nothing())
    mine = select(col(PollVote.option)).where(col(PollVote.ballot) == ballot, col(PollVote.voter) == voter)
    return (await session.scalars(mine)).one()


def ballot_of(subject_id: int) -> str:
    """Of a poll that is asked by buttons; Telegram's ids are numbers."""
    return f"{BUTTONS}{subject_id}"


async def votes_on(session: AsyncSession, ballots: Sequence[str]) -> Mapping[str, Mapping[int, int]]:
    """By ballot, how many chose which option."""
    rows = select(col(PollVote.ballot), col(PollVote.option), func.count()).where(col(PollVote.ballot).in_(ballots))
    found: dict[str, dict[int, int]] = {ballot: {} for ballot in ballots}
    for ballot, option, votes in await session.execute(rows.group_by(col(PollVote.ballot), col(PollVote.option))):
        found[ballot][option] = votes
    return found


async def forget_polls_about(session: AsyncSession, subjects: Sequence[int]) -> None:
    """With the votes: who chose what is nobody's business any more."""
    ours = select(col(PollState.id)).where(col(PollState.subject_id).in_(subjects))
    by_buttons = [ballot_of(subject) for subject in subjects]
    votes = or_(col(PollVote.ballot).in_(ours), col(PollVote.ballot).in_(by_buttons))
    for gone in (delete(PollVote).where(votes), delete(PollState).where(col(PollState.subject_id).in_(subjects))):
        await session.execute(gone.execution_options(synchronize_session=False))


async def forget_strays(session: AsyncSession, now: datetime) -> int:
    """Of polls that nobody has sent here, such as those of another program with our token."""
    ours = select(col(PollState.id)).where(col(PollState.subject_id).is_not(None))
    unknown = col(PollVote.ballot).not_in(ours), ~col(PollVote.ballot).startswith(BUTTONS)
    votes = delete(PollVote).where(col(PollVote.voted_at) < now - STRAYS, *unknown)
    polls = delete(PollState).where(col(PollState.subject_id).is_(None), col(PollState.told_at) < now - STRAYS)
    for gone in (votes, polls):
        await session.execute(gone.execution_options(synchronize_session=False))
    return 0


async def polls_about(session: AsyncSession, subjects: Sequence[int]) -> Mapping[int, list[PollState]]:
    """By subject; there are several where the answer to sending one was lost."""
    rows = select(PollState).where(col(PollState.subject_id).in_(subjects)).execution_options(populate_existing=True)
    found: dict[int, list[PollState]] = {subject: [] for subject in subjects}
    for poll in (await session.scalars(rows)).all():
        found[poll.subject_id or 0].append(poll)
    return found
