"""Must-reports: said by themselves, in a reply to a report, and taken by leaders."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Refused
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.hazards.reporting.submit import Said, report_discreetly
from models.mandatory_reports import telling
from models.mandatory_reports.acknowledging import acknowledge
from models.mandatory_reports.tables import MandatoryReport, MandatoryReportState
from models.members.tables import Person
from tests.models.conftest import SHANGHAI
from tests.models.whole_loop.checks.mandatory_reports import HOUSEHOLD, LEADING
from tests.models.whole_loop.machine import CHOICE, MOST, PEOPLE, Machine

MANDATORY_REPORTS = (
    f"301房屋出租给{HOUSEHOLD}一家",
    f"{HOUSEHOLD}家新来三名外来务工人员",
    f"5号楼{HOUSEHOLD}为新增困难对象",
    f"{HOUSEHOLD}与邻居矛盾纠纷升级",
)
SAID = st.sampled_from(MANDATORY_REPORTS)


class MandatoryReports(Machine):
    @precondition(lambda self: len(self.mandatory_reports) < MOST)
    @rule(who=PEOPLE, where=st.integers(0, 1), words=SAID, private=st.booleans())
    def somebody_tells_of_a_mandatory_report(self, who: int, where: int, words: str, private: bool) -> None:
        grid_id, human = self.town.grids[where], self.town.humans[who]
        chat_id = human.tg if private else self.town.groups[grid_id]

        async def do(session: AsyncSession) -> None:
            grid, person = await session.get_one(Grid, grid_id), await session.get_one(Person, human.id)
            person.started = person.started or private
            kind, _ = kinds_of(session).suggest(words)
            assert kind.matter, kind
            await telling.take(session, grid, kind.category, words, (), person, self.driver.now, chat_id=1)
            telling.thank(session, chat_id, 1, person, self.driver.now)

        assert self.run(self.driver.attempt(do)) is None

    @precondition(lambda self: len(self.mandatory_reports) < MOST)
    @rule(choice=CHOICE, who=PEOPLE, words=SAID, photo=st.booleans(), own=st.booleans())
    def somebody_tells_of_a_mandatory_report_in_a_reply(
        self, choice: int, who: int, words: str, photo: bool, own: bool
    ) -> None:
        hazard, before = self.one(choice), len(self.mandatory_reports)
        person_id = (hazard.reporter_id if own else None) or self.town.humans[who].id

        async def do(session: AsyncSession) -> None:
            person = await session.get_one(Person, person_id)
            chat_id = hazard.chat_id or person.tg_user_id
            await self.driver.add(session, hazard.id, self.driver.said(chat_id, words, person, photo=photo))

        assert self.run(self.driver.attempt(do)) is None
        self.all_is_well()
        posts = any(True for _ in self.town.standing(person_id))
        assert posts or len(self.mandatory_reports) == before + 1, f"{words} of H{hazard.number} reached no leader"

    @precondition(lambda self: self.mandatory_reports and len(self.hazards) < MOST)
    @rule(choice=CHOICE, who=PEOPLE, able=st.booleans(), state=st.sampled_from(list(MandatoryReportState)[1:]))
    def somebody_takes_a_mandatory_report(self, choice: int, who: int, able: bool, state: MandatoryReportState) -> None:
        mandatory_report = self.mandatory_reports[choice % len(self.mandatory_reports)]
        leaders = [human for human in self.town.humans if self.town.over(human.id, mandatory_report.grid_id, LEADING)]
        human = leaders[who % len(leaders)] if able and leaders else self.town.humans[who]

        async def do(session: AsyncSession) -> None:
            told, person = (
                await session.get_one(MandatoryReport, mandatory_report.id),
                await session.get_one(Person, human.id),
            )
            await acknowledge(session, told, person, self.driver.now, state)
            if state is MandatoryReportState.HAZARD:
                grid = await session.get_one(Grid, told.grid_id)
                reporter = await session.get(Person, told.reporter_id) if told.reporter_id else None
                said = Said(human.tg, 0, told.text, telling.found_of(told), person=reporter)
                await report_discreetly(session, said, grid, self.driver.now, SHANGHAI)

        refused = self.run(self.driver.attempt(do))
        assert isinstance(refused, Refused) or human in leaders, f"{human.name} took {mandatory_report}"
