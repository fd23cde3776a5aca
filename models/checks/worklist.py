"""Today's checks in the list of what waits: what is still to be done in the windows that are open, soonest first."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.duties import AT_PLACE, Owner
from models.checks.tables import CheckWindow, Outcome, PlaceCheck
from models.checks.windows.counting import counts_for
from models.checks.windows.owing import ROLES, OwingPosts, followed_by, owing_people, posts_owing
from models.checks.windows.walks import walks_in
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.members.positions import posts_of
from models.patrols.hours_owed import duties_between
from models.patrols.rounds import running_of
from models.places.changes.claims import claimed_by
from models.places.changes.exemptions import exempt_among
from models.places.slots import slots_of
from models.worklist import Gravity, Item, Section, Wanted, WorklistSource

WINDOW, AHEAD = "check_window", 3


async def waiting(session: AsyncSession, person_id: int, now: datetime, wanted: Wanted) -> Section[CheckWindow]:
    """Windows in which something is left of what the person owes, by posts or at places; none of them is late yet."""
    if wanted.late:
        return Section()
    windows = await open_windows_of(session, person_id, wanted.under)
    left = await left_in(session, windows, person_id)
    done = await _walked(session, windows, now) | await _timed(session, windows, person_id, now)
    to_do = [window for window in windows if left[window.id] or not (window.places or window.id in done)]
    page = to_do[wanted.skip : wanted.skip + wanted.most]
    names = dict(
        (
            await session.execute(
                select(col(Grid.id), col(Grid.name)).where(col(Grid.id).in_({each.grid_id for each in page}))
            )
        ).all()
    )
    return Section([Item(window, names[window.grid_id]) for window in page], len(to_do))


async def open_windows_of(session: AsyncSession, person_id: int, under: int | None = None) -> Sequence[CheckWindow]:
    """Those of members and leaders are in the grids of their posts, those of others may be anywhere below; those of who
    is responsible for places or on duty there are where these are.
    """
    held = await posts_of(session, person_id)
    slots = await slots_of(session, person_id)
    kept = {place.id: place.grid_id for place in await claimed_by(session, person_id)}
    followed = await followed_by(session, [each.post for each in held])
    mine = {each.post.id for each in held} | followed | {slot.id for slot, _ in slots}
    grids = {each.grid.id: each.grid for each in held}
    below = select(col(Grid.id)).where(or_(false(), *map(subtree, grids.values())))
    owner, here = col(CheckWindow.owner), col(CheckWindow.grid_id)
    rows = (
        select(CheckWindow)
        .where(col(CheckWindow.closed_at).is_(None))
        .where(
            or_(
                and_(here.in_(grids), owner.in_(ROLES)),
                and_(here.in_(below), owner.not_in((*ROLES, *AT_PLACE))),
                and_(here.in_({place.grid_id for _, place in slots}), owner == Owner.SLOT),
                and_(here.in_(set(kept.values())), owner == Owner.RESPONSIBLE),
            )
        )
        .order_by(col(CheckWindow.due_at), col(CheckWindow.id))
    )
    found = (await session.scalars(rows)).all()
    owed = [each for each in found if mine & set(each.owed_by) or _self_check(each, kept)]
    return [each for each in owed if under in (None, each.grid_id)]


async def left_in(session: AsyncSession, windows: Sequence[CheckWindow], person_id: int) -> Mapping[int, list[int]]:
    """By window, the places that are still to be checked and not exempt on its last day; of a slot, those where this
    person is on duty, of self-checks, those that this person is responsible for.
    """
    done = await _done(session, windows)
    places = {place for each in windows for place in each.places}
    exempt = {each.id: each for each in await exempt_among(session, places)}
    posts = await posts_owing(session, [each for each in windows if each.places])
    slots = {slot.id for slot, _ in await slots_of(session, person_id)}
    kept = {place.id for place in await claimed_by(session, person_id)}
    return {
        each.id: [
            place
            for place in _asked(each, slots, kept)
            if not any(_counts(each, check, posts) for check in done[place])
            and not (place in exempt and exempt[place].exempt_on(each.last))
        ]
        for each in windows
    }


class Done(NamedTuple):
    place_id: int
    person_id: int
    own: bool
    said_at: datetime


async def _done(session: AsyncSession, windows: Sequence[CheckWindow]) -> Mapping[int, Sequence[Done]]:
    """By place."""
    places = {place for each in windows for place in each.places}
    found: dict[int, list[Done]] = defaultdict(list)
    if places:
        columns = col(PlaceCheck.place_id), col(PlaceCheck.person_id), col(PlaceCheck.own), col(PlaceCheck.said_at)
        rows = select(*columns).where(
            col(PlaceCheck.place_id).in_(places),
            col(PlaceCheck.outcome) != Outcome.NO_ENTRY,
            col(PlaceCheck.said_at) >= min(each.begun_at for each in windows),
        )
        for row in (await session.execute(rows)).all():
            found[row.place_id].append(Done(*row))
    return found


async def _walked(session: AsyncSession, windows: Sequence[CheckWindow], now: datetime) -> set[int]:
    """Those (by id) in which somebody who owes the round has been on one."""
    rounds = [each for each in windows if not (each.places or each.hours)]
    if not rounds:
        return set()
    posts = await posts_owing(session, rounds)
    walks = await walks_in(session, rounds, posts, (min(each.begun_at for each in rounds), now))
    return {
        each.id
        for each in rounds
        for walk in walks[each.grid_id]
        if walk.at >= each.begun_at and walk.person_id in owing_people(each, posts)
    }


async def _timed(session: AsyncSession, windows: Sequence[CheckWindow], person_id: int, now: datetime) -> set[int]:
    """Those (by id) in which no more time on patrol is to be asked for: it is a person's, so that one window says what
    is left of today in all grids, and a round that runs says it by itself.
    """
    hours = [each for each in windows if each.hours]
    today = [each for each in hours if each.begun_at <= now < each.due_at]
    if today and await running_of(session, person_id) is None:
        span = today[0].begun_at, today[0].due_at
        duties = await duties_between(session, [person_id], today[0].first, span, now)
        if duties[person_id].left:
            hours.remove(today[0])
    return {each.id for each in hours}


def _self_check(window: CheckWindow, kept: Collection[int]) -> bool:
    """Whether one of these places (by id) owes it itself."""
    return window.owner is Owner.RESPONSIBLE and not set(window.places).isdisjoint(kept)


def _asked(window: CheckWindow, slots: Collection[int], kept: Collection[int]) -> Sequence[int]:
    if window.owner is Owner.RESPONSIBLE:
        return [place for place in window.places if place in kept]
    if window.owner is not Owner.SLOT:
        return window.places
    return [place for place, slot in zip(window.places, window.owed_by, strict=True) if slot in slots]


def _counts(window: CheckWindow, check: Done, posts: OwingPosts) -> bool:
    owing = owing_people(window, posts)
    return check.said_at >= window.begun_at and counts_for(window.owner, check.person_id, owing, own=check.own)


CHECKS_DUE = WorklistSource(WINDOW, Gravity.WORK, waiting, ahead=AHEAD)
