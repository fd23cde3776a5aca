"""Whom a rung tells: a level, or the next one where somebody can be reached; who was skipped is told along with it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.escalation.tables import HANDED_UP, Aim, Rung, RungState
from models.grids.tables import Grid, Level
from models.grids.tree import ids_in
from models.members.reach import leaders_by_grid, private_chats
from models.members.tables import Role

HEIGHT = {level: height for height, level in enumerate(reversed(Level))}


@dataclass(frozen=True)
class Recipients:
    """
    `level` is the one aimed at; `reached` the grid whose leaders hear, at or near it. `empty` names the grids passed
    over because nobody there can be reached; `silent` the grid whose members cannot.
    """

    level: Level | None
    reached: Grid | None
    chats: Sequence[int]
    empty: tuple[str, ...] = ()
    silent: str = ""


@dataclass(frozen=True)
class GridLine:
    """
    A subject's grid and all above it, from the grid upwards, with the chats that reach their leaders; in those of
    `on_leave` all leaders are away and nobody stands in.
    """

    grids: Sequence[Grid]
    leaders: Mapping[int, Sequence[int]]
    members: Sequence[int]
    on_leave: Collection[int] = ()

    def at(self, level: Level) -> int:
        """The nearest grid at that level or above it, or else the top."""
        return self._first(HEIGHT[level])

    def above(self, level: Level) -> int:
        return self._first(HEIGHT[level] + 1)

    def _first(self, height: int) -> int:
        high = (place for place, grid in enumerate(self.grids) if HEIGHT[grid.level] >= height)
        return next(high, len(self.grids) - 1)

    def chats_at(self, level: Level) -> Sequence[int]:
        """Of its leaders, or of the next above while they are on leave, as reach.leaders_chats() has it."""
        upwards = self.grids[self.at(level) :]
        if upwards[0].id not in self.on_leave:
            return self.leaders.get(upwards[0].id, ())
        return next((self.leaders[grid.id] for grid in upwards if self.leaders.get(grid.id)), ())

    def leaders_from(self, place: int, level: Level) -> Recipients:
        """Of this grid, else of the first above it that can be reached, else of the nearest below it."""
        upwards = [*self.grids[place:], *reversed(self.grids[:place])]
        empty: list[str] = []
        for grid in upwards:
            chats = self.leaders.get(grid.id)
            if chats:
                return Recipients(level, grid, chats, tuple(empty))
            empty.append(grid.name)
        return Recipients(level, None, (), tuple(empty))


@dataclass(frozen=True)
class Batch:
    """What climbing wants to know of the subjects whose rungs are due, read for all of them at once."""

    lines: Mapping[int, GridLine]
    taken: Mapping[int, Sequence[Rung]]

    def told(self, rung: Rung) -> Recipients:
        return whom(self.lines[rung.subject_id], rung.aim, self.taken.get(rung.subject_id, ()), rung.told)


async def batch_of(session: AsyncSession, rungs: Sequence[Rung], grids: Mapping[int, int]) -> Batch:
    """`grids` are the subjects' grids, by the subjects' ids."""
    rounds = {rung.subject_id: rung.round for rung in rungs}
    taken: dict[int, list[Rung]] = defaultdict(list)
    rows = select(Rung).where(col(Rung.subject_id).in_(rounds), col(Rung.reached).is_not(None))
    for rung in (await session.scalars(rows)).all():
        if rung.state is RungState.TAKEN and rung.round == rounds[rung.subject_id]:
            taken[rung.subject_id].append(rung)
    lines = await lines_of(session, set(grids.values()))
    return Batch({subject: lines[grid] for subject, grid in grids.items()}, taken)


async def lines_of(session: AsyncSession, grid_ids: Iterable[int]) -> dict[int, GridLine]:
    """By grid; a handful of statements, however many there are. Those on leave hear only where nobody else is left."""
    wanted = list(set(grid_ids))
    below = (await session.scalars(select(Grid).where(col(Grid.id).in_(wanted)))).all()
    ids = sorted({each for grid in below for each in ids_in(grid.path)})
    grids = {grid.id: grid for grid in (await session.scalars(select(Grid).where(col(Grid.id).in_(ids)))).all()}
    leaders = await leaders_by_grid(session, ids)
    members = await private_chats(session, wanted, Role.MEMBER)
    unled = [each for each in ids if each not in leaders]
    away = await private_chats(session, unled, Role.LEADER, even_away=True) if unled else {}
    lines = {}
    for grid in below:
        way = ids_in(grid.path)[::-1]
        heard = leaders if any(map(leaders.get, way)) else away
        lines[grid.id] = GridLine([grids[each] for each in way], heard, members.get(grid.id, ()), away.keys())
    return lines


def whom(line: GridLine, aim: Aim, taken: Sequence[Rung], told: str = "") -> Recipients:
    """`taken` are the rungs taken before in this round; once it was handed up by hand, each step goes above them.

    `told` are the levels that heard at once, as a rung has them.
    """
    if aim is Aim.MEMBERS:
        return _members(line)
    if aim is Aim.TOLD:
        return _told_at_once(line, [Level(level) for level in told.split()])
    level = _level(line, aim, taken)
    if level is not None:
        return line.leaders_from(line.at(level), level)
    place = line.above(_highest(taken) or line.grids[0].level)
    return line.leaders_from(place, line.grids[place].level)


def _members(line: GridLine) -> Recipients:
    if line.members:
        return Recipients(None, None, line.members)
    instead = line.leaders_from(0, line.grids[0].level)
    return Recipients(None, instead.reached, instead.chats, instead.empty, silent=line.grids[0].name)


def _told_at_once(line: GridLine, levels: Iterable[Level]) -> Recipients:
    """The members, and the leaders of these levels who can be reached."""
    members = _members(line)
    chats = [chat for level in levels for chat in line.chats_at(level)]
    return replace(members, chats=list(dict.fromkeys([*members.chats, *chats])))


def _level(line: GridLine, aim: Aim, taken: Sequence[Rung]) -> Level | None:
    """None: one above the highest that was told."""
    if aim is Aim.ABOVE:
        return None
    level, highest = Level(aim), _highest(taken)
    by_hand = any(rung.position == HANDED_UP for rung in taken)
    return None if by_hand and highest and HEIGHT[level] <= HEIGHT[highest] else level


def _highest(taken: Sequence[Rung]) -> Level | None:
    return max((rung.reached for rung in taken if rung.reached), key=HEIGHT.__getitem__, default=None)
