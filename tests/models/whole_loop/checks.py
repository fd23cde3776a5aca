"""What must hold of the whole loop after every step, read from the rows: each check fails with the hazard's number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.hazards.alerting.ladder import lacking
from models.hazards.rectification.tables import OrderState
from models.hazards.tables import HAZARD, Hazard, HazardEvent
from models.hazards.transfer.tables import Transfer, TransferState
from models.hazards.workflow import ENDED, LIVE, TRANSITIONS, Act, Severity, State
from models.members.permissions import Who
from models.members.tables import Leave, LeaveState
from models.outbox.tables import OutboxMessage
from tests.models.whole_loop.calls_checks import CallWatch
from tests.models.whole_loop.mandatory_reports_checks import MandatoryReportWatch
from tests.models.whole_loop.replay import Replayed, legal
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
FIT_FOR_A_GROUP = {CARD, "hazards.slow", "hazards.matter_thanks", *TO_REPORTER, *CALLS}
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

    def __post_init__(self) -> None:
        self.calls, self.mandatory_reports = CallWatch(self.town), MandatoryReportWatch(self.town)

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


def running(rows: Rows) -> list[Transfer]:
    return [each for each in rows.transfers if each.state in (TransferState.PENDING, TransferState.ANSWERED)]


def something_is_next(rows: Rows, now: datetime) -> None:
    """Of every open hazard, and of every report that waits to become one: in time to come."""
    due: dict[int, list[datetime]] = defaultdict(list)
    for rung in rows.rungs:
        if rung.subject_kind == HAZARD and lacking(rows.hazards[rung.subject_id].state, rung.lack):
            due[rung.subject_id].append(rung.due_at)
    for assignment in rows.assignments:
        assert assignment.due_at > now, f"H{rows.hazards[assignment.hazard_id].number}: nobody answers, nobody is told"
    for order in rows.orders:
        if order.remind_at and rows.hazards[order.hazard_id].state is State.RECTIFYING:
            due[order.hazard_id].append(order.remind_at)
    for transfer in rows.transfers:
        if transfer.remind_at and rows.hazards[transfer.hazard_id].state is State.TRANSFERRED:
            due[transfer.hazard_id].append(transfer.remind_at)
    for hazard in rows.hazards.values():
        if hazard.state is State.DRAFT and hazard.due_at is not None:
            due[hazard.id].append(hazard.due_at)
        put_off = hazard.put_off_until
        assert put_off is None or (put_off > now and hazard.severity is not Severity.URGENT), (
            f"H{hazard.number} is silent"
        )
        if hazard.state in LIVE:
            assert due[hazard.id], f"H{hazard.number} is {hazard.state}, and nothing will happen"
            assert hazard.due_at is not None, f"H{hazard.number} shows no deadline"
        assert all(at > now for at in due[hazard.id]), f"H{hazard.number}: something was left undone"
        assert hazard.state in LIVE or hazard.state is State.DRAFT or not due[hazard.id], f"H{hazard.number} has ended"


def beside_the_state(rows: Rows) -> None:
    """Orders, transfers and supervisions stand as their hazard does."""
    for order in rows.orders:
        state = rows.hazards[order.hazard_id].state
        assert (order.state is OrderState.OPEN) is (order.remind_at is not None), order
        assert order.state is not OrderState.OPEN or state is State.RECTIFYING, order
        assert order.state is not OrderState.HANDED_IN or state is State.REVIEW, order
    pending = {each.hazard_id for each in rows.transfers if each.state is TransferState.PENDING}
    for hazard in rows.hazards.values():
        assert (hazard.state is State.TRANSFERRED) is (hazard.id in pending), f"H{hazard.number}: {hazard.state}"
    ordered = {each.hazard_id for each in rows.orders if each.state is OrderState.OPEN}
    assert ordered == {each.id for each in rows.hazards.values() if each.state is State.RECTIFYING}
    for supervision in rows.supervisions:
        assert (supervision.lifted_at is None) is (supervision.next_at is not None), supervision
        assert supervision.lifted_at or rows.hazards[supervision.hazard_id].state not in ENDED, "listed, and ended"
