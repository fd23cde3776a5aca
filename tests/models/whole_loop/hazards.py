"""What people do about hazards: they report, add, answer, press and correct."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Refused
from models.hazards.reporting.publish import open_slowed
from models.hazards.reporting.reclassify import correct_kind, correct_severity
from models.hazards.tables import Hazard
from models.hazards.workflow import TRANSITIONS, Act, Severity, State
from models.members.permissions import Who
from models.members.tables import Person
from tests.models.conftest import SHANGHAI
from tests.models.whole_loop.driver import waits
from tests.models.whole_loop.machine import CHOICE, MOST, PEOPLE, WORDS, Machine
from tests.models.whole_loop.town import Human

PRESSES = [act for act in TRANSITIONS if act is not Act.CLASSIFY]
WAYS = [
    (Act.DONE, Act.CLOSE),
    (Act.ACCEPT, Act.DONE, Act.SEND_BACK, Act.DONE),
    (Act.ACCEPT, Act.DONE, Act.CLOSE, Act.DISSATISFIED),
    (Act.ASSIGN, Act.TAKE, Act.DONE, Act.CLOSE),
    (Act.ACCEPT, Act.ASSIGN, Act.DECLINE, Act.ASSIGN, Act.TAKE),
    (Act.PUT_OFF, Act.ACCEPT, Act.PUT_OFF, Act.DONE),
    (Act.ORDER, Act.EXTEND, Act.DONE, Act.CLOSE),
    (Act.ORDER, Act.CORRECT, Act.VOID, Act.ORDER, Act.DONE, Act.VOID, Act.SEND_BACK),
    (Act.TRANSFER, Act.ACKNOWLEDGE, Act.OUTCOME, Act.CLOSE),
    (Act.TRANSFER, Act.OUTCOME, Act.SEND_BACK),
    (Act.DISMISS, Act.OBJECT, Act.DISMISS),
    (Act.SUPERVISE, Act.PROGRESS, Act.DONE, Act.LIFT),
    (Act.LIFT, Act.CLOSE, Act.SATISFIED),
]
ANSWERS = (Act.SATISFIED, Act.DISSATISFIED)
DAYS = st.sampled_from([1, 3, 7, 15])


def acts_at(state: State) -> tuple[Act, ...]:
    """What may be done in this state."""
    return tuple(act for act, move in TRANSITIONS.items() if state in move.before)


class Hazards(Machine):
    @precondition(lambda self: len(self.hazards) < MOST)
    @rule(who=PEOPLE, where=st.integers(0, 1), words=st.sampled_from(WORDS), photo=st.booleans())
    def somebody_reports_in_the_group(self, who: int, where: int, words: str, photo: bool) -> None:
        self.report(who, where, words, photo=photo, private=False)

    @precondition(lambda self: len(self.hazards) < MOST)
    @rule(who=PEOPLE, where=st.integers(0, 1), words=st.sampled_from(WORDS[:-1]))
    def somebody_reports_in_private(self, who: int, where: int, words: str) -> None:
        self.report(who, where, words, photo=True, private=True)

    @rule(choice=CHOICE, who=PEOPLE, words=st.sampled_from(WORDS), photo=st.booleans())
    def somebody_adds(self, choice: int, who: int, words: str, photo: bool) -> None:
        hazard, human = self.one(choice), self.town.humans[who]

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
        able = self._able(self.one(choice))
        if able:
            self._press(choice, data, days, able, data.draw(st.sampled_from(list(able))))

    @rule(choice=CHOICE, data=st.data(), days=DAYS, way=st.sampled_from(WAYS))
    def a_hazard_goes_a_way(self, choice: int, data: st.DataObject, days: int, way: tuple[Act, ...]) -> None:
        """Several acts in a row, as far as it goes: alone, chance seldom comes to an end."""
        for what in way:
            able = self._able(self.one(choice))
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
        hazard, person = self.one(choice), data.draw(st.sampled_from(able[what]))
        refused = self.run(self.driver.attempt(lambda s: self.driver.press(s, hazard.id, what, person.id, days)))
        assert not isinstance(refused, Refused) or refused.code != "not_yours", f"{what} at {hazard.state}: {refused}"

    @precondition(lambda self: len(self.hazards) < MOST)
    @rule(choice=CHOICE, data=st.data(), who=PEOPLE, way=st.sampled_from([(Act.DONE, Act.CLOSE), (Act.DISMISS,)]))
    def somebody_reports_the_same_and_it_ends(
        self, choice: int, data: st.DataObject, who: int, way: tuple[Act, ...]
    ) -> None:
        first = self.one(choice)
        self.report(who, self.town.grids.index(first.grid_id), first.text or WORDS[0], photo=True, private=False)
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
        hazard = self.one(choice)
        able, staff = self._able(hazard), [human for human in self.town.humans if any(self.town.standing(human.id))]
        acts = [act for act in acts_at(hazard.state) if TRANSITIONS[act].who in (Who.LEADER, Who.STREET, Who.LIAISON)]
        near = [(act, human) for act in acts for human in staff if human not in able.get(act, [])]
        if near:
            what, person = data.draw(st.sampled_from(near))
            refused = self.run(self.driver.attempt(lambda s: self.driver.press(s, hazard.id, what, person.id, days)))
            assert isinstance(refused, Refused), f"{what} by {person.name}: {refused}"

    @rule(choice=CHOICE, what=st.sampled_from(PRESSES), who=PEOPLE, days=DAYS)
    def somebody_presses_anything(self, choice: int, what: Act, who: int, days: int) -> None:
        hazard, person_id = self.one(choice), self.town.humans[who].id
        self.run(self.driver.attempt(lambda session: self.driver.press(session, hazard.id, what, person_id, days)))

    @rule(choice=CHOICE, who=PEOPLE, severity=st.sampled_from(Severity), kind=st.sampled_from(["", "exit", "gas"]))
    def somebody_corrects(self, choice: int, who: int, severity: Severity, kind: str) -> None:
        hazard_id, person_id, now = self.one(choice).id, self.town.humans[who].id, self.driver.now

        async def do(session: AsyncSession) -> None:
            hazard, person = await session.get_one(Hazard, hazard_id), await session.get_one(Person, person_id)
            if kind:
                await correct_kind(session, hazard, kind, person, now)
            else:
                await correct_severity(session, hazard, severity, person, now, SHANGHAI)

        self.run(self.driver.attempt(do))
