"""Certificates that a post asks for: entered by a leader, recalled to the person and the leaders before they end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from sqlalchemy import BigInteger, Date, Index, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime, new_id
from models.db.database import upsert
from models.due import DueRows, WallClock
from models.errors import NotFound, Refused
from models.members.positions import posts_of
from models.members.reach import private_chats, reachable_people
from models.members.tables import Person, Post, Role
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.schedule.deadlines import morning_before
from models.work_log.team import team_of

ENDS = "quiz.certificate_ends"
KIND_LIMIT, NUMBER_LIMIT = 40, 40
AHEAD = (timedelta(days=30), timedelta(days=7))
WAITS = "remind_at IS NOT NULL"


class Certificate(Row, table=True):
    """Good to the end of the day `until`; at `remind_at` it is recalled next. `entered_by` None: by the roster."""

    __tablename__ = "certificates"
    __table_args__ = (
        Index("uq_certificates_kind", "person_id", "kind", unique=True),
        Index("ix_certificates_remind", "remind_at", postgresql_where=text(WAITS), sqlite_where=text(WAITS)),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    kind: str = Field(max_length=KIND_LIMIT)
    number: str = Field(default="", max_length=NUMBER_LIMIT)
    until: date = Field(sa_type=Date)
    entered_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    entered_at: datetime = Field(sa_type=UtcDateTime)
    remind_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


@dataclass(frozen=True)
class Entry:
    """What a leader writes of a certificate of somebody; without `until` it is to be taken out."""

    name: str
    kind: str
    number: str = ""
    until: date | None = None


def next_reminder(until: date, now: datetime, zone: tzinfo) -> datetime | None:
    """The mornings on which it is recalled; None when none is left."""
    return morning_before(until, AHEAD, now, zone)


async def enter(session: AsyncSession, leader: Person, entry: Entry, now: datetime, zone: tzinfo) -> Certificate:
    """For one of the leader's people; one of the same kind is replaced. Raises Refused."""
    person = await _of_team(session, leader, entry.name)
    if entry.until is None or entry.until <= now.astimezone(zone).date():
        raise Refused("certificate.past")
    new = {
        "number": entry.number[:NUMBER_LIMIT],
        "until": entry.until,
        "entered_by": leader.id,
        "entered_at": now,
        "remind_at": next_reminder(entry.until, now, zone),
    }
    row = upsert(session, Certificate).values(id=new_id(), person_id=person.id, kind=entry.kind, **new)
    await session.execute(row.on_conflict_do_update(index_elements=["person_id", "kind"], set_=new))
    mine = select(Certificate).where(col(Certificate.person_id) == person.id, col(Certificate.kind) == entry.kind)
    return (await session.scalars(mine.execution_options(populate_existing=True))).one()


async def take_out(session: AsyncSession, leader: Person, entry: Entry) -> Certificate:
    """What it was. Raises Refused, or NotFound where there is none of that kind."""
    person = await _of_team(session, leader, entry.name)
    mine = col(Certificate.person_id) == person.id, col(Certificate.kind) == entry.kind
    gone: Certificate | None = await session.scalar(select(Certificate).where(*mine).with_for_update())
    if gone is None:
        raise NotFound("certificate.none")
    await session.delete(gone)
    await session.flush()
    return gone


async def certificates_of(session: AsyncSession, people: Sequence[int]) -> Sequence[Certificate]:
    """Of these people (by id), what ends first first."""
    rows = select(Certificate).where(col(Certificate.person_id).in_(people)).order_by(col(Certificate.until))
    return (await session.scalars(rows)).all()


async def _of_team(session: AsyncSession, leader: Person, name: str) -> Person:
    """By the name that the roster or Telegram has."""
    team = {each.person.id: each.person for each in await team_of(session, leader.id)}
    named = select(col(Post.person_id)).where(col(Post.person_id).in_(list(team)), col(Post.name) == name)
    listed = set((await session.scalars(named.where(col(Post.ended_at).is_(None)))).all())
    found = [person for person in team.values() if person.name == name or person.id in listed]
    if not team or len(found) != 1:
        raise Refused("certificate.not_leader" if not team else "certificate.who", name=name)
    return found[0]


async def remind(session: AsyncSession, certificates: Sequence[Certificate], clock: WallClock) -> None:
    """Of somebody without a post nobody is reminded any more."""
    for each in certificates:
        held = await posts_of(session, each.person_id)
        each.remind_at = next_reminder(each.until, clock.now, clock.zone) if held else None
        own = [person.tg_user_id for person in await reachable_people(session, [each.person_id])]
        led = [post.grid.parent_id if post.post.role is Role.LEADER else post.grid.id for post in held]
        leaders = await private_chats(session, [grid for grid in led if grid is not None], Role.LEADER)
        chats = [*own, *(chat for several in leaders.values() for chat in several)] if held else []
        for chat in dict.fromkeys(chats):
            enqueue(session, chat, ENDS, Lane.ROUTINE, clock.now, subject_id=each.id)


CERTIFICATES = DueRows(
    "certificates",
    col(Certificate.remind_at),
    col(Certificate.remind_at).is_not(None),
    row=Certificate,
    handle=remind,
    seconds=300,
    batch=20,
    then=(col(Certificate.id),),
)
