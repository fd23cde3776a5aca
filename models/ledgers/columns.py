"""What a ledger is made of: its columns, and how its rows are found, page by page."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col

from models.figures.asked import Counted
from models.grids.tables import Grid
from models.grids.tree import subtree

Above = aliased(Grid, name="above")


class LedgerName(StrEnum):
    """As the command line calls it."""

    HAZARDS = "hazards"
    EVENTS = "events"
    RECTIFICATIONS = "rectifications"
    TRANSFERS = "transfers"
    CALLS = "calls"
    FIRES = "fires"
    PATROLS = "patrols"
    PLACES = "places"
    EQUIPMENT = "equipment"
    MISSED = "missed"
    NOTICES = "notices"
    ACTIVITIES = "activities"
    TRAINING = "training"
    LETTERS = "letters"
    STAFF = "staff"
    PLANS = "plans"
    GRIDS = "grids"
    FILE = "file"  # all of them together


class Holds(StrEnum):
    """What a column holds. `text` is as the registries name things, or several such names, `said` what people wrote:
    in both are people's numbers masked, as somebody has typed either; a `person` is a resident, who is left out, and a
    `phone` is masked, unless personal data was asked for. A `code` is told as it is, such as H12 or a phone that the
    street has published. A `word` is one of a list, or yes and no; a `link` is the number of a hazard to open.
    """

    TEXT = "text"
    CODE = "code"
    SAID = "said"
    PERSON = "person"
    PHONE = "phone"
    WORD = "word"
    NUMBER = "number"
    TIME = "time"
    DAY = "day"
    SPAN = "span"
    LINK = "link"


PERSONAL = frozenset({Holds.SAID, Holds.PERSON, Holds.PHONE})


class Of(StrEnum):
    """Lists that a deployment may have its own words for, and the duties of its table."""

    HAZARD_KIND = "hazard_kind"
    PLACE_KIND = "place_kind"
    ITEM = "item"
    DUTY = "duty"
    HEIGHTENED_DUTY = "heightened_duty"


class Named(NamedTuple):
    of: Of
    word: str


@dataclass(frozen=True)
class Column:
    """`summed`: what its numbers or spans come to stands under them."""

    key: str
    holds: Holds = Holds.TEXT
    summed: bool = False


Values = Mapping[str, Any]  # of a row, by the keys of its columns; what is left out is empty
Fill = Callable[[AsyncSession, Counted, Sequence[Any]], Awaitable[Sequence[Values]]]


async def as_found(_session: AsyncSession, _asked: Counted, found: Sequence[Any]) -> Sequence[Values]:
    return found


def row_by_row(values: Callable[[Counted, Any], Values]) -> Fill:
    async def fill(_session: AsyncSession, asked: Counted, found: Sequence[Any]) -> Sequence[Values]:
        return [values(asked, row) for row in found]

    return fill


@dataclass(frozen=True)
class LedgerKind:
    """`rows` selects, by labels, what `fill` makes the values of a page of; they are read in the order of `key`.

    A hazard, an event, a call … is in the ledger of a period by the time that `rows` says; places and equipment are, as
    they stand now, where they were open in it.
    """

    name: LedgerName
    columns: tuple[Column, ...]
    key: Mapped[int]
    rows: Callable[[Counted], Select[Any]]
    fill: Fill = as_found

    @property
    def personal(self) -> bool:
        """Whether there is more of it for those who may have personal data."""
        return any(column.holds in PERSONAL for column in self.columns)


PLACED = (Column("grid"), Column("above"))


def placed(rows: Select[Any], grid_id: ColumnElement[int] | Mapped[int], asked: Counted) -> Select[Any]:
    """Rows of the asked subtree, with the names of their grid and of the one above it.

    Found through their own key: an index on the grid is not used, as the order by that key then costs more.
    """
    here = (grid_id + 0).in_(select(col(Grid.id)).where(subtree(asked.grid)))
    named = rows.add_columns(col(Grid.name).label("grid"), col(Above.name).label("above"))
    return named.join(Grid, col(Grid.id) == grid_id).outerjoin(Above, col(Above.id) == col(Grid.parent_id)).where(here)
