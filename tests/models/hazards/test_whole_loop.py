"""The whole hazard loop under random people, presses and time: whatever happens, nothing reported is left lying.

WHOLE_LOOP_EXAMPLES=2000 runs that many, each time others, to hunt; without it the same few run every time.
"""

import asyncio
import os
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Refused
from models.grids.tables import Chat
from models.hazards.classifying import correct_kind, correct_severity
from models.hazards.flow import TRANSITIONS, Act, Severity, State, Who, acts_at
from models.hazards.opening import open_slowed
from models.hazards.tables import Hazard
from models.members.leave import call_off, file_leave, leave_of
from models.members.tables import Person, Post
from tests.models.hazards.conftest import SHANGHAI
from tests.models.hazards.loop_checks import Rows, Watch
from tests.models.hazards.loop_driver import Driver, waits
from tests.models.hazards.loop_town import Human, Stage, set_stage

START = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)  # Monday 2026-11-16, 09:00 in Shanghai
WORDS = (
    "3号楼二楼楼道堆满杂物",
    "2号楼楼道又堆了纸箱",
    "消防车通道被占用",
    "厨房冒烟，有爆炸危险",
    "液化气罐漏气",
    "门口堆着东西",
    "",
)
PRESSES = [act for act in TRANSITIONS if act is not Act.CLASSIFY]
WAYS = [
    (Act.DONE, Act.CLOSE),
    (Act.ACCEPT, Act.DONE, Act.SEND_BACK, Act.DONE),
    (Act.ACCEPT, Act.DONE, Act.CLOSE, Act.DISSATISFIED),
    (Act.ORDER, Act.EXTEND, Act.DONE, Act.CLOSE),
    (Act.TRANSFER, Act.ACKNOWLEDGE, Act.OUTCOME, Act.CLOSE),
    (Act.TRANSFER, Act.OUTCOME, Act.SEND_BACK),
    (Act.DISMISS, Act.OBJECT, Act.DISMISS),
    (Act.LIST, Act.PROGRESS, Act.DONE, Act.LIFT),
    (Act.LIFT, Act.CLOSE, Act.SATISFIED),
]
ANSWERS = (Act.SATISFIED, Act.DISSATISFIED)
DAYS = st.sampled_from([1, 3, 7, 15])
WAITS = [1, 6, 31, 125, 490, 1450, 4 * 1440, 8 * 1440, 29 * 1440]  # minutes
MOST = 5
PEOPLE = st.integers(0, 17)
CHOICE = st.integers(0, MOST)
EXAMPLES = int(os.environ.get("WHOLE_LOOP_EXAMPLES", "0"))


class WholeLoop(RuleBasedStateMachine):
    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.database, self.town = stage.set_up(), stage.town
        self.driver, self.watch = Driver(self.database, START), Watch(stage.town)
        self.hazards: list[Hazard] = []

    def teardown(self) -> None:
        self.run(self.database.close())
        self.loop.close()

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(doing)

    def _one(self, choice: int) -> Hazard:
        return self.hazards[choice % len(self.hazards)]

    def _report(self, who: int, where: int, words: str, *, photo: bool, private: bool) -> None:
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
        self._report(who, 0, words, photo=True, private=private)

    @precondition(lambda self: len(self.hazards) < MOST)
    @rule(who=PEOPLE, where=st.integers(0, 1), words=st.sampled_from(WORDS), photo=st.booleans())
    def somebody_reports_in_the_group(self, who: int, where: int, words: str, photo: bool) -> None:
        self._report(who, where, words, photo=photo, private=False)

    @precondition(lambda self: len(self.hazards) < MOST)
    @rule(who=PEOPLE, where=st.integers(0, 1), words=st.sampled_from(WORDS[:-1]))
    def somebody_reports_in_private(self, who: int, where: int, words: str) -> None:
        self._report(who, where, words, photo=True, private=True)

    @rule(choice=CHOICE, who=PEOPLE, words=st.sampled_from(WORDS), photo=st.booleans())
    def somebody_adds(self, choice: int, who: int, words: str, photo: bool) -> None:
        hazard, human = self._one(choice), self.town.humans[who]

        async def do(session: AsyncSession) -> None:
            person = await session.get_one(Person, human.id)
            chat_id = hazard.chat_id or human.tg
            await self.driver.add(session, hazard.id, self.driver.said(chat_id, words, person, photo=photo))

        assert self.run(self.driver.attempt(do)) is None

    @precondition(lambda self: any(map(waits, self.hazards)))
    @rule(choice=CHOICE, who=PEOPLE, own=st.booleans(), same=st.booleans())
    def somebody_says_whether_it_is_the_same(self, choice: int, who: int, own: bool, same: bool) -> None:
        asked = [hazard for hazard in self.hazards if waits(hazard)]
        hazard = asked[choice % len(asked)]
        person_id = (hazard.reporter_id if own else None) or self.town.humans[who].id
        self.run(self.driver.attempt(lambda s: self.driver.answer_same(s, hazard.id, person_id, same=same)))

    @rule(who=PEOPLE)
    def who_was_slowed_reports_now(self, who: int) -> None:
        async def do(session: AsyncSession) -> None:
            person = await session.get_one(Person, self.town.humans[who].id)
            await open_slowed(session, person, self.driver.now, SHANGHAI)

        assert self.run(self.driver.attempt(do)) is None

    @rule(choice=CHOICE, data=st.data(), days=DAYS)
    def somebody_does_what_is_theirs(self, choice: int, data: st.DataObject, days: int) -> None:
        able = self._able(self._one(choice))
        if able:
            self._press(choice, data, days, able, data.draw(st.sampled_from(list(able))))

    @rule(choice=CHOICE, data=st.data(), days=DAYS, way=st.sampled_from(WAYS))
    def a_hazard_goes_a_way(self, choice: int, data: st.DataObject, days: int, way: tuple[Act, ...]) -> None:
        """Several acts in a row, as far as it goes: alone, chance seldom comes to an end."""
        for what in way:
            able = self._able(self._one(choice))
            if what in able:
                self._press(choice, data, days, able, what)
                self.all_is_well()

    def _able(self, hazard: Hazard) -> dict[Act, list[Human]]:
        """What could be done with it now, and by whom."""
        acts = [*acts_at(hazard.state), *(ANSWERS if hazard.state is State.DUPLICATE else ())]
        people = self.town.humans
        able = {act: [each for each in people if self.watch.may(each.id, act, hazard, hazard.state)] for act in acts}
        return {act: able[act] for act in PRESSES if able.get(act)}

    def _press(self, choice: int, data: st.DataObject, days: int, able: dict[Act, list[Human]], what: Act) -> None:
        hazard, person = self._one(choice), data.draw(st.sampled_from(able[what]))
        refused = self.run(self.driver.attempt(lambda s: self.driver.press(s, hazard.id, what, person.id, days)))
        assert not isinstance(refused, Refused) or refused.code != "not_yours", f"{what} at {hazard.state}: {refused}"

    @precondition(lambda self: len(self.hazards) < MOST)
    @rule(choice=CHOICE, data=st.data(), who=PEOPLE, way=st.sampled_from([(Act.DONE, Act.CLOSE), (Act.DISMISS,)]))
    def somebody_reports_the_same_and_it_ends(
        self, choice: int, data: st.DataObject, who: int, way: tuple[Act, ...]
    ) -> None:
        first = self._one(choice)
        self._report(who, self.town.grids.index(first.grid_id), first.text or WORDS[0], photo=True, private=False)
        self.all_is_well()
        again, person_id = self.hazards[-1], self.town.humans[who].id
        if waits(again):
            self.run(self.driver.attempt(lambda s: self.driver.answer_same(s, again.id, person_id, same=True)))
            self.all_is_well()
            self.a_hazard_goes_a_way(self._place(again.original_id), data, 1, way)

    def _place(self, hazard_id: int | None) -> int:
        return next((place for place, hazard in enumerate(self.hazards) if hazard.id == hazard_id), 0)

    @rule(choice=CHOICE, data=st.data(), days=DAYS)
    def staff_press_what_is_not_theirs(self, choice: int, data: st.DataObject, days: int) -> None:
        hazard = self._one(choice)
        able, staff = self._able(hazard), [human for human in self.town.humans if any(self.town.standing(human.id))]
        acts = [act for act in acts_at(hazard.state) if TRANSITIONS[act].who in (Who.LEADER, Who.STREET, Who.LIAISON)]
        near = [(act, human) for act in acts for human in staff if human not in able.get(act, [])]
        if near:
            what, person = data.draw(st.sampled_from(near))
            refused = self.run(self.driver.attempt(lambda s: self.driver.press(s, hazard.id, what, person.id, days)))
            assert isinstance(refused, Refused), f"{what} by {person.name}: {refused}"

    @rule(choice=CHOICE, what=st.sampled_from(PRESSES), who=PEOPLE, days=DAYS)
    def somebody_presses_anything(self, choice: int, what: Act, who: int, days: int) -> None:
        hazard, person_id = self._one(choice), self.town.humans[who].id
        self.run(self.driver.attempt(lambda session: self.driver.press(session, hazard.id, what, person_id, days)))

    @rule(choice=CHOICE, who=PEOPLE, severity=st.sampled_from(Severity), kind=st.sampled_from(["", "exit", "gas"]))
    def somebody_corrects(self, choice: int, who: int, severity: Severity, kind: str) -> None:
        hazard_id, person_id, now = self._one(choice).id, self.town.humans[who].id, self.driver.now

        async def do(session: AsyncSession) -> None:
            hazard, person = await session.get_one(Hazard, hazard_id), await session.get_one(Person, person_id)
            if kind:
                await correct_kind(session, hazard, kind, person, now)
            else:
                await correct_severity(session, hazard, severity, person, now, SHANGHAI)

        self.run(self.driver.attempt(do))

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

    @rule()
    def the_bot_speaks(self) -> None:
        """And the notices that were ordered are made."""
        assert self.run(self.driver.attempt(self.driver.make_notices)) is None
        self.run(self.driver.speak())

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
        self.hazards = list(self.run(self._look()).hazards.values())

    async def _look(self) -> Rows:
        async with self.database.read() as session:
            return await self.watch.look(session, self.driver.now)


@pytest.mark.timeout(0 if EXAMPLES else 300)
def test_whatever_people_and_time_do_nothing_reported_is_left_lying(sqlite_template: Path, tmp_path: Path) -> None:
    stage = set_stage(sqlite_template, tmp_path, START)
    chosen = settings(
        max_examples=EXAMPLES or 24,
        stateful_step_count=60 if EXAMPLES else 30,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),  # to make a story shorter takes minutes, and one of thirty steps can be read
    )
    machine: Any = partial(WholeLoop, stage)
    run_state_machine_as_test(machine, settings=chosen)
