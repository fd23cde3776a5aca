"""What posters, cards and charts say, gathered from rows. A number is printed where the street publishes it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from locales.translator import visible
from models.grids.neighbours import neighbours_of
from models.grids.public_numbers import duty_phone, published, supervision_phone, upwards
from models.grids.tables import Grid, Level
from models.grids.tree import children, living, subtree
from models.members.contact_sheet import sheet_of
from models.members.positions import standing
from models.members.tables import Post, Role
from models.places.printed_codes import payload, places_to_print
from models.places.tables import Place
from models.signed_links import code_secret
from models.text.phones import as_written
from reports.rectification.office import signed_as
from reports.sheets.grid_map import GridMap, Outline
from reports.sheets.people import GridSheet, Staff
from reports.sheets.place_codes import PlaceCode
from reports.sheets.responsibility_chart import Node

ROLES = {Role.LEADER: "网格长", Role.MEMBER: "网格员", Role.BACKUP: "B岗"}


async def grid_sheet(
    session: AsyncSession, grid: Grid, bot_username: str, office_name: str, equipped: Collection[str] = ()
) -> GridSheet:
    """`equipped` are the kinds of places that hold equipment, which a poster names."""
    found = await sheet_of(session, grid)
    open_to_all = published(found.line)
    posts = sorted((post for post in found.staff if post.role in ROLES), key=lambda post: list(ROLES).index(post.role))
    above = tuple(
        (visible(parent.name), _staff(leaders[0], published(found.line[place:])) if leaders else None)
        for place, (parent, leaders) in enumerate(found.above, 1)
    )
    return GridSheet(
        office=await office(session, grid, office_name),
        name=visible(grid.name),
        code=grid.code,
        address=visible(grid.address),
        staff=tuple(_staff(post, open_to_all) for post in posts),
        above=above,
        duty_phone=duty_phone(found.line),
        supervision_phone=supervision_phone(found.line),
        link=f"https://t.me/{bot_username}?start=report",
        equipment=await _named(session, grid, equipped) if equipped else (),
    )


async def _named(session: AsyncSession, grid: Grid, kinds: Collection[str]) -> tuple[str, ...]:
    return tuple(_with_address(place) for place, _ in await places_to_print(session, grid, kinds))


def _with_address(place: Place) -> str:
    return f"{visible(place.name)}（{visible(place.address)}）" if place.address else visible(place.name)


async def businesses(
    session: AsyncSession, grid: Grid, kinds: Collection[str], most: int | None = None
) -> Sequence[str]:
    """The names of the open places of these kinds in the grid and below."""
    return [visible(place.name) for place, _ in await places_to_print(session, grid, kinds, most)]


async def place_codes(
    session: AsyncSession, places: Sequence[tuple[Place, str]], bot_username: str, kind_word: Callable[[str], str]
) -> Sequence[PlaceCode]:
    secret = await code_secret(session)
    return [
        PlaceCode(
            grid=visible(grid),
            name=visible(place.name),
            kind=kind_word(place.kind),
            code=place.code,
            address=visible(place.address),
            link=f"https://t.me/{bot_username}?start={payload(secret, place.id, place.print_number)}",
            print_number=place.print_number,
        )
        for place, grid in places
    ]


async def office(session: AsyncSession, grid: Grid, office_name: str) -> str:
    """Who signs: the nearest street at or above the grid, or else the top of the tree."""
    line = await upwards(session, grid)
    street = next((each for each in line if each.level is Level.STREET), line[-1])
    return signed_as(office_name, visible(street.name))


def _staff(post: Post, open_to_all: Collection[str]) -> Staff:
    phone = as_written(post.phone) if post.role in open_to_all else ""
    return Staff(ROLES[post.role], visible(post.name), phone)


async def grid_map(session: AsyncSession, grid: Grid) -> GridMap | None:
    """With the grids below it, or else those beside it; None where it has no boundary."""
    if grid.boundary is None:
        return None
    others = await children(session, grid) or await neighbours_of(session, grid)
    drawn = [Outline(visible(other.name), other.boundary) for other in others if other.boundary]
    return GridMap(Outline(visible(grid.name), grid.boundary), drawn)


async def responsibility(session: AsyncSession, top: Grid) -> Node:
    """The grid and all below it, with who leads and who patrols each."""
    rows = select(Grid).where(subtree(top), living()).order_by(col(Grid.code))
    grids = (await session.scalars(rows)).all()
    held = standing().where(col(Post.grid_id).in_(select(col(Grid.id)).where(subtree(top), living())))
    names: dict[tuple[int, Role], list[str]] = defaultdict(list)
    for post in (await session.scalars(held)).all():
        names[post.grid_id, post.role].append(visible(post.name))
    below: dict[int | None, list[Grid]] = defaultdict(list)
    for grid in grids:
        below[grid.parent_id].append(grid)

    def node(grid: Grid) -> Node:
        under = [node(each) for each in below[grid.id]]
        return Node(visible(grid.name), names[grid.id, Role.LEADER], names[grid.id, Role.MEMBER], under)

    return node(top)
