"""What was to be done, each time it was: of a grid, of posts or of a person, and whether it was. Shares come of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from models.figures.asked import Counted
from models.figures.parts import ByPart, parts_of
from models.grids.tree import END, WIDTH


@dataclass(frozen=True)
class Duty:
    """Of `of` the part `done`, mostly of one; of patrol in minutes. It lay in the grid with this path, and is told of
    these `posts` (by id), or of `person_id` in any post over the grid; of none of them: of the grid alone. `day` and
    `what`, a code, a name or a title, tell people which one it was.
    """

    path: str
    done: int
    of: int = 1
    posts: tuple[int, ...] = ()
    person_id: int | None = None
    day: date | None = None
    what: str = ""


@dataclass(frozen=True)
class Share:
    done: int = 0
    of: int = 0


def share_of(duties: Iterable[Duty]) -> Share:
    every = list(duties)
    return Share(sum(each.done for each in every), sum(each.of for each in every))


async def shares(session: AsyncSession, asked: Counted, duties: Iterable[Duty]) -> ByPart[Share]:
    """Of the grid that was asked for and of each next below it."""
    upto = len(asked.grid.path) + WIDTH + len(END)
    found: dict[str, list[Share]] = defaultdict(list)
    for duty in duties:
        found[duty.path[:upto]].append(Share(duty.done, duty.of))
    return await parts_of(session, asked.grid, found, _together)


def _together(found: Iterable[Share]) -> Share:
    each = list(found)
    return Share(sum(one.done for one in each), sum(one.of for one in each))
