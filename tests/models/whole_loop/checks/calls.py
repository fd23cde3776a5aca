"""What must hold of calls for help after every step: something is next until somebody has said how it ended."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.tables import Call, CallEvent
from models.emergencies.workflow import LIVE, REOPENABLE, CallAct, CallLack, CallState, Finding
from models.outbox.tables import OutboxMessage
from tests.models.whole_loop.rows import Rows
from tests.models.whole_loop.town import Town

ALARM, ASKED, THANKS = "emergencies.alarm", "emergencies.asked", "emergencies.thanks"
ADDED = "emergencies.added"
CONFIRMED, OVER, RESUMED = "emergencies.confirmed", "emergencies.over", "emergencies.resumed"
TO_CALLER = {"emergencies.answer", "emergencies.progress", "emergencies.where", THANKS}
MOVES = {
    CallAct.GOING: {CallState.CALLING: CallState.GOING},
    CallAct.ARRIVED: {CallState.CALLING: CallState.ARRIVED, CallState.GOING: CallState.ARRIVED},
    CallAct.END: dict.fromkeys(LIVE, CallState.ENDED),
    CallAct.FALSE_ALARM: dict.fromkeys(LIVE, CallState.FALSE_ALARM),
}
ENDS = (CallAct.END, CallAct.FALSE_ALARM)
GRAVITY = (None, Finding.OTHER, Finding.MEDICAL, Finding.SMOKE, Finding.FIRE)
RINGS = {Finding.SMOKE, Finding.FIRE}


@dataclass
class CallStory:
    """A call as its events alone tell it."""

    state: CallState = CallState.CALLING
    helpers: set[int] = field(default_factory=set)
    ended_by: int | None = None
    ended_at: datetime | None = None
    ran_as: CallState | None = None  # before it ended
    finding: Finding | None = None
    outcome: str | None = None
    callers: set[int] = field(default_factory=set)  # who called, and who joined

    def follow(self, event: CallEvent) -> None:
        assert event.before is self.state, f"{event}, but its events left it {self.state}"
        assert event.after is self._leads_to(event.act), event
        if event.act is CallAct.REOPEN:
            assert self.ended_at is not None, event
            assert event.at <= self.ended_at + REOPENABLE, event
            self.ended_by, self.ended_at, self.ran_as, self.outcome = None, None, None, None
        if event.act in ENDS:
            self.ran_as, self.ended_by, self.ended_at = self.state, event.person_id, event.at
            self.outcome = event.data["outcome"]
        if event.act is CallAct.CONFIRM:
            found = Finding(event.data["finding"])
            assert GRAVITY.index(found) > GRAVITY.index(self.finding), f"{event} makes it less grave"
            self.finding = found
        self.state = event.after
        if event.act is CallAct.GOING:
            self.helpers.add(event.person_id or 0)
        if event.act in (CallAct.CALL, CallAct.JOIN) and event.person_id:
            self.callers.add(event.person_id)

    def _leads_to(self, act: CallAct) -> CallState | None:
        return self.ran_as if act is CallAct.REOPEN else MOVES.get(act, {}).get(self.state, self.state)


@dataclass
class CallWatch:
    town: Town
    stories: dict[int, CallStory] = field(default_factory=lambda: defaultdict(CallStory))
    last_event: int = 0

    async def look(self, session: AsyncSession, rows: Rows, new: Sequence[OutboxMessage], now: datetime) -> None:
        events = select(CallEvent).where(col(CallEvent.id) > self.last_event).order_by(col(CallEvent.id))
        for event in (await session.scalars(events)).all():
            call = rows.calls[event.call_id]
            if event.act in ENDS:
                self._may_end(event, call)
                self._its_caller_hears(call, rows, new)
            if event.act is CallAct.CONFIRM and event.data["finding"] in RINGS:
                self._is_told_aloud(event, call, new)
            if event.act is CallAct.REOPEN:
                self._may_reopen(event, call)
                await self._hear_that_it_goes_on(session, event, call, rows)
            self.stories[call.id].follow(event)
            self.last_event = event.id
        for message in new:
            if message.kind.startswith("emergencies."):
                self._reaches_only_whom_it_concerns(message, rows)
        for call in rows.calls.values():
            self._replays(call, rows)
            something_is_next(call, rows, now)

    def _may_end(self, event: CallEvent, call: Call) -> None:
        went = event.person_id in self.stories[call.id].helpers
        over = call.grid_id is None or self.town.over(event.person_id or 0, call.grid_id)
        assert went or over, f"S{call.number} was ended by {event.person_id}, who neither went nor answers for it"

    def _may_reopen(self, event: CallEvent, call: Call) -> None:
        ended_it = event.person_id == self.stories[call.id].ended_by
        over = call.grid_id is None or self.town.over(event.person_id or 0, call.grid_id)
        assert ended_it or over, f"S{call.number} was taken back by {event.person_id}, who has no say in it"

    def _is_told_aloud(self, event: CallEvent, call: Call, new: Sequence[OutboxMessage]) -> None:
        """In every group where somebody who did not confirm it could hear; staff by a new alarm."""
        about = {each.kind for each in new if each.subject_id == call.id}
        assert about & {ALARM, CONFIRMED}, f"S{call.number}: {event.data} is told nobody aloud"

    async def _hear_that_it_goes_on(self, session: AsyncSession, event: CallEvent, call: Call, rows: Rows) -> None:
        """Whoever was told of the end."""
        told = select(OutboxMessage).where(
            col(OutboxMessage.subject_id) == call.id, col(OutboxMessage.created_at) <= event.at
        )
        messages = (await session.scalars(told)).all()
        over = {each.chat_id for each in messages if each.kind in (OVER, THANKS)}
        on = {each.chat_id for each in messages if each.kind in (RESUMED, ALARM) and each.created_at == event.at}
        by = rows.people[event.person_id or 0].tg_user_id
        assert over <= on | {by}, f"S{call.number} goes on, and {over - on} were only told that it is over"

    def _its_caller_hears(self, call: Call, rows: Rows, new: Sequence[OutboxMessage]) -> None:
        caller = rows.people.get(call.caller_id or 0)
        if caller is not None and caller.started:
            told = [
                each
                for each in new
                if (each.kind, each.subject_id, each.chat_id) == (THANKS, call.id, caller.tg_user_id)
            ]
            assert told, f"S{call.number}: its caller does not hear that it is over"

    def _replays(self, call: Call, rows: Rows) -> None:
        story = self.stories[call.id]
        helpers = {helper.person_id for helper in rows.helpers if helper.call_id == call.id}
        stands = (call.state, helpers, call.ended_by, call.finding, call.outcome)
        told = (story.state, story.helpers, story.ended_by, story.finding, story.outcome)
        assert stands == told, f"S{call.number} stands at {stands}, its events say {told}"
        assert (call.state in LIVE) is (call.ended_at is None), f"S{call.number}: {call.state}, {call.ended_at}"

    def _reaches_only_whom_it_concerns(self, message: OutboxMessage, rows: Rows) -> None:
        call = rows.calls[message.subject_id or 0]
        what = f"S{call.number} ({call.state}): {message.kind} {message.args} went to {message.chat_id}"
        person_id = next((human.id for human in self.town.humans if human.tg == message.chat_id), 0)
        story = self.stories[call.id]
        if message.kind in TO_CALLER:
            assert person_id in story.callers, f"{what}, who did not call"
        if message.kind == ALARM:
            assert self._answers_for(message.chat_id, call), f"{what}, who has no post there"
        if message.kind == ADDED:
            assert person_id in story.helpers, f"{what}, who did not go"
        if message.kind == ASKED:
            assert person_id in story.helpers or self._answers_for(message.chat_id, call), what

    def _answers_for(self, chat_id: int, call: Call) -> bool:
        """Staff of a grid that was told or above it; of a call that no grid is known of, any."""
        grids = call.reach if call.grid_id is not None and call.reach else self.town.grids
        return any(self.town.hears_as_staff(chat_id, grid_id) for grid_id in grids)


def something_is_next(call: Call, rows: Rows, now: datetime) -> None:
    due = [step for step in rows.steps if step.call_id == call.id]
    if call.state not in LIVE:
        assert not due, f"S{call.number} is over, and yet {due}"
        return
    lack = CallLack.GOING if call.state is CallState.CALLING else CallLack.OUTCOME
    assert [step for step in due if step.lack is lack], f"S{call.number} is {call.state}, and nothing will happen"
    assert all(step.due_at > now for step in due), f"S{call.number}: something was left undone"
