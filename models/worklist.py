"""What waits for somebody, of all features: the gravest first, and a page at a time of what may be long.

Each feature declares a WorklistSource; whoever shows the list knows none of them. A page is made of

    what is pinned, whole │ PAGE items of all the rest together, one section after the other

and the first page also of the first items of a section that counts days, however much stands before it.

What must always hold: on the pages of one list every item stands once, but for what is pinned, which stands on each.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from models.base import Row

WORKLIST = "hazards.duty"
PAGE = 10
R = TypeVar("R", bound=Row)


class Gravity(IntEnum):
    """Sections stand in this order."""

    DANGER = 0
    WORK = 1
    NOTE = 2


@dataclass(frozen=True)
class Item(Generic[R]):
    """A row that waits, and the name of its grid: empty while that is not known."""

    row: R
    grid: str = ""


@dataclass(frozen=True)
class Place:
    """How much waits in a grid and below."""

    grid_id: int
    name: str
    total: int
    overdue: int


@dataclass(frozen=True)
class Section(Generic[R]):
    """`items` are those that were asked for, in order; `total`, `overdue` and `counts`, by state, are of all.

    `places`, for who leads more than a small grid: the grids next below in which anything waits.
    """

    items: Sequence[Item[R]] = ()
    total: int = 0
    overdue: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    places: Sequence[Place] = ()


@dataclass(frozen=True)
class Wanted:
    """`most` after the first `skip`, of all that waits, of what is `late`, of what is in the grid `under` (its id).

    What is pinned is never narrowed.
    """

    skip: int = 0
    most: int = PAGE
    late: bool = False
    under: int | None = None


@dataclass(frozen=True)
class WorklistSource(Generic[R]):
    """What of one `kind` of subject waits for a person: `waiting(session, person_id, now, wanted)`.

    A source that is `pinned` shows that many at most, on every page; the others take turns, but for the first `ahead`
    items, which stand on the first page.
    """

    kind: str
    gravity: Gravity
    waiting: Callable[[AsyncSession, int, datetime, Wanted], Awaitable[Section[R]]]
    pinned: int | None = None
    ahead: int = 0


@dataclass(frozen=True)
class Worklist:
    """One page; `sections` by kind, without those that have nothing at all."""

    page: int
    last: int
    sections: Mapping[str, Section[Any]]


async def worklist_of(
    session: AsyncSession,
    sources: Iterable[WorklistSource[Any]],
    person_id: int,
    now: datetime,
    page: int = 0,
    narrowed: Wanted = Wanted(),
) -> Worklist:
    """Return this page, or the last where there are not so many any more. Of `narrowed` the narrowing alone counts."""
    ordered = sorted(sources, key=lambda source: source.gravity)
    found = await _page(session, ordered, person_id, now, page, narrowed)
    return found if found.page <= found.last else await _page(session, ordered, person_id, now, found.last, narrowed)


async def _page(
    session: AsyncSession,
    sources: Iterable[WorklistSource[Any]],
    person_id: int,
    now: datetime,
    page: int,
    narrowed: Wanted,
) -> Worklist:
    sections: dict[str, Section[Any]] = {}
    # Of the sections before, what is ahead aside: how many items there are, and how many more go on this page.
    before, room = 0, PAGE
    for source in sources:
        if source.pinned is not None:
            found = await source.waiting(session, person_id, now, Wanted(0, source.pinned))
        else:
            skip, ahead = (source.ahead, 0) if page else (0, source.ahead)
            wanted = replace(narrowed, skip=skip + max(0, page * PAGE - before), most=room + ahead)
            found = await source.waiting(session, person_id, now, wanted)
            before, room = before + max(0, found.total - source.ahead), room - max(0, len(found.items) - ahead)
        if found.total:
            sections[source.kind] = found
    return Worklist(page, max(0, (before - 1) // PAGE), sections)
