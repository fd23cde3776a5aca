"""Closing, reopening and moving a place: a leader's word takes effect at once, a member's once a leader has agreed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict
from models.grids.tree import ids_in
from models.members.permissions import Who
from models.members.reach import private_chats
from models.members.tables import Person, Role
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.places.changes.actions import grid_of, may, need, record_place_event
from models.places.tables import YEAR, Place, PlaceAct, PlaceProposal, ProposalState
from models.transition import transition

PROPOSED, DECIDED = "places.proposed", "places.decided"
CLOSED = col(Place.closed_at).is_not(None)
EXPECTED: Mapping[PlaceAct, tuple[ColumnElement[bool], str]] = {
    PlaceAct.CLOSE: (~CLOSED, "place.closed"),
    PlaceAct.MOVE: (~CLOSED, "place.closed"),
    PlaceAct.REOPEN: (CLOSED, "place.open"),
}


async def change_place(
    session: AsyncSession, place: Place, act: PlaceAct, person: Person, now: datetime, **data: Any
) -> bool:
    """Close (`reason`), reopen, or move (`latitude`, `longitude`) it; returns whether it is done already.

    Raises Refused, or Conflict when it is so already or something else of it waits for a leader. The first location
    that a place is given moves nothing.
    """
    await need(session, place, Who.STAFF, person)
    first = act is PlaceAct.MOVE and place.location is None
    if first or await may(session, place, Who.LEADER, person):
        await _do(session, place, act, data, person, now)
        await _settle(session, place, act, person, now)
        return True
    if (place.closed_at is None) is (act is PlaceAct.REOPEN):
        raise Conflict(EXPECTED[act][1])
    if await waiting_for(session, place) is not None:
        raise Conflict("place.waits")
    await _propose(session, place, act, data, person, now)
    return False


async def waiting_for(session: AsyncSession, place: Place) -> PlaceProposal | None:
    """What waits for a leader's word."""
    waits = col(PlaceProposal.place_id) == place.id, col(PlaceProposal.state) == ProposalState.WAITING
    found: PlaceProposal | None = (await session.scalars(select(PlaceProposal).where(*waits))).first()
    return found


async def _propose(
    session: AsyncSession, place: Place, act: PlaceAct, data: Mapping[str, Any], person: Person, now: datetime
) -> None:
    """The first leaders at or above the grid who can be reached hear of it, in private."""
    way = ids_in((await grid_of(session, place)).path)[::-1]
    reached = await private_chats(session, way, Role.LEADER)
    level = next((grid_id for grid_id in way if reached.get(grid_id)), place.grid_id)
    proposal = PlaceProposal(place_id=place.id, act=act, data=dict(data), person_id=person.id, at=now, level_id=level)
    session.add(proposal)
    await session.flush()
    for chat_id in reached.get(level, ()):
        enqueue(session, chat_id, PROPOSED, Lane.ROUTINE, now, subject_id=proposal.id)
    record_place_event(session, place, PlaceAct.PROPOSE, person, now, change=act, **data)
    await refresh_standing(session, place.id, now)


async def decide(
    session: AsyncSession, proposal: PlaceProposal, person: Person, now: datetime, *, agreed: bool
) -> None:
    """By a leader; who proposed it hears. Raises Refused, or Conflict when it is decided, or so already."""
    place = await session.get_one(Place, proposal.place_id)
    await need(session, place, Who.LEADER, person)
    if not await _end(session, proposal, agreed=agreed, by=person, now=now):
        raise Conflict("place.decided")
    if agreed:
        await _do(session, place, proposal.act, proposal.data, person, now)
    else:
        record_place_event(session, place, PlaceAct.DECLINE, person, now, change=proposal.act)
        await refresh_standing(session, place.id, now)


async def _do(
    session: AsyncSession, place: Place, act: PlaceAct, data: Mapping[str, Any], person: Person, now: datetime
) -> None:
    expected, otherwise = EXPECTED[act]
    values: dict[PlaceAct, dict[str, Any]] = {
        PlaceAct.CLOSE: {"closed_at": now, "due_at": None, "asked_at": None},
        PlaceAct.REOPEN: {"closed_at": None, "opened_at": now, "confirmed_at": now, "due_at": now + YEAR},
        PlaceAct.MOVE: dict(data),
    }
    if not await transition(session, place, expected, **values[act]):
        raise Conflict(otherwise)
    record_place_event(session, place, act, person, now, **data)
    await refresh_standing(session, place.id, now)


async def _settle(session: AsyncSession, place: Place, act: PlaceAct, person: Person, now: datetime) -> None:
    """What waited is decided by what was done."""
    waiting = await waiting_for(session, place)
    if waiting is not None and await may(session, place, Who.LEADER, person):
        await _end(session, waiting, agreed=waiting.act is act, by=person, now=now)


async def _end(session: AsyncSession, proposal: PlaceProposal, *, agreed: bool, by: Person, now: datetime) -> bool:
    state = ProposalState.ACCEPTED if agreed else ProposalState.DECLINED
    waits = col(PlaceProposal.state) == ProposalState.WAITING
    if not await transition(session, proposal, waits, state=state, decided_by=by.id, decided_at=now):
        return False
    proposer = await session.get_one(Person, proposal.person_id)
    if proposer.started:
        enqueue(session, proposer.tg_user_id, DECIDED, Lane.REPLY, now, subject_id=proposal.id)
    await refresh_standing(session, proposal.id, now)
    return True
