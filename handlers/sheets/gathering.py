"""What is printed and put up in a grid, gathered for whoever asks: the bot or its command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.messages import Making
from handlers.place_words import place_kind_word
from locales.translator import translator, visible
from models.errors import NotFound
from models.grids.tables import Grid
from models.places.kinds import PlaceKinds
from models.places.printed_codes import count_to_print, places_to_print
from reports.sheets import contact_cards, data, place_codes, poster, responsibility_chart

CHINESE = translator("zh_CN")  # sheets are in Chinese, whatever the bot speaks


class SheetKind(StrEnum):
    CODES = "qr"
    POSTER = "poster"
    CARDS = "card"
    CHART = "chart"


@dataclass(frozen=True)
class Around:
    """What sheets take from the deployment; a chart needs no bot."""

    office_name: str
    kinds: PlaceKinds
    bot_username: str

    @property
    def equipped(self) -> Sequence[str]:
        """The kinds of places that hold equipment."""
        return [each.kind for each in self.kinds.every if each.kit]

    @property
    def visited(self) -> Sequence[str]:
        """The kinds of places that get a contact card."""
        return [each.kind for each in self.kinds.every if each.responsible and not each.kit]


@dataclass(frozen=True)
class GatheredSheet:
    """`make` draws it, in whatever process; `total` places could be on it, `left_out` are not."""

    make: Making
    total: int = 0
    left_out: int = 0


async def gather(
    session: AsyncSession, kind: SheetKind, grid: Grid, around: Around, now: datetime, *, most: int | None = None
) -> GatheredSheet:
    """Of `most` places at most; `now` is local. Raises NotFound where there is no place to print a code for."""
    match kind:
        case SheetKind.CODES:
            return await _codes(session, grid, around, now, most)
        case SheetKind.CARDS:
            return await _cards(session, grid, around, now, most)
        case SheetKind.POSTER:
            sheet = await data.grid_sheet(session, grid, around.bot_username, around.office_name, around.equipped)
            return GatheredSheet(partial(poster.make, sheet, await data.grid_map(session, grid), now))
        case SheetKind.CHART:
            signed = await data.office(session, grid, around.office_name)
            tree = await data.responsibility(session, grid)
            return GatheredSheet(partial(responsibility_chart.make, signed, tree, now))


async def _codes(session: AsyncSession, grid: Grid, around: Around, now: datetime, most: int | None) -> GatheredSheet:
    total = await count_to_print(session, grid)
    if not total:
        raise NotFound("places")
    places = await places_to_print(session, grid, most=most)
    codes = await data.place_codes(
        session, places, around.bot_username, lambda kind: place_kind_word(CHINESE, around.kinds, kind)
    )
    make = partial(place_codes.make, f"{visible(grid.name)}{place_codes.TITLE}", codes, now)
    return GatheredSheet(make, total, total - len(places))


async def _cards(session: AsyncSession, grid: Grid, around: Around, now: datetime, most: int | None) -> GatheredSheet:
    """The last page is filled with cards that name nobody."""
    sheet = await data.grid_sheet(session, grid, around.bot_username, around.office_name, around.equipped)
    total = await count_to_print(session, grid, around.visited)
    holders = await data.businesses(session, grid, around.visited, most)
    blank = -len(holders) % contact_cards.EACH if holders else contact_cards.EACH
    make = partial(contact_cards.make, sheet, [*holders, *[""] * blank], now)
    return GatheredSheet(make, total, total - len(holders))
