"""Letting go of a person: what names them goes, what is counted stays, pointing at an anonymous row. Files of ours may
name anybody: Telegram's ids of all of them go. The tables below say of every column that may hold something of a person
what becomes of it (a test finds those that stand in none). In place of the Telegram id stands the row's own, negated.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, cast, delete, exists, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import Row
from models.errors import Conflict, NotFound
from models.inbox.updates import InboxState, InboxUpdate
from models.members.tables import Person, Post
from models.mutual_reviews.answering import drop_answers
from models.text.phones import e164
from models.visits.tables import Household, Visit

OF_A_PERSON = ("badges", "certificates", "sightings", "leaves", "intakes", "review_cards", "appraisers")
GONE: dict[str, tuple[str, ...]] = {  # rows that are deleted: those whose column names the person
    **dict.fromkeys(OF_A_PERSON, ("person_id",)),
    "roster_certificates": ("phone",),
    "heard": ("chat_id",),
    "chats": ("id",),
    "publicity_said": ("chat_id",),
    "quiet_chats": ("chat_id",),
}
BLANKED: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {  # whose the row is, and what its columns become
    "posts": (("person_id", "phone"), {"name": "called", "phone": ""}),
    "brigade_members": (("phone",), {"name": "called", "phone": "", "left_at": "now"}),
    "shifts": (("person_id", "phone"), {"name": "called", "phone": "", "note": "", "due_at": None}),
    "place_slots": (("person_id", "phone"), {"name": "called", "phone": "", "person_id": None}),
    "places": (("responsible_id", "phone"), {"responsible": "", "phone": None, "responsible_id": None}),
    "patrol_stops": (("person_id",), {"words": "", "latitude": None, "longitude": None, "accuracy": None}),
    "patrol_flags": (("person_id",), {"answer": ""}),
    "log_entries": (("person_id",), {"words": ""}),
    "log_reviews": (("person_id", "leader_id"), {"question": "", "answer": ""}),
    "households": (("phone",), {"name": "", "address": "", "phone": None, "erased_at": "now"}),
    "place_checks": (("person_id",), {"words": ""}),
    "checklists": (("person_id",), {"words": ""}),
    "visits": (("person_id",), {"words": ""}),
    "obligations": (("done_by",), {"words": "", "answers": {}}),
    "assessment_scores": (("person_id",), {"veto_reason": ""}),
    "assessment_objections": (("person_id",), {"words": "", "answer": ""}),
}
CASES = (  # whose photos stay
    *("hazard", "call", "matter", "place", "place_check", "checklist", "activity", "plan"),
    *("requirement", "obligation"),
)
TELEGRAM_IDS: tuple[str, ...] = (  # of private chats, and of people as Telegram knows them
    *("hazards.chat_id", "calls.chat_id", "calls.place_chat_id"),
    *("evidence.chat_id", "patrol_rounds.chat_id", "live_tracks.chat_id", "notices.chat_id", "notice_copies.chat_id"),
    *("requirements.chat_id", "poll_votes.voter", "ledger_exports.chat_id", "fires.chat_id"),
)
SCRUBBED: tuple[str, ...] = (
    *("outbox.args", "hazard_events.data", "call_events.data", "place_events.data", "place_proposals.data"),
    *("patrol_flags.data", "rectification_corrections.changes", "obligation_events.data"),
    *("assessment_events.data", "fire_events.data"),
)


@dataclass(frozen=True)
class Found:
    """Who is to be forgotten; the numbers are what is counted of them and stays."""

    person: Person | None
    phones: frozenset[str]
    name: str
    posts: int
    reports: int
    stops: int
    checks: int
    log_entries: int
    households: int


async def find(session: AsyncSession, who: str) -> Found:
    """`who` is a Telegram id, a phone or @username. Raises NotFound, or Conflict while a post stands in the roster, or
    an update that names the person waits.
    """
    person, phone = await _person(session, who.strip())
    phones = {each for each in (phone, person.phone if person else None) if each}
    if person is not None:
        held = select(col(Post.phone)).where(col(Post.person_id) == person.id)
        phones |= set((await session.scalars(held)).all()) - {""}
    mine = _posts(person, phones)
    posts = (await session.scalars(select(Post).where(mine).order_by(col(Post.id)))).all()
    households = await _count(session, "households", "phone", phones)
    kept = await _count(session, "shifts", "phone", phones) + await _count(session, "places", "phone", phones)
    kept += await _count(session, "brigade_members", "phone", phones)
    if person is None and not posts and not households and not kept:
        raise NotFound("forget.unknown")
    if any(post.ended_at is None for post in posts):
        raise Conflict("forget.holds_post")
    ids = {person.id} if person else set()
    counts = {
        "reports": await _count(session, "hazards", "reporter_id", ids),
        "stops": await _count(session, "patrol_stops", "person_id", ids),
        "checks": await _count(session, "place_checks", "person_id", ids),
        "log_entries": await _count(session, "log_entries", "person_id", ids),
    }
    name = person.name if person else posts[0].name if posts else ""
    found = Found(person, frozenset(phones), name, len(posts), households=households, **counts)
    if await session.scalar(select(_naming(found, posts_names=(), pending=True))):
        raise Conflict("forget.waits")
    return found


async def _person(session: AsyncSession, who: str) -> tuple[Person | None, str | None]:
    phone = e164(who)
    which: ColumnElement[bool] = (col(Person.phone) == phone) if phone else false()
    if who.startswith("@"):
        which = func.lower(col(Person.username)) == who[1:].lower()
    elif who.isascii() and who.isdecimal() and len(who) < 19:
        which = or_(col(Person.tg_user_id) == int(who), which)
    person: Person | None = (await session.scalars(select(Person).where(which))).first()
    if person is None and phone is not None:
        held = select(Person).join(Post, col(Post.person_id) == col(Person.id)).where(col(Post.phone) == phone)
        person = (await session.scalars(held)).first()
    return person, phone


def _posts(person: Person | None, phones: Iterable[str]) -> ColumnElement[bool]:
    """Held by the person, or standing under one of these phones without having been claimed."""
    theirs = (col(Post.person_id) == person.id) if person else false()
    return or_(col(Post.phone).in_(list(phones)), theirs)


def _table(name: str) -> Table:
    return Row.metadata.tables[name]


async def _count(session: AsyncSession, table: str, column: str, values: Iterable[Any]) -> int:
    rows = select(func.count()).select_from(_table(table)).where(_table(table).c[column].in_(list(values)))
    return (await session.execute(rows)).scalar_one()


def _names(found: Found, posts_names: Sequence[str]) -> list[str]:
    person = found.person
    told = [found.name, *posts_names, *found.phones, *(phone.removeprefix("+86") for phone in found.phones)]
    told += [f'"id":{person.tg_user_id}', person.username or ""] if person else []
    return [each for each in dict.fromkeys(told) if each]


def _naming(found: Found, posts_names: Sequence[str], *, pending: bool) -> ColumnElement[bool]:
    """Whether an update, handled or not, names the person: their words, and what others pressed or answered."""
    person, table = found.person, _table(InboxUpdate.__tablename__)
    words = [table.c.payload.contains(each, autoescape=True) for each in _names(found, posts_names)]
    theirs = [table.c.sender_id == person.tg_user_id, table.c.chat_id == person.tg_user_id] if person else []
    state = table.c.state == InboxState.PENDING if pending else table.c.state != InboxState.PENDING
    return exists().where(state, or_(*words, *theirs)) if pending else state & or_(*words, *theirs)


async def forget(session: AsyncSession, found: Found, called: str, now: datetime) -> None:
    """`called` is what stands in place of the name. Afterwards the same person is a stranger."""
    person = found.person
    held = select(col(Post.name)).where(_posts(person, found.phones))
    names = list((await session.scalars(held)).all())
    inbox = _table("inbox")
    await session.execute(delete(inbox).where(_naming(found, names, pending=False)))
    await session.execute(delete(_table("uploads")))
    if person is not None:
        await drop_answers(session, person.id)
        await _forget_messages(session, person)
        await _forget_private_evidence(session, person)
        tracks, points = _table("live_tracks"), _table("live_points")
        theirs = select(tracks.c.id).where(tracks.c.person_id == person.id)
        await session.execute(delete(points).where(points.c.track_id.in_(theirs)))
    homes = select(col(Household.id)).where(col(Household.phone).in_(found.phones))
    await session.execute(update(Visit).where(col(Visit.household_id).in_(homes)).values(words=""))
    await _scrub(session, found, names, called)
    await _blank(session, found, called, now)
    if person is not None:
        for place in TELEGRAM_IDS:
            name, column = place.split(".")
            rows = update(_table(name)).where(_table(name).c[column] == person.tg_user_id)
            await session.execute(rows.values({column: -person.id}))
        gone = {"name": called, "username": None, "phone": None, "language": None, "started": False}
        person_rows = update(Person).where(col(Person.id) == person.id)
        await session.execute(person_rows.values(tg_user_id=-person.id, **gone))
    session.expire_all()


def _whose(table: Table, columns: Iterable[str], found: Found) -> ColumnElement[bool]:
    person = found.person
    either: list[ColumnElement[bool]] = [false()]
    for name in columns:
        if name == "phone":
            either.append(table.c[name].in_(found.phones))
        elif person is not None:
            private = name in ("chat_id", "id")
            either.append(table.c[name] == (person.tg_user_id if private else person.id))
    return or_(*either)


async def _blank(session: AsyncSession, found: Found, called: str, now: datetime) -> None:
    said = {"called": called, "now": now}
    for name, (whose, values) in BLANKED.items():
        told = {column: said.get(value, value) if isinstance(value, str) else value for column, value in values.items()}
        table = _table(name)
        await session.execute(update(table).where(_whose(table, whose, found)).values(**told))
    for name, whose in GONE.items():
        await session.execute(delete(_table(name)).where(_whose(_table(name), whose, found)))


async def _forget_messages(session: AsyncSession, person: Person) -> None:
    outbox = _table("outbox")
    theirs = select(outbox.c.id).where(outbox.c.chat_id == person.tg_user_id)
    for name in ("delivered", "listed"):
        await session.execute(delete(_table(name)).where(_table(name).c.letter_id.in_(theirs)))
    await session.execute(delete(outbox).where(outbox.c.chat_id == person.tg_user_id))


async def _forget_private_evidence(session: AsyncSession, person: Person) -> None:
    """Photos of a case stay; those of drafts, stops and logs are the person's."""
    evidence = _table("evidence")
    kept = evidence.c.subject_kind.in_(CASES)
    private = or_(~kept, evidence.c.subject_kind.is_(None))
    await session.execute(delete(evidence).where(evidence.c.person_id == person.id, private))


async def _scrub(session: AsyncSession, found: Found, names: Sequence[str], called: str) -> None:
    """In what was noted beside an act, the values that are the person's name, phone, username or id."""
    person = found.person
    swaps: dict[Any, Any] = dict.fromkeys([found.name, *names, *found.phones], called)
    if person is not None:
        swaps |= {person.tg_user_id: -person.id}
        swaps |= {person.username: called} if person.username else {}
    swaps.pop("", None)
    for place in SCRUBBED:
        name, column = place.split(".")
        table = _table(name)
        said = cast(table.c[column], Text)
        naming = [said.contains(json.dumps(each).strip('"'), autoescape=True) for each in swaps]
        for row_id, value in (await session.execute(select(table.c.id, table.c[column]).where(or_(*naming)))).all():
            await session.execute(update(table).where(table.c.id == row_id).values({column: _swapped(value, swaps)}))


def _swapped(value: Any, swaps: dict[Any, Any]) -> Any:
    if isinstance(value, dict):
        return {key: _swapped(each, swaps) for key, each in value.items()}
    if isinstance(value, list):
        return [_swapped(each, swaps) for each in value]
    return swaps.get(value, value) if isinstance(value, str | int) and not isinstance(value, bool) else value
