"""What the printed code of a place carries: the place, its print number, and a proof that the bot made it.

`p_`, the place's id (11 signs), the proof (8 signs), the print number: 24 signs of A–Z a–z 0–9 - _ up to the 999th
print, so that the code stays coarse enough to be scanned from some way off. Knowing a name does not give the proof.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Grid
from models.grids.tree import living, subtree
from models.members.tables import Person
from models.places.changes.actions import record_place_event
from models.places.tables import Place, PlaceAct, PlaceEvent, open_places
from models.signed_links import PROOF, TOLD, code_secret, signed, verified

BEGINS = "p_"
SHAPE = re.compile(rf"{BEGINS}[\w-]{{{TOLD + PROOF}}}([1-9]\d{{0,5}})", re.ASCII)


@dataclass(frozen=True)
class Scanned:
    """`old`: the code has been renewed since it was printed."""

    place: Place
    old: bool


def payload(secret: bytes, place_id: int, print_number: int) -> str:
    return signed(secret, BEGINS, place_id, str(print_number))


async def scanned(session: AsyncSession, text: str) -> Scanned | None:
    """None for what the bot has not made, or whose place is gone."""
    found = SHAPE.fullmatch(text)
    place_id = verified(await code_secret(session), BEGINS, text) if found else None
    place = await session.get(Place, place_id) if place_id else None
    return Scanned(place, old=int(found[1]) < place.print_number) if found and place is not None else None


def _printed(grid: Grid, kinds: Collection[str] | None) -> Select[Place, str]:
    """The open places of the grid and below, of these kinds; without `kinds`: of all."""
    rows = select(Place, col(Grid.name)).join(Grid, col(Grid.id) == col(Place.grid_id))
    there = rows.where(subtree(grid), living(), open_places())
    return there if kinds is None else there.where(col(Place.kind).in_(kinds))


async def places_to_print(
    session: AsyncSession, grid: Grid, kinds: Collection[str] | None = None, most: int | None = None
) -> Sequence[tuple[Place, str]]:
    """With the names of their grids, in the order of these."""
    rows = _printed(grid, kinds).order_by(col(Grid.path), col(Place.kind), col(Place.name), col(Place.id))
    return [(place, name) for place, name in (await session.execute(rows.limit(most))).all()]


async def count_to_print(session: AsyncSession, grid: Grid, kinds: Collection[str] | None = None) -> int:
    counted = select(func.count()).select_from(_printed(grid, kinds).subquery())
    return int(await session.scalar(counted) or 0)


async def prints(session: AsyncSession, grid: Grid) -> int:
    """Another number once a code of the grid or below is renewed, or comes or goes."""
    rows = _printed(grid, None).subquery()
    return int(await session.scalar(select(func.sum(rows.c.print_number))) or 0)


async def renew_all(session: AsyncSession, grid: Grid, person: Person | None, now: datetime) -> None:
    """Those of the grid and below."""
    for place, _ in await places_to_print(session, grid):
        renew(session, place, person, now)


def renew(session: AsyncSession, place: Place, person: Person | None, now: datetime) -> None:
    """Codes printed before are no longer good."""
    place.print_number += 1
    record_place_event(session, place, PlaceAct.RENEW, person, now, print_number=place.print_number)


async def note_old(session: AsyncSession, place: Place, person: Person, now: datetime) -> None:
    """Once, until something else happens to the place."""
    await session.flush()
    newest = select(col(PlaceEvent.act)).where(col(PlaceEvent.place_id) == place.id).order_by(col(PlaceEvent.id).desc())
    if await session.scalar(newest.limit(1)) is not PlaceAct.OLD_CODE:
        record_place_event(session, place, PlaceAct.OLD_CODE, person, now)
