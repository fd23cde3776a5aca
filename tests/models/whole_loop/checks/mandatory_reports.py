"""What must hold of must-reports after every step: for leaders alone, until one has taken them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.features import VIEWS
from handlers.messages import MessageContent, RenderContext
from locales.translator import translator
from models.grids.tables import Binding, Purpose
from models.mandatory_reports.tables import HEARD, MANDATORY_REPORT, MandatoryReport, MandatoryReportState
from models.members.tables import Role
from models.outbox.tables import MessageState, OutboxMessage
from tests.models.conftest import SHANGHAI
from tests.models.whole_loop.rows import Rows
from tests.models.whole_loop.town import Town

HOUSEHOLD = "王某"  # in the words of every must-report, and of nothing else
PHONE = "199000"  # how every number in the town begins
LEADING = (Role.LEADER, Role.BACKUP)


@dataclass
class MandatoryReportWatch:
    town: Town
    open: set[int] = field(default_factory=set)

    def look(self, rows: Rows, new: Sequence[OutboxMessage], now: datetime) -> None:
        for message in new:
            if message.kind == MANDATORY_REPORT:
                self._reaches_a_leader_in_private(message, rows.mandatory_reports[message.subject_id or 0])
        for mandatory_report in rows.mandatory_reports.values():
            self._is_taken_or_climbs(mandatory_report, rows, now)
            if mandatory_report.id in self.open and mandatory_report.state is MandatoryReportState.ACKNOWLEDGED:
                self._its_reporter_hears(mandatory_report, rows, new)
        self.open = {each.id for each in rows.mandatory_reports.values() if each.state is MandatoryReportState.TOLD}
        nothing_of_it_is_on_a_card(rows)

    def _reaches_a_leader_in_private(self, message: OutboxMessage, mandatory_report: MandatoryReport) -> None:
        readers = [human for human in self.town.humans if human.tg == message.chat_id]
        assert readers, f"a must-report went to the chat {message.chat_id}"
        leads = all(self.town.over(human.id, mandatory_report.grid_id, LEADING) for human in readers)
        assert leads, f"a must-report went to {readers}, who do not lead there"

    def _is_taken_or_climbs(self, mandatory_report: MandatoryReport, rows: Rows, now: datetime) -> None:
        due = [rung.due_at for rung in rows.rungs if rung.subject_id == mandatory_report.id]
        if mandatory_report.state is MandatoryReportState.TOLD:
            assert len(due) == 1, f"{mandatory_report} waits {len(due)} times"
            assert due[0] > now, f"{mandatory_report} was left undone"
            assert mandatory_report.taken_by is None, mandatory_report
        else:
            assert mandatory_report.taken_by is not None, f"{mandatory_report} was taken by nobody"
            assert not due, f"{mandatory_report} climbs on"

    def _its_reporter_hears(self, mandatory_report: MandatoryReport, rows: Rows, new: Sequence[OutboxMessage]) -> None:
        reporter = rows.people.get(mandatory_report.reporter_id or 0)
        if reporter is not None and reporter.started:
            heard = [message for message in new if (message.kind, message.chat_id) == (HEARD, reporter.tg_user_id)]
            assert heard, f"{reporter.name} does not hear that {mandatory_report} is taken"


def nothing_of_it_is_on_a_card(rows: Rows) -> None:
    """Unless a leader has found that it is a hazard."""
    declared = [
        mandatory_report.text
        for mandatory_report in rows.mandatory_reports.values()
        if mandatory_report.state is MandatoryReportState.HAZARD
    ]
    for hazard in rows.hazards.values():
        told = HOUSEHOLD in hazard.text and not any(text in hazard.text for text in declared)
        assert not told, f"H{hazard.number} tells of a household: {hazard.text}"


async def nothing_private_is_said_in_a_group(session: AsyncSession, now: datetime) -> None:
    """What is about to be said there, read aloud: nothing of a household, and nobody's telephone number."""
    groups = select(col(Binding.chat_id)).where(col(Binding.purpose) == Purpose.GROUP)
    waiting = select(OutboxMessage).where(
        col(OutboxMessage.state) == MessageState.PENDING, col(OutboxMessage.chat_id).in_(groups)
    )
    found = select(col(MandatoryReport.text)).where(col(MandatoryReport.state) == MandatoryReportState.HAZARD)
    declared = (await session.scalars(found)).all()
    for message in (await session.scalars(waiting)).all():
        said = await VIEWS[message.kind](
            RenderContext(session, message, translator("zh_CN"), now, SHANGHAI, "wangge_bot")
        )
        if isinstance(said, MessageContent):
            known = any(text in said.html for text in declared)
            assert known or HOUSEHOLD not in said.html, f"a household is told of in a group: {said.html}"
            assert PHONE not in said.html, f"a telephone number is told in a group: {said.html}"
