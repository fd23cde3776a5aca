"""What must hold of the whole loop after every step, read from the rows: each check fails with the hazard's number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import TRANSITIONS, Act, State
from models.members.permissions import Who
from models.members.tables import Leave, LeaveState
from models.outbox.tables import OutboxMessage
from tests.models.whole_loop.checks.calls import CallWatch
from tests.models.whole_loop.checks.duties import DutyWatch
from tests.models.whole_loop.checks.hazards import beside_the_state, running, something_is_next
from tests.models.whole_loop.checks.mandatory_reports import MandatoryReportWatch
from tests.models.whole_loop.checks.patrols import PatrolWatch
from tests.models.whole_loop.checks.replay import Replayed, legal
from tests.models.whole_loop.rows import Rows, read_rows
from tests.models.whole_loop.town import Town

TO_STAFF = {
    "hazards.ping",
    "hazards.review",
    "hazards.photos",
    "hazards.listing",
    "hazards.notice",
    "hazards.transfer_unheard",
    "hazards.transfer_outcome",
}
REVIEW, TRANSFERRED, CARD = "hazards.review", "hazards.transferred", "hazards.card"
OUTCOME, JOINED_OUTCOME = "hazards.outcome", "hazards.joined_outcome"
TO_REPORTER = {OUTCOME, JOINED_OUTCOME, "hazards.reporter", "hazards.same", "hazards.still_fixed"}
CALLS = {f"emergencies.{kind}" for kind in ("card", "joined", "confirmed", "over", "resumed")}
FIT_FOR_A_GROUP = {CARD, "patrols.card", "hazards.slow", "hazards.matter_thanks", *TO_REPORTER, *CALLS}
FIT_FOR_A_GROUP |= {"digests.below", "digests.page"}
BY_ANYBODY = {Act.REPORT, Act.DESCRIBE, Act.ADD, Act.JOIN}
BY_ITSELF = {Act.ESCALATE, Act.REMIND, Act.TAKE_BACK, Act.CLASSIFY, Act.UNANSWERED}
REVIEWING = {Act.CLOSE, Act.SEND_BACK, Act.DISMISS}


@dataclass
class Watch:
    """Reads what is new since it looked last: the events in their order, and the messages."""

    town: Town
    stories: dict[int, Replayed] = field(default_factory=lambda: defaultdict(Replayed))
    heard_of: set[int] = field(default_factory=set)
    named: set[tuple[int, int]] = field(default_factory=set)
    messages: dict[int, OutboxMessage] = field(default_factory=dict)
    last_event: int = 0
    departments: dict[int, int] = field(default_factory=dict)  # to which a hazard was transferred, before this step
    calls: CallWatch = field(init=False)
    mandatory_reports: MandatoryReportWatch = field(init=False)
    patrols: PatrolWatch = field(init=False)
    duties: DutyWatch = field(init=False)

    def __post_init__(self) -> None:
        self.calls, self.mandatory_reports = CallWatch(self.town), MandatoryReportWatch(self.town)
        self.patrols, self.duties = PatrolWatch(self.town), DutyWatch(self.town)

    async def look(self, session: AsyncSession, now: datetime) -> Rows:
        rows = await read_rows(session)
        events = select(HazardEvent).where(col(HazardEvent.id) > self.last_event).order_by(col(HazardEvent.id))
        for event in (await session.scalars(events)).all():
            self._event_is_legal(event, rows)
            self.last_event = event.id
        self._events_replay(rows)
        since = (
            select(OutboxMessage)
            .where(col(OutboxMessage.id) > max(self.messages, default=0))
            .order_by(col(OutboxMessage.id))
        )
        new = (await session.scalars(since)).all()
        for message in new:
            self._reaches_only_whom_it_concerns(message, rows)
            self.messages[message.id] = message
        await self.calls.look(session, rows, new, now)
        self.mandatory_reports.look(rows, new, now)
        await self.patrols.look(session, new, now)
        await self.duties.look(session, self.messages.values(), new, now)
        self._lists_name_only_what_concerns_their_readers(rows)
        ends_are_heard(rows, self.messages.values())
        something_is_next(rows, now)
        beside_the_state(rows)
        away = select(col(Leave.person_id)).where(col(Leave.state) == LeaveState.AWAY)
        self.town.away = set((await session.scalars(away)).all())
        self.departments = {transfer.hazard_id: transfer.department_id for transfer in running(rows)}
        return rows

    def _event_is_legal(self, event: HazardEvent, rows: Rows) -> None:
        story, hazard = self.stories[event.hazard_id], rows.hazards[event.hazard_id]
        what = f"H{hazard.number}: {event.act}, {event.before} to {event.after}, {event.data}"
        assert event.before is story.state, f"{what}, but its events left it {story.state}"
        assert (event.act is Act.REPORT) is (event.hazard_id not in self.heard_of), f"{what} came first, or again"
        assert legal(event, ended_before=story.reopened > 0), what
        assert self._had_the_right(event, hazard), f"{what}, by one who may not: {event.person_id}"
        self.heard_of.add(event.hazard_id)
        story.follow(event)

    def _had_the_right(self, event: HazardEvent, hazard: Hazard) -> bool:
        if event.act in BY_ANYBODY:
            return True
        if event.person_id is None:
            return event.act in BY_ITSELF
        own = event.person_id == hazard.reporter_id
        if "joined" in event.data:
            return event.act in (Act.SATISFIED, Act.DISSATISFIED)
        if own and (event.act is Act.DUPLICATE or (event.act is Act.CLASSIFY and event.before is State.OPEN)):
            return True
        return self.may(event.person_id, event.act, hazard, event.before or event.after)

    def may(self, person_id: int, what: Act, hazard: Hazard, state: State) -> bool:
        who = TRANSITIONS[what].who
        if who is Who.REPORTER:
            return person_id == hazard.reporter_id
        if who is Who.ASSIGNEE:
            own = self.stories[hazard.id].assigned_to == person_id
            return own and self.town.may(person_id, Who.STAFF, hazard.grid_id, None)
        if what in REVIEWING and state is State.REVIEW and hazard.id in self.departments:
            who = Who.STREET
        return self.town.may(person_id, who, hazard.grid_id, self.departments.get(hazard.id))

    def _events_replay(self, rows: Rows) -> None:
        listed = {supervision.hazard_id for supervision in rows.supervisions if supervision.lifted_at is None}
        for hazard in rows.hazards.values():
            story = self.stories[hazard.id]
            differs = story.differs_from(hazard)
            assert not differs, f"H{hazard.number}: {differs}"
            waiting = [each.person_id for each in rows.assignments if each.hazard_id == hazard.id]
            assert waiting == ([story.assigned_to] if story.assigned_to else []), f"H{hazard.number}: {waiting}"
            assert story.listed is (hazard.id in listed), f"H{hazard.number} is listed, or its events say so"
            if story.original is not None:
                original = rows.original(rows.numbered(story.original))
                assert rows.original(hazard) is original, f"H{hazard.number} is not the same as H{original.number}"

    def _reaches_only_whom_it_concerns(self, message: OutboxMessage, rows: Rows) -> None:
        if message.chat_id in self.town.groups.values():
            assert message.kind in FIT_FOR_A_GROUP, f"{message.kind} {message.args} went to a residents' group"
        hazard = rows.hazards.get(message.subject_id or 0)
        if hazard is None:
            return
        if message.kind in TO_STAFF:
            self._is_staff(message, hazard)
        if message.kind == REVIEW:
            self._may_review(message, hazard)
        if message.kind == TRANSFERRED:
            department = next(each for each in rows.transfers if each.id == message.args["transfer"]).department_id
            assert self.town.hears_as_department(message.chat_id, department), f"H{hazard.number}: {message}"
        if message.kind == CARD:
            assert message.chat_id == self.town.groups[hazard.grid_id], f"the card of H{hazard.number} is elsewhere"
        if message.kind in TO_REPORTER:
            assert message.chat_id in listeners(hazard, rows), (
                f"H{hazard.number}: {message.kind} went to {message.chat_id}"
            )

    def _lists_name_only_what_concerns_their_readers(self, rows: Rows) -> None:
        """Or what has been told there before, by somebody's post that may have ended since."""
        told = {(each.chat_id, each.subject_id) for each in self.messages.values()}
        for row in rows.listed:
            if (row.letter_id, row.subject_id) not in self.named:
                self.named.add((row.letter_id, row.subject_id))
                message, hazard = self.messages[row.letter_id], rows.hazards[row.subject_id]
                departments = {each.department_id for each in rows.transfers if each.hazard_id == hazard.id}
                if (message.chat_id, hazard.id) in told:
                    continue
                if not any(self.town.hears_as_department(message.chat_id, each) for each in departments):
                    self._is_staff(message, hazard)

    def _may_review(self, message: OutboxMessage, hazard: Hazard) -> None:
        """Nobody is asked for what they would be refused."""
        asked = [human for human in self.town.humans if human.tg == message.chat_id]
        may = all(self.may(human.id, Act.CLOSE, hazard, State.REVIEW) for human in asked)
        assert may, f"H{hazard.number}: {asked} may not review it"

    def _is_staff(self, message: OutboxMessage, hazard: Hazard) -> None:
        told = f"H{hazard.number} ({hazard.state}): {message.kind} {message.args} went to {message.chat_id}"
        assert self.town.hears_as_staff(message.chat_id, hazard.grid_id), f"{told}, who has no post over it"


def listeners(hazard: Hazard, rows: Rows) -> set[int]:
    """Where its reporter hears: in private, or where it was reported for all to see."""
    reporter = rows.people.get(hazard.reporter_id or 0)
    if reporter is None:
        return set()
    public = hazard.chat_id is not None and not hazard.discreet
    return {reporter.tg_user_id, hazard.chat_id} if public and hazard.chat_id else {reporter.tg_user_id}


def ends_are_heard(rows: Rows, messages: Iterable[OutboxMessage]) -> None:
    told: dict[tuple[str, int], list[OutboxMessage]] = defaultdict(list)
    for message in messages:
        told[message.kind, message.subject_id or 0].append(message)
    for hazard in rows.hazards.values():
        end = rows.original(hazard)
        if end.state not in (State.CLOSED, State.DISMISSED) or not _can_hear(hazard, rows):
            continue
        kind = OUTCOME if end is hazard else JOINED_OUTCOME
        heard = [message for message in told[kind, hazard.id] if message.created_at >= (end.ended_at or end.created_at)]
        assert heard, f"H{hazard.number}: its reporter never heard that H{end.number} is {end.state}"


def _can_hear(hazard: Hazard, rows: Rows) -> bool:
    reporter = rows.people.get(hazard.reporter_id or 0)
    return reporter is not None and (reporter.started or (hazard.chat_id is not None and not hazard.discreet))
