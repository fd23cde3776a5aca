"""A line of grids, from the top down to where hazards are reported, each with a leader, the last with members."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Chat, Grid, Level
from models.grids.tree import path_of
from models.members.tables import Person, Post, Role

WHOLE = (Level.DISTRICT, Level.STREET, Level.COMMUNITY, Level.GRID)
FIRST_LEADER, FIRST_MEMBER, REPORTER = 101, 201, 301


@dataclass
class Tree:
    """Who answers to which Telegram id: leaders by level, members in turn."""

    grids: dict[Level, Grid]
    leaders: dict[Level, Person]
    members: list[Person]
    reporter: Person
    names: dict[int, str] = field(default_factory=dict)

    @property
    def grid(self) -> Grid:
        """The lowest."""
        return list(self.grids.values())[-1]


async def grow(
    session: AsyncSession,
    now: datetime,
    levels: Sequence[Level] = WHOLE,
    *,
    silent: Collection[str] = (),
    members: int = 1,
) -> Tree:
    """`silent` names levels (or "members") where nobody has started the bot."""
    grids: dict[Level, Grid] = {}
    above = None
    for level in levels:
        above = _grid(level, above)
        grids[level] = above
    session.add_all(grids.values())
    made = Tree(grids, {}, [], _person(session, REPORTER, "reporter", now, started=True))
    for number, (level, grid) in enumerate(grids.items()):
        leader = _person(session, FIRST_LEADER + number, level, now, started=level not in silent)
        _post(session, grid, Role.LEADER, leader, now)
        made.leaders[level] = leader
    for number in range(members):
        member = _person(session, FIRST_MEMBER + number, "members", now, started="members" not in silent)
        _post(session, made.grid, Role.MEMBER, member, now)
        made.members.append(member)
    made.names = {each.tg_user_id: each.name for each in (*made.leaders.values(), *made.members, made.reporter)}
    await session.flush()
    return made


def _grid(level: Level, above: Grid | None) -> Grid:
    grid = Grid(
        code=level.upper(), name=f"name of {level}", level=level, path="", parent_id=above.id if above else None
    )
    grid.path = path_of(grid.id, above.path if above else "")
    return grid


def _person(session: AsyncSession, tg: int, name: str, now: datetime, *, started: bool) -> Person:
    person = Person(tg_user_id=tg, name=name, first_seen=now, started=started)
    session.add_all([person, Chat(id=tg, type="private", title=name, seen_at=now)])
    return person


def _post(session: AsyncSession, grid: Grid, role: Role, person: Person, now: datetime) -> None:
    phone = f"+86199{person.tg_user_id:08}"
    session.add(Post(grid_id=grid.id, role=role, name=person.name, phone=phone, person_id=person.id, claimed_at=now))
