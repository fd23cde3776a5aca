"""What every part of the whole-loop machine builds on: the town, its first report, time, and the look at all rows."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy.ext.asyncio import AsyncSession

from models.emergencies.tables import Call
from models.hazards.tables import Hazard
from models.mandatory_reports.tables import MandatoryReport
from models.members.tables import Person
from tests.models.whole_loop.checks.loop import Watch
from tests.models.whole_loop.checks.mandatory_reports import nothing_private_is_said_in_a_group
from tests.models.whole_loop.driver import Driver
from tests.models.whole_loop.rows import Rows
from tests.models.whole_loop.town import Stage

START = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)  # Monday 2026-11-16, 09:00 in Shanghai
WORDS = (
    "3号楼二楼楼道堆满杂物",
    "2号楼楼道又堆了纸箱",
    "消防车通道被占用",
    "厨房冒烟，有爆炸危险",
    "液化气罐漏气",
    "3号楼着火了",
    "门口堆着东西",
    "",
)
WAITS = [1, 6, 31, 125, 490, 1450, 4 * 1440, 8 * 1440, 29 * 1440]  # minutes
MOST = 5
PEOPLE = st.integers(0, 17)
CHOICE = st.integers(0, MOST)


class Machine(RuleBasedStateMachine):
    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.database, self.town = stage.set_up(), stage.town
        self.driver, self.watch = Driver(self.database, START), Watch(stage.town)
        self.hazards: list[Hazard] = []
        self.calls: list[Call] = []
        self.mandatory_reports: list[MandatoryReport] = []
        self.rounds, self.walking = 0, list[int]()  # how many there are, and who is on one (by id)

    def teardown(self) -> None:
        self.run(self.database.close())
        self.loop.close()

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(doing)

    def act_as(self, person_id: int, what: Callable[[AsyncSession, Person], Awaitable[object]]) -> Any:
        """How it was refused, if it was."""

        async def do(session: AsyncSession) -> None:
            await what(session, await session.get_one(Person, person_id))

        return self.run(self.driver.attempt(do))

    def one(self, choice: int) -> Hazard:
        return self.hazards[choice % len(self.hazards)]

    def report(self, who: int, where: int, words: str, *, photo: bool, private: bool) -> None:
        grid_id, human = self.town.grids[where], self.town.humans[who]
        chat_id = human.tg if private else self.town.groups[grid_id]

        async def do(session: AsyncSession) -> None:
            person = await session.get_one(Person, human.id)
            person.started = person.started or private
            said = self.driver.said(chat_id, words, person, photo=photo)
            await self.driver.report(session, said, grid_id, private=private)

        assert self.run(self.driver.attempt(do)) is None

    @initialize(who=PEOPLE, words=st.sampled_from(WORDS[:-1]), private=st.booleans())
    def the_first_report(self, who: int, words: str, private: bool) -> None:
        self.report(who, 0, words, photo=True, private=private)

    @rule()
    def the_bot_speaks(self) -> None:
        self.run(self._read_aloud())
        self.run(self.driver.speak())

    async def _read_aloud(self) -> None:
        async with self.database.read() as session:
            await nothing_private_is_said_in_a_group(session, self.driver.now)

    @rule(times=st.integers(1, 4))
    def time_passes(self, times: int) -> None:
        """From one thing due to the next, as a clock does that never stops."""
        for _ in range(times):
            due = self.run(self.driver.next_due())
            if due is not None:
                self.run(self.driver.tick(max(due, self.driver.now)))

    @rule(minutes=st.sampled_from(WAITS))
    def the_clock_stood_still(self, minutes: int) -> None:
        self.run(self.driver.tick(self.driver.now + timedelta(minutes=minutes)))

    @invariant()
    def all_is_well(self) -> None:
        rows = self.run(self._look())
        self.hazards, self.calls = list(rows.hazards.values()), list(rows.calls.values())
        self.mandatory_reports = list(rows.mandatory_reports.values())
        self.rounds, self.walking = self.watch.patrols.rounds, self.watch.patrols.walking

    async def _look(self) -> Rows:
        async with self.database.read() as session:
            return await self.watch.look(session, self.driver.now)
