"""A checklist of a place that somebody is filling in.

    open ──submitted, or nobody could enter──▶ done, and the place is checked
      └──opened again, pressed or submitted after GOOD_FOR──▶ dropped

What must always hold: a person has one open checklist of a place; what was found is a check from when it is done, and
never changes afterwards. What is said and shown later is added.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.checking import WORDS_LIMIT, record_check
from models.checks.checklist_items import checklists_of
from models.checks.checklists.doubts import flag_check
from models.checks.checklists.tables import GOOD_FOR, Checklist, ChecklistState, Found
from models.checks.duties import AT_PLACE
from models.checks.tables import CheckWindow, Outcome, PlaceCheck
from models.errors import Conflict, Refused
from models.grids.tree import ids_in
from models.members.permissions import Who
from models.members.tables import Person
from models.outbox.standing import refresh_standing
from models.patrols.tables import PatrolStop
from models.places.changes.actions import grid_of, may
from models.places.kit.held import kit_of
from models.places.slots import keeps
from models.places.tables import Place
from models.transition import transition

SHOWN = "checks.checklist"
MOST_KIT = 10
NEXT = {None: Found.PASS, Found.PASS: Found.PROBLEM, Found.PROBLEM: Found.NONE, Found.NONE: Found.PASS}


async def need_checker(session: AsyncSession, place: Place, person: Person) -> None:
    """Staff of its grid, and whoever keeps the place; raises Refused, or Conflict when the place is closed."""
    if not await keeps(session, place, person.id) and not await may(session, place, Who.STAFF, person):
        raise Refused("not_yours", who=Who.STAFF)
    if place.closed_at is not None:
        raise Conflict("place.closed")


async def open_checklist(
    session: AsyncSession, place: Place, person: Person, now: datetime, *, scanned: bool, stop_id: int | None = None
) -> Checklist:
    """The one that the person is filling in, or a new one; raises like need_checker()."""
    await need_checker(session, place, person)
    rows = select(Checklist).where(col(Checklist.person_id) == person.id, col(Checklist.place_id) == place.id)
    begun = (await session.scalars(rows.where(col(Checklist.state) == ChecklistState.OPEN))).first()
    if begun is not None and begun.opened_at > now - GOOD_FOR:
        if scanned or not begun.scanned:
            begun.stop_id, begun.scanned = stop_id or begun.stop_id, scanned
        return begun
    if begun is not None:
        begun.state = ChecklistState.DROPPED
        await refresh_standing(session, begun.id, now)
    checklist = Checklist(
        place_id=place.id,
        person_id=person.id,
        stop_id=stop_id,
        own=await keeps(session, place, person.id),
        scanned=scanned,
        items=await _items(session, place),
        opened_at=now,
    )
    session.add(checklist)
    await session.flush()
    return checklist


async def _items(session: AsyncSession, place: Place) -> list[dict[str, Any]]:
    """What was wrong the last time comes first."""
    last = select(col(PlaceCheck.items)).where(
        col(PlaceCheck.place_id) == place.id, col(PlaceCheck.outcome) != Outcome.NO_ENTRY
    )
    before = await session.scalar(last.order_by(col(PlaceCheck.said_at).desc()).limit(1)) or []
    wrong = {each["item"] for each in before if each["found"] == Found.PROBLEM}
    asked: list[dict[str, Any]] = [
        {"item": each.item, "name": each.name, "report": each.report} for each in checklists_of(session).of(place.kind)
    ]
    asked += [{"item": each.item, "count": each.count} for each in (await kit_of(session, place.id))[:MOST_KIT]]
    items = [{**each, "found": None, "before": each["item"] in wrong} for each in asked]
    return sorted(items, key=lambda each: not each["before"])


async def turn(session: AsyncSession, checklist: Checklist, number: int, now: datetime) -> None:
    """The item of this number is found to be the next of NEXT; raises Conflict when it is done, or too old."""
    await need_open(session, checklist, now)
    items = [dict(each) for each in checklist.items]
    items[number]["found"] = NEXT[items[number]["found"]]
    await _still_open(session, checklist, items=items)
    await refresh_standing(session, checklist.id, now)


async def submit(session: AsyncSession, checklist: Checklist, person: Person, now: datetime, *, rest: bool) -> None:
    """`rest`: what has not been marked is all right. Raises Conflict when it is done, too old or something is not
    marked, Refused when the person may no longer check the place.
    """
    await need_open(session, checklist, now)
    items = [{**each, "found": each["found"] or (Found.PASS if rest else None)} for each in checklist.items]
    left = sum(each["found"] is None for each in items)
    if left:
        raise Conflict("checklist.left", n=left)
    problem = any(each["found"] == Found.PROBLEM for each in items)
    await _done(session, checklist, person, now, Outcome.PROBLEM if problem else Outcome.ORDER, items)
    await flag_check(session, checklist, now)


async def nobody_let_in(session: AsyncSession, checklist: Checklist, person: Person, now: datetime) -> None:
    """The door was locked; raises like submit()."""
    await need_open(session, checklist, now)
    await _done(session, checklist, person, now, Outcome.NO_ENTRY, checklist.items)


async def _done(
    session: AsyncSession,
    checklist: Checklist,
    person: Person,
    now: datetime,
    outcome: Outcome,
    items: list[dict[str, Any]],
) -> None:
    place = await session.get_one(Place, checklist.place_id)
    await need_checker(session, place, person)
    await _still_open(session, checklist, items=items, state=ChecklistState.DONE)
    check = await record_check(
        session,
        place,
        person,
        outcome,
        now,
        now,
        items=[] if outcome is Outcome.NO_ENTRY else items,
        words=checklist.words,
        stop_id=checklist.stop_id,
        own=checklist.own,
        scanned=checklist.scanned,
    )
    checklist.check_id = check.id
    for subject_id in (checklist.id, place.id):
        await refresh_standing(session, subject_id, now)


async def need_open(session: AsyncSession, checklist: Checklist, now: datetime) -> None:
    """Raises Conflict when it is done, or too old: begun long ago, or last scanned then, it is no check of today."""
    if checklist.state is not ChecklistState.OPEN:
        raise Conflict(f"checklist.{checklist.state}")
    stop = await session.get(PatrolStop, checklist.stop_id) if checklist.stop_id else None
    begun = max(checklist.opened_at, stop.said_at) if stop is not None else checklist.opened_at
    if begun <= now - GOOD_FOR:
        await _still_open(session, checklist, state=ChecklistState.DROPPED)
        await refresh_standing(session, checklist.id, now)
        raise Conflict("checklist.dropped")


async def _still_open(session: AsyncSession, checklist: Checklist, **values: Any) -> None:
    if not await transition(session, checklist, col(Checklist.state) == ChecklistState.OPEN, **values):
        raise Conflict(f"checklist.{checklist.state}")


async def add_words(session: AsyncSession, checklist: Checklist, words: str) -> None:
    """A remark is added to the check that was made, too."""
    made = await session.get(PlaceCheck, checklist.check_id) if checklist.check_id else None
    for row in (checklist, made) if made is not None else (checklist,):
        row.words = f"{row.words}\n{words}".strip()[:WORDS_LIMIT]


async def last_day_to_retry(session: AsyncSession, place: Place) -> date | None:
    """Of the window that closes first of those in which staff is to check the place."""
    grid = await grid_of(session, place)
    rows = select(CheckWindow).where(
        col(CheckWindow.grid_id).in_(ids_in(grid.path)),
        col(CheckWindow.closed_at).is_(None),
        col(CheckWindow.owner).not_in(AT_PLACE),
    )
    windows = (await session.scalars(rows.order_by(col(CheckWindow.due_at)))).all()
    return next((each.last for each in windows if place.id in each.places), None)
