"""Certificates that the roster lists: they wait until whoever holds the post is known by the phone, then they are
entered like those of /certificate. What ends later stands, whoever entered it; what a leader has taken out stays out
until the roster says another day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, delete, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, new_id
from models.db.database import upsert
from models.feature import Chore
from models.members.tables import Person, Post
from models.quiz.certificates import KIND_LIMIT, NUMBER_LIMIT, Certificate, Entry, take_out
from models.roster.importer import owners_of
from models.roster.records import HolderCertificate

SOME = 500


class RosterCertificate(Row, table=True):
    """Of somebody who has not shown yet that the phone is theirs; or `taken_out` by a leader, as it was listed."""

    __tablename__ = "roster_certificates"

    phone: str = Field(primary_key=True, max_length=40)
    kind: str = Field(primary_key=True, max_length=KIND_LIMIT)
    number: str = Field(default="", max_length=NUMBER_LIMIT)
    until: date = Field(sa_type=Date)
    taken_out: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


@dataclass(frozen=True)
class Listed:
    """How many were entered or renewed, and how many wait."""

    entered: int
    waiting: int


async def keep_listed(session: AsyncSession, listed: Iterable[HolderCertificate], now: datetime) -> Listed:
    for each in listed:
        new = {"number": each.number, "until": each.until, "taken_out": False}
        row = upsert(session, RosterCertificate).values(phone=each.phone, kind=each.kind, **new)
        other = or_(waits(), col(RosterCertificate.until) != row.excluded.until)
        await session.execute(row.on_conflict_do_update(index_elements=["phone", "kind"], set_=new, where=other))
    entered = await take_listed(session, now)
    waiting = await session.scalar(select(func.count()).select_from(RosterCertificate).where(waits())) or 0
    return Listed(entered, waiting)


def waits() -> ColumnElement[bool]:
    return col(RosterCertificate.taken_out).is_(False)


async def take_out_for_good(session: AsyncSession, leader: Person, entry: Entry) -> None:
    """So that no roster brings it back with the same day. Raises Refused, or NotFound where there is none."""
    gone = await take_out(session, leader, entry)
    phones = select(col(Post.phone)).where(col(Post.person_id) == gone.person_id, col(Post.ended_at).is_(None))
    person = await session.get_one(Person, gone.person_id)
    for phone in {*(await session.scalars(phones)).all(), person.phone} - {"", None}:
        out = {"number": gone.number, "until": gone.until, "taken_out": True}
        row = upsert(session, RosterCertificate).values(phone=phone, kind=gone.kind, **out)
        await session.execute(row.on_conflict_do_update(index_elements=["phone", "kind"], set_=out))


async def take_listed(session: AsyncSession, now: datetime) -> int:
    """Those of people who are known by now; says how many were entered or renewed."""
    known = select(RosterCertificate).join(Person, col(Person.phone) == col(RosterCertificate.phone))
    ordered = known.where(waits()).order_by(col(RosterCertificate.phone), col(RosterCertificate.kind)).distinct()
    rows = (await session.scalars(ordered.limit(SOME).execution_options(populate_existing=True))).all()
    owners = await owners_of(session, sorted({row.phone for row in rows}))
    entered = 0
    for row in rows:
        entered += await _enter(session, owners[row.phone], row, now)
        here = col(RosterCertificate.phone) == row.phone, col(RosterCertificate.kind) == row.kind
        await session.execute(delete(RosterCertificate).where(*here))
    return entered


async def _enter(session: AsyncSession, person_id: int, row: RosterCertificate, now: datetime) -> bool:
    mine = col(Certificate.person_id) == person_id, col(Certificate.kind) == row.kind
    until = await session.scalar(select(col(Certificate.until)).where(*mine))
    if until is not None and until >= row.until:
        return False
    new = {"number": row.number, "until": row.until, "entered_by": None, "entered_at": now, "remind_at": now}
    entry = upsert(session, Certificate).values(id=new_id(), person_id=person_id, kind=row.kind, **new)
    await session.execute(entry.on_conflict_do_update(index_elements=["person_id", "kind"], set_=new))
    return True


async def listed_now(session: AsyncSession) -> list[HolderCertificate]:
    """Of all that the roster names now, as it would list them: entered or waiting."""
    held = (
        select(col(Post.phone), col(Certificate.kind), col(Certificate.number), col(Certificate.until))
        .join(Certificate, col(Certificate.person_id) == col(Post.person_id))
        .where(col(Post.ended_at).is_(None))
        .distinct()
        .order_by(col(Post.phone), col(Certificate.kind))
    )
    waiting = select(RosterCertificate).where(waits())
    waiting = waiting.order_by(col(RosterCertificate.phone), col(RosterCertificate.kind))
    return [
        *(HolderCertificate(*row) for row in (await session.execute(held)).all()),
        *(
            HolderCertificate(row.phone, row.kind, row.number, row.until)
            for row in (await session.scalars(waiting)).all()
        ),
    ]


TAKE_LISTED = Chore("certificates_of_the_roster", take_listed, seconds=300)
