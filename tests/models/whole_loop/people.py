"""What becomes of people and their posts: leave, also of who has two; posts that end; the bot started or blocked."""

from datetime import timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Chat
from models.members.leave import call_off, file_leave, leave_of
from models.members.tables import Person, Post, Role
from tests.models.conftest import SHANGHAI
from tests.models.whole_loop.machine import PEOPLE, Machine


class People(Machine):
    @rule(who=PEOPLE, starts_in=st.integers(0, 2), days=st.integers(0, 5))
    def somebody_takes_leave_or_is_back(self, who: int, starts_in: int, days: int) -> None:
        first = (self.driver.now.astimezone(SHANGHAI) + timedelta(days=starts_in)).date()

        async def do(session: AsyncSession) -> None:
            person = await session.get_one(Person, self.town.humans[who].id)
            leave = await leave_of(session, person)
            if leave is not None:
                await call_off(session, leave, person, self.driver.now)
            else:
                last = first + timedelta(days=days)
                await file_leave(session, person, first, last, self.driver.now, SHANGHAI)

        self.run(self.driver.attempt(do))

    @rule(choice=st.integers(0, 30))
    def a_post_ends_or_is_given_back(self, choice: int) -> None:
        job = self.town.jobs[choice % len(self.town.jobs)]
        ends = job.id not in self.town.ended
        (self.town.ended.add if ends else self.town.ended.remove)(job.id)

        async def do(session: AsyncSession) -> None:
            (await session.get_one(Post, job.id)).ended_at = self.driver.now if ends else None

        assert self.run(self.driver.attempt(do)) is None

    @rule(who=PEOPLE)
    def somebody_starts_the_bot_or_blocks_it(self, who: int) -> None:
        async def do(session: AsyncSession) -> None:
            person = await session.get_one(Person, self.town.humans[who].id)
            chat = await session.get(Chat, person.tg_user_id)
            if person.started and chat is not None:
                chat.reachable = not chat.reachable
            person.started = True

        assert self.run(self.driver.attempt(do)) is None

    @rule(choice=st.integers(0, 10), days=st.integers(0, 3))
    def both_posts_of_a_grid_take_leave(self, choice: int, days: int) -> None:
        """The leader and the B post: nobody of the grid is left."""
        town = self.town
        backed = [job.grid_id for job in town.jobs if job.role is Role.BACKUP]
        grid_id = backed[choice % len(backed)]
        both = {job.person_id for job in town.jobs if job.grid_id == grid_id and job.role in (Role.LEADER, Role.BACKUP)}
        first = self.driver.now.astimezone(SHANGHAI).date()

        async def do(session: AsyncSession, person_id: int) -> None:
            person = await session.get_one(Person, person_id)
            if await leave_of(session, person) is None:
                await file_leave(session, person, first, first + timedelta(days=days), self.driver.now, SHANGHAI)

        for person_id in sorted(both):
            self.run(self.driver.attempt(partial(do, person_id=person_id)))
            self.all_is_well()
