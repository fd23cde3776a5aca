"""Finding places: by code, by words, in the grids of whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import NotFound
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.members.permissions import STAFF
from models.members.positions import posts_of
from models.members.sightings import grids_where_seen
from models.members.tables import Person
from models.places.codes import plain_code
from models.places.kinds import PlaceKinds
from models.places.tables import Place, open_places

MOST_WORDS = 5


@dataclass(frozen=True)
class Found:
    """A page of places, each with the name of its grid; `total` is of all pages."""

    places: Sequence[tuple[Place, str]]
    total: int


async def place_by_code(session: AsyncSession, code: str) -> Place:
    """Open or closed; raises NotFound."""
    place: Place | None = (await session.scalars(select(Place).where(col(Place.code) == plain_code(code)))).first()
    if place is None:
        raise NotFound("place.unknown", place=code)
    return place


async def staff_grids(session: AsyncSession, person: Person) -> list[Grid]:
    """Where the person has a post of the grids themselves."""
    return [held.grid for held in await posts_of(session, person.id) if held.post.role in STAFF]


async def readers_grids(session: AsyncSession, person: Person) -> tuple[Sequence[Grid], bool]:
    """The grids whose places, and of all below, the person may list; and whether as staff."""
    held = await staff_grids(session, person)
    return (held, True) if held else (await grids_where_seen(session, person.id), False)


def in_grids(grids: Sequence[Grid]) -> ColumnElement[bool]:
    """Of places in these grids and below."""
    there = select(col(Grid.id)).where(or_(*map(subtree, grids))) if grids else ()
    return col(Place.grid_id).in_(there)


async def search(
    session: AsyncSession,
    words: str,
    kinds: PlaceKinds,
    *among: ColumnElement[bool],
    skip: int = 0,
    most: int = 10,
    whole: bool = False,
) -> Found:
    """Open places of which name, address, code, kind (or, for staff, who is responsible) have each of the words."""
    terms = [_has(word, kinds, whole=whole) for word in words.split()[:MOST_WORDS]]
    where = (open_places(), *terms, *among)
    total = int(await session.scalar(select(func.count()).select_from(Place).where(*where)) or 0)
    rows = select(Place, col(Grid.name)).join(Grid, col(Grid.id) == col(Place.grid_id)).where(*where)
    page = rows.order_by(col(Grid.path), col(Place.kind), col(Place.name), col(Place.id)).offset(skip).limit(most)
    return Found([(place, grid) for place, grid in (await session.execute(page)).all()], total)


def _has(word: str, kinds: PlaceKinds, *, whole: bool) -> ColumnElement[bool]:
    columns = [col(Place.name), col(Place.address), col(Place.code)]
    columns += [col(Place.responsible), col(Place.guard_group)] if whole else []
    named = [each.kind for each in kinds.every if any(word.lower() in known for known in (each.name, *each.words))]
    return or_(*(column.icontains(word, autoescape=True) for column in columns), col(Place.kind).in_(named))
