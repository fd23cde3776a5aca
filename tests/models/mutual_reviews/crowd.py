"""A street with more people in it: a second grid, a department, and as many as a test needs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.departments.tables import Department
from models.due import WallClock
from models.grids.tables import Chat, Grid, Level
from models.grids.tree import path_of
from models.members.tables import Person, Post, Role
from models.mutual_reviews.answering import card_for
from models.mutual_reviews.running import REVIEWS_DUE
from models.mutual_reviews.setting import plan
from models.mutual_reviews.tables import MutualReview, ReviewCard
from tests.models.conftest import SHANGHAI
from tests.street import Street

LENGTH = 14


@dataclass
class Crowd:
    session: AsyncSession
    street: Street
    now: datetime
    officer: Person
    other_grid: Grid
    department: Department
    liaison: Person
    newest: int = 1000

    async def person(self, name: str = "群众") -> Person:
        self.newest += 1
        made = Person(tg_user_id=self.newest, name=f"{name}{self.newest}", first_seen=self.now, started=True)
        self.session.add(made)
        self.session.add(Chat(id=self.newest, type="private", title=name, seen_at=self.now))
        await self.session.flush()
        return made

    async def post(self, grid: Grid, role: Role, person: Person, department: Department | None = None) -> None:
        of = department.id if department is not None else None
        held: dict[str, Any] = {"name": person.name, "phone": f"+86177{person.tg_user_id:08}", "person_id": person.id}
        self.session.add(Post(grid_id=grid.id, role=role, department_id=of, claimed_at=self.now, **held))
        await self.session.flush()

    async def review(self, *, groups: bool = False) -> MutualReview:
        """Set for tomorrow."""
        clock = WallClock(self.now, SHANGHAI)
        first = self.now.astimezone(SHANGHAI).date() + timedelta(days=1)
        return await plan(self.session, self.street.street, self.officer, first, LENGTH, clock, groups=groups)

    async def until(self, state: str) -> MutualReview:
        """Time goes on from one due moment to the next."""
        for _ in range(60):
            review = await self.current()
            if review.state == state:
                return review
            assert review.next_at is not None, f"{review.state} for ever"
            self.now = max(self.now, review.next_at)
            await REVIEWS_DUE.take(self.session, WallClock(self.now, SHANGHAI))
            await self.session.flush()
        raise AssertionError(f"never {state}")

    async def current(self) -> MutualReview:
        rows = select(MutualReview).order_by(col(MutualReview.year)).execution_options(populate_existing=True)
        return (await self.session.scalars(rows)).all()[-1]

    async def card(self, person: Person) -> ReviewCard:
        return await card_for(self.session, await self.current(), person)


async def crowded(session: AsyncSession, street: Street, now: datetime) -> Crowd:
    grid = Grid(code="S-1-2", name="二网格", level=Level.GRID, path="", parent_id=street.community.id)
    grid.path = path_of(grid.id, street.community.path)
    department = Department(grid_id=street.street.id, name="派出所")
    session.add_all([grid, department])
    await session.flush()
    made = Crowd(session, street, now, street.stranger, grid, department, street.stranger)
    made.officer, made.liaison = await made.person("曹林文"), await made.person("联络员")
    await made.post(street.street, Role.LEADER, made.officer)
    await made.post(street.street, Role.LIAISON, made.liaison, department)
    return made
