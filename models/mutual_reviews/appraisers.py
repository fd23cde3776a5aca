"""Appraisers (监督评议员): people of a community's choice, who follow a link that its leader passes on; and residents,
who follow the one in their grid's group.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import upsert
from models.errors import Conflict, NotFound, Refused
from models.grids.tables import Grid, Level
from models.grids.tree import level_above
from models.members.permissions import Who, may_in
from models.members.reach import private_chats
from models.members.tables import Person, Role
from models.mutual_reviews.answering import card_for, drop_answers
from models.mutual_reviews.bodies import area_of
from models.mutual_reviews.setting import newest_review
from models.mutual_reviews.tables import Appraiser, MutualReview, ReviewCard
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.signed_links import code_secret, signed, verified

APPRAISES, LIVES = "ap_", "rv_"  # what the links begin with
JOINED = "mutual_reviews.joined"
MOST = 10  # of a community; about five are meant


async def appraisers_of(session: AsyncSession, community: Grid) -> Sequence[tuple[Appraiser, Person]]:
    rows = (
        select(Appraiser, Person)
        .join(Person, col(Person.id) == col(Appraiser.person_id))
        .where(col(Appraiser.grid_id) == community.id, col(Appraiser.ended_at).is_(None))
        .order_by(col(Appraiser.joined_at), col(Appraiser.id))
    )
    return [(appraiser, person) for appraiser, person in (await session.execute(rows)).all()]


async def must_choose(session: AsyncSession, community: Grid | None, person: Person) -> Grid:
    """Raises Refused for who does not lead the community, or a level above it."""
    leads = community is not None and await may_in(session, community, Who.LEADER, person)
    if community is None or community.level is not Level.COMMUNITY or not leads:
        raise Refused("review.not_community_leader")
    return community


async def appraisers_link(session: AsyncSession, community: Grid) -> str:
    return signed(await code_secret(session), APPRAISES, community.id)


async def residents_link(session: AsyncSession, grid: Grid) -> str:
    return signed(await code_secret(session), LIVES, grid.id)


async def join(session: AsyncSession, person: Person, link: str, now: datetime) -> tuple[Grid, ReviewCard | None]:
    """The community, and the card where a review goes on. Raises NotFound for a link that is not ours, Refused for one
    of the community's own line, Conflict where there are enough.
    """
    community = await _grid_of(session, APPRAISES, link)
    if await may_in(session, community, Who.STAFF, person):
        raise Refused("review.own_people")
    known = [each.id for _, each in await appraisers_of(session, community)]
    if person.id not in known:
        if len(known) >= MOST:
            raise Conflict("review.enough", most=MOST)
        await _enter(session, community, person, now)
    review = await _running(session, community)
    return community, None if review is None else await card_for(session, review, person)


async def _enter(session: AsyncSession, community: Grid, person: Person, now: datetime) -> None:
    """The leaders hear who it is: a link can be passed on."""
    about: dict[str, Any] = {"joined_at": now, "ended_at": None}
    new = Appraiser(grid_id=community.id, person_id=person.id, **about).model_dump()
    row = upsert(session, Appraiser).values(new)
    row = row.on_conflict_do_update(index_elements=["grid_id", "person_id"], set_=about)
    entered = (await session.execute(row.returning(col(Appraiser.id)))).scalar_one()
    for chat in (await private_chats(session, [community.id], Role.LEADER)).get(community.id, []):
        enqueue(session, chat, JOINED, Lane.ROUTINE, now, subject_id=entered)


async def come_from(session: AsyncSession, person: Person, link: str, now: datetime) -> ReviewCard:
    """A resident's card, of the grid whose link they followed last: what was said of another as its resident goes.

    Raises NotFound, Refused like join(), Conflict when no answers are taken.
    """
    grid = await _grid_of(session, LIVES, link)
    if await may_in(session, grid, Who.STAFF, person):
        raise Refused("review.own_people")
    review = await _running(session, grid)
    if review is None:
        raise Conflict("review.over")
    card = await card_for(session, review, person)
    if card.grid_id not in (None, grid.id):
        area = await area_of(session, await session.get_one(Grid, review.grid_id))
        before = area.grids.get(card.grid_id or 0)
        home = area.above(before, Level.GRID) if before is not None else None
        await drop_answers(session, person.id, [home.id] if home is not None else [])
    card.grid_id = grid.id
    await refresh_standing(session, card.id, now)
    return card


async def take_out(session: AsyncSession, appraiser: Appraiser, person: Person, now: datetime) -> None:
    """What they have said of the grids goes with them. Raises Refused, Conflict when it is done already."""
    community = await must_choose(session, await session.get(Grid, appraiser.grid_id), person)
    if appraiser.ended_at is not None:
        raise Conflict("review.taken_out")
    appraiser.ended_at = now
    street = await level_above(session, community, Level.STREET)
    if street is not None:
        area = await area_of(session, street)
        grids = area.below(area.grids[community.id], Level.GRID) if community.id in area.grids else []
        await drop_answers(session, appraiser.person_id, [grid.id for grid in grids])
    await refresh_standing(session, appraiser.id, now)


async def _grid_of(session: AsyncSession, begins: str, link: str) -> Grid:
    grid_id = verified(await code_secret(session), begins, link)
    grid = await session.get(Grid, grid_id) if grid_id is not None else None
    if grid is None or grid.retired_at is not None:
        raise NotFound("review.no_link")
    return grid


async def _running(session: AsyncSession, grid: Grid) -> MutualReview | None:
    street = await level_above(session, grid, Level.STREET)
    review = await newest_review(session, street) if street is not None else None
    return review if review is not None and review.takes_answers else None
