"""The people and chats of the whole-loop machine, and what it believes of their posts: written apart from the product.

Above the small street its offices; beside the grid a second one; B posts, a leaders' chat, a department's chat; places.
"""

import asyncio
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.checks.duties import parse
from models.checks.duty_tables import kinds_known, set_duties
from models.db.database import Database
from models.grids.tables import Binding, Chat, Grid, Level, Purpose
from models.grids.tree import ids_in, path_of
from models.members.permissions import Who
from models.members.tables import Person, Post, Role
from models.places.tables import Place
from models.schema import open_database
from tests import offices
from tests.street import GROUP, Street, build

SECOND_GROUP, COMMUNITY_GROUP, STREET_LEADERS, FIRE_CHAT = -1002, -1003, -1004, -1005
DUTIES = """\
responsible  unit    daily
member       shop    daily
member       places  cycle
member       grid    weekly
member       hours   daily
leader       rental  weekly
community    community  half-monthly
street       street  days 1-20
"""
STAFF = {Role.LEADER, Role.MEMBER, Role.BACKUP}
HIGH = {Level.STREET, Level.DISTRICT}


@dataclass(frozen=True)
class Human:
    id: int
    tg: int
    name: str


@dataclass(frozen=True)
class Job:
    """A post as the town was built; `ended` of the town says which of them stand no more."""

    id: int
    grid_id: int
    role: Role
    person_id: int
    department_id: int | None


@dataclass
class Town:
    humans: list[Human]
    jobs: list[Job]
    lines: dict[int, list[int]]  # a grid's ids, from the top down to itself
    levels: dict[int, Level]
    grids: list[int]  # where residents report, each with its group
    groups: dict[int, int]  # residents' group by grid; one that is upgraded has another id
    leaders_chats: dict[int, int]  # grid by chat
    department_chats: dict[int, int]  # department by chat
    places: dict[int, int]  # grid by place
    ended: set[int] = field(default_factory=set)
    away: set[int] = field(default_factory=set)  # people on leave

    @property
    def community(self) -> int:
        return self.lines[self.grids[0]][-2]

    def standing(self, person_id: int) -> Iterator[Job]:
        return (job for job in self.jobs if job.person_id == person_id and job.id not in self.ended)

    def over(self, person_id: int, grid_id: int, roles: Collection[Role] = tuple(STAFF)) -> list[Job]:
        """The posts that reach a hazard of this grid."""
        line = self.lines[grid_id]
        return [job for job in self.standing(person_id) if job.grid_id in line and job.role in roles]

    def may(self, person_id: int, who: Who, grid_id: int, department_id: int | None) -> bool:
        if who is Who.LIAISON:
            return department_id in {job.department_id for job in self.standing(person_id) if job.department_id}
        leads = [job for job in self.over(person_id, grid_id) if self._leads(job)]
        reach = {
            Who.STAFF: self.over(person_id, grid_id),
            Who.LEADER: leads,
            Who.STREET: [job for job in leads if self.levels[job.grid_id] in HIGH],
        }
        return bool(reach[who])

    def _leads(self, job: Job) -> bool:
        """A leader, or the B post of one who is on leave."""
        return job.role is Role.LEADER or (
            job.role is Role.BACKUP
            and any(
                other.grid_id == job.grid_id and other.role is Role.LEADER and other.person_id in self.away
                for other in self.jobs
                if other.id not in self.ended
            )
        )

    def hears_as_staff(self, chat_id: int, grid_id: int) -> bool:
        """Somebody's own chat who has a post over this grid, or a leaders' chat of the grid or above."""
        if chat_id in self.leaders_chats:
            return self.leaders_chats[chat_id] in self.lines[grid_id]
        return any(human.tg == chat_id and self.over(human.id, grid_id) for human in self.humans)

    def hears_as_department(self, chat_id: int, department_id: int) -> bool:
        if chat_id in self.department_chats:
            return self.department_chats[chat_id] == department_id
        return any(
            human.tg == chat_id and self.may(human.id, Who.LIAISON, self.grids[0], department_id)
            for human in self.humans
        )


def _somebody(session: AsyncSession, tg: int, name: str, now: datetime) -> Person:
    session.add(Chat(id=tg, type="private", title=name, seen_at=now))
    return offices.person(session, tg, name, now)


def _chat(
    session: AsyncSession, chat_id: int, now: datetime, grid: Grid | None = None, purpose: Purpose = Purpose.GROUP
) -> None:
    session.add(Chat(id=chat_id, type="supergroup", title=f"{chat_id}", seen_at=now))
    if grid is not None:
        session.add(Binding(grid_id=grid.id, purpose=purpose, chat_id=chat_id, bound_at=now))


async def build_town(session: AsyncSession, now: datetime) -> Town:
    street = await build(session, now)
    above = await offices.build(session, street, now)
    second = Grid(code="S-1-2", name="S-1-2网格", level=Level.GRID, path="", parent_id=street.community.id)
    second.path = path_of(second.id, street.community.path)
    session.add(second)
    _chat(session, SECOND_GROUP, now, second)
    _chat(session, COMMUNITY_GROUP, now, street.community)
    _chat(session, STREET_LEADERS, now, street.street, Purpose.LEADERS)
    _chat(session, FIRE_CHAT, now)
    above.fire.chat_id = FIRE_CHAT
    _somebody(session, 41, "王阿姨", now)
    _somebody(session, 42, "赵大爷", now)
    offices.hold(session, street.grid, Role.BACKUP, _somebody(session, 43, "陈国强", now))
    offices.hold(session, street.community, Role.BACKUP, _somebody(session, 44, "周副站长", now))
    two_posts = _somebody(session, 45, "孙网格长", now)
    offices.hold(session, second, Role.LEADER, two_posts)
    offices.hold(session, street.grid, Role.MEMBER, two_posts)
    offices.hold(session, second, Role.MEMBER, _somebody(session, 46, "钱网格员", now))
    await session.flush()
    await _places(session, street, second, now)
    return await _as_built(session, [street.grid.id, second.id])


async def _places(session: AsyncSession, street: Street, second: Grid, now: datetime) -> None:
    """One of them is the resident's own."""
    await set_duties(session, street.street, parse(DUTIES, kinds_known(session)), now)
    first, owner = street.grid, street.resident.id
    entries = (
        ("shop", first, None),
        ("rental", first, None),
        ("unit", first, owner),
        ("shop", second, None),
        ("hydrant", second, None),
    )
    for number, (kind, grid, by) in enumerate(entries):
        place = Place(code=f"P{number}", kind=kind, name=f"P{number}", grid_id=grid.id, opened_at=now, confirmed_at=now)
        place.responsible_id = by
        session.add(place)
    await session.flush()


async def _as_built(session: AsyncSession, grids: list[int]) -> Town:
    people = (await session.scalars(select(Person))).all()
    posts = (await session.scalars(select(Post))).all()
    every = (await session.scalars(select(Grid))).all()
    fire = next(post.department_id for post in posts if post.department_id and post.name == "赵参谋")
    street = next(grid for grid in every if grid.level is Level.STREET)
    lines = {grid.id: ids_in(grid.path) for grid in every}
    return Town(
        humans=sorted((Human(each.id, each.tg_user_id, each.name) for each in people), key=lambda each: each.tg),
        jobs=[Job(each.id, each.grid_id, each.role, each.person_id or 0, each.department_id) for each in posts],
        lines=lines,
        levels={grid.id: grid.level for grid in every},
        grids=grids,
        groups={grids[0]: GROUP, grids[1]: SECOND_GROUP, lines[grids[0]][-2]: COMMUNITY_GROUP},
        leaders_chats={STREET_LEADERS: street.id},
        department_chats={FIRE_CHAT: fire or 0},
        places={each.id: each.grid_id for each in (await session.scalars(select(Place))).all()},
    )


class Stage:
    """One database for all machines, each of which begins with the town as built: what is compiled stays compiled."""

    def __init__(self, template: Path, town: Town, path: Path) -> None:
        self.template, self.town, self.path = template, town, path
        self.groups = dict(town.groups)
        self.database = open_database(f"sqlite+aiosqlite:///{path}")

    def set_up(self) -> Database:
        """To be closed before the next: nobody has the file open while it is put back."""
        for left_over in self.path.parent.glob(f"{self.path.name}*"):
            left_over.unlink()
        shutil.copy(self.template, self.path)
        self.town.ended.clear()
        self.town.away.clear()
        self.town.groups.update(self.groups)
        return self.database


def set_stage(sqlite_template: Path, folder: Path, now: datetime) -> Stage:
    template = folder / "town.db"
    shutil.copy(sqlite_template, template)

    async def build() -> Town:
        database = open_database(f"sqlite+aiosqlite:///{template}")
        async with database.write() as session:
            built = await build_town(session, now)
        await database.close()
        return built

    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        return Stage(template, runner.run(build()), folder / "wangge.db")
