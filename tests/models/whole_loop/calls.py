"""Calls for help: somebody calls, somebody goes, says what it is and how it ended, and takes that back."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy.ext.asyncio import AsyncSession

from models.emergencies import actions as emergency_actions
from models.emergencies import outcomes
from models.emergencies.calls import Cry, call_for_help
from models.emergencies.tables import Call
from models.emergencies.workflow import LIVE, Finding, Outcome
from models.errors import Conflict, Refused
from models.evidence.attach import Found
from models.grids.tables import Grid
from models.members.tables import Person
from tests.models.whole_loop.machine import CHOICE, MOST, PEOPLE, Machine

CRIES = ("", "3号楼着火了", "5号楼有人晕倒", "演练：3号楼疏散")
STEPS = {"go": emergency_actions.go, "arrive": emergency_actions.arrive}


def running(machine: Machine) -> list[Call]:
    return [call for call in machine.calls if call.state in LIVE]


class Calls(Machine):
    @precondition(lambda self: len(self.calls) < MOST)
    @rule(who=PEOPLE, where=st.integers(0, 2), words=st.sampled_from(CRIES))
    def somebody_calls_for_help(self, who: int, where: int, words: str) -> None:
        """In a group, or in private, where nobody knows of which grid."""
        human, grids = self.town.humans[who], self.town.grids
        grid_id = grids[where] if where < len(grids) else None
        chat_id = self.town.groups[grid_id] if grid_id else human.tg

        async def do(session: AsyncSession) -> None:
            person = await session.get_one(Person, human.id)
            person.started = person.started or grid_id is None
            grid = await session.get_one(Grid, grid_id) if grid_id else None
            await call_for_help(session, Cry(chat_id, 1, words, person), grid, self.driver.now)

        assert self.run(self.driver.attempt(do)) is None

    @precondition(lambda self: bool(running(self)))
    @rule(choice=CHOICE, who=PEOPLE, staff=st.booleans(), how=st.sampled_from(sorted(STEPS)))
    def somebody_goes(self, choice: int, who: int, staff: bool, how: str) -> None:
        call = self._running(choice)
        person_id = self._somebody(call, who, staff=staff)
        refused = self._act(call, lambda s, c, p: STEPS[how](s, c, p, self.driver.now), person_id)
        self._refuses_only_others(refused, call, person_id)

    @precondition(lambda self: bool(running(self)))
    @rule(
        choice=CHOICE,
        who=PEOPLE,
        staff=st.booleans(),
        finding=st.sampled_from(Finding),
        words=st.sampled_from(("", "四楼厨房起火")),
    )
    def somebody_says_what_it_is(self, choice: int, who: int, staff: bool, finding: Finding, words: str) -> None:
        call = self._running(choice)
        person_id = self._somebody(call, who, staff=staff)
        refused = self._act(call, lambda s, c, p: outcomes.confirm(s, c, p, finding, self.driver.now, words), person_id)
        self._refuses_only_others(refused, call, person_id)
        assert not isinstance(refused, Conflict) or call.finding is not None, f"S{call.number}: {refused}"

    @precondition(lambda self: bool(running(self)))
    @rule(choice=CHOICE, who=PEOPLE, staff=st.booleans(), outcome=st.sampled_from(Outcome))
    def somebody_says_how_it_ended(self, choice: int, who: int, staff: bool, outcome: Outcome) -> None:
        call = self._running(choice)
        person_id = self._somebody(call, who, staff=staff)
        refused = self._act(call, lambda s, c, p: outcomes.end(s, c, p, outcome, self.driver.now), person_id)
        self._refuses_only_others(refused, call, person_id)

    @precondition(lambda self: bool(self.calls))
    @rule(choice=CHOICE, who=PEOPLE, ender=st.booleans())
    def somebody_takes_an_end_back(self, choice: int, who: int, ender: bool) -> None:
        call = self.calls[choice % len(self.calls)]
        person_id = call.ended_by if ender and call.ended_by else self.town.humans[who].id
        refused = self._act(call, lambda s, c, p: outcomes.reopen(s, c, p, self.driver.now), person_id)
        own = person_id == call.ended_by
        assert not own or refused is None or refused.code == "too_late", f"S{call.number} refuses its ender: {refused}"

    @precondition(lambda self: bool(self.calls))
    @rule(choice=CHOICE, who=PEOPLE, words=st.sampled_from(("四楼", "已扑灭，无人受伤")), photo=st.booleans())
    def somebody_adds_to_a_call(self, choice: int, who: int, words: str, photo: bool) -> None:
        call = self.calls[choice % len(self.calls)]
        shown = Found("photo", "file-1", None, self.driver.messages, chat_id=1) if photo else None
        person_id = self.town.humans[who].id
        refused = self._act(
            call, lambda s, c, p: emergency_actions.add(s, c, p, words, shown, self.driver.now), person_id
        )
        assert refused is None

    def _running(self, choice: int) -> Call:
        calls = running(self)
        return calls[choice % len(calls)]

    def _somebody(self, call: Call, who: int, *, staff: bool) -> int:
        own = [human for human in self.town.humans if call.grid_id and self.town.over(human.id, call.grid_id)]
        return own[who % len(own)].id if staff and own else self.town.humans[who].id

    def _act(self, call: Call, what: Any, person_id: int) -> Any:
        async def do(session: AsyncSession) -> None:
            await what(session, await session.get_one(Call, call.id), await session.get_one(Person, person_id))

        return self.run(self.driver.attempt(do))

    def _refuses_only_others(self, refused: object, call: Call, person_id: int) -> None:
        own = call.grid_id is not None and bool(self.town.over(person_id, call.grid_id))
        assert not own or not isinstance(refused, Refused), f"S{call.number} refuses {person_id}: {refused}"
