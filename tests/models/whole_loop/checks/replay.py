"""A hazard as its events alone tell it, and which events may follow which: the law, written apart from the product."""

from dataclasses import dataclass
from datetime import datetime

from models.hazards.kinds import OTHER
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import ENDED, LIVE, Act, Severity, State

WORKED_ON = {State.OPEN, State.ACCEPTED, State.RECTIFYING}
MOVES: dict[State, dict[Act, set[State]]] = {
    State.DRAFT: {Act.DESCRIBE: {State.OPEN}},
    State.OPEN: {
        Act.ACCEPT: {State.ACCEPTED},
        Act.ON_SITE: {State.ACCEPTED},
        Act.TAKE: {State.ACCEPTED},
        Act.DONE: {State.REVIEW},
        Act.ORDER: {State.RECTIFYING},
        Act.TRANSFER: {State.TRANSFERRED},
        Act.DISMISS: {State.DISMISSED},
        Act.DUPLICATE: {State.DUPLICATE},
    },
    State.ACCEPTED: {
        Act.DONE: {State.REVIEW},
        Act.ORDER: {State.RECTIFYING},
        Act.TRANSFER: {State.TRANSFERRED},
        Act.DISMISS: {State.DISMISSED},
        Act.DUPLICATE: {State.DUPLICATE},
    },
    State.RECTIFYING: {
        Act.DONE: {State.REVIEW},
        Act.TRANSFER: {State.TRANSFERRED},
        Act.VOID: {State.OPEN, State.ACCEPTED},
    },
    State.TRANSFERRED: {Act.OUTCOME: {State.REVIEW}, Act.TAKE_BACK: {State.OPEN}},
    State.REVIEW: {
        Act.CLOSE: {State.CLOSED},
        Act.DISMISS: {State.DISMISSED},
        Act.SEND_BACK: {State.ACCEPTED, State.RECTIFYING, State.TRANSFERRED},
    },
    State.CLOSED: {Act.DISSATISFIED: {State.OPEN}, Act.BROKEN_AGAIN: {State.OPEN}},
    State.DISMISSED: {Act.OBJECT: {State.OPEN}},
}
STAYS: dict[Act, set[State]] = {
    Act.REPORT: {State.DRAFT},
    Act.ADD: set(State),
    Act.JOIN: set(LIVE),
    Act.ESCALATE: set(LIVE),
    Act.REMIND: set(LIVE),
    Act.ON_SITE: {State.ACCEPTED},
    Act.ASSIGN: {State.OPEN, State.ACCEPTED},
    Act.TAKE: {State.ACCEPTED},
    Act.DECLINE: {State.OPEN, State.ACCEPTED},
    Act.UNANSWERED: {State.OPEN, State.ACCEPTED},
    Act.PUT_OFF: {State.OPEN, State.ACCEPTED},
    Act.HAND_UP: WORKED_ON,
    Act.CLASSIFY: WORKED_ON,
    Act.EXTEND: {State.RECTIFYING},
    Act.CORRECT: {State.RECTIFYING, State.REVIEW},
    Act.VOID: {State.REVIEW},
    Act.ACKNOWLEDGE: {State.TRANSFERRED},
    Act.SUPERVISE: set(LIVE),
    Act.PROGRESS: set(LIVE),
    Act.LIFT: set(LIVE),
    Act.SATISFIED: {State.CLOSED, State.DUPLICATE},
    Act.DISSATISFIED: {State.DUPLICATE},
    Act.STILL_FIXED: {State.CLOSED},
}


def legal(event: HazardEvent, *, ended_before: bool) -> bool:
    """Who reported the same hazard may answer to an end that another answered first."""
    before = event.before or State.DRAFT
    if before is event.after and "joined" in event.data:
        return event.act in (Act.SATISFIED, Act.DISSATISFIED) and (before in ENDED or ended_before)
    if before is event.after:
        return before in STAYS.get(event.act, ())
    return event.after in MOVES.get(before, {}).get(event.act, ())


@dataclass
class Replayed:
    state: State = State.DRAFT
    category: str = OTHER
    severity: Severity = Severity.ORDINARY
    accepted_by: int | None = None
    done_by: int | None = None
    satisfied: bool | None = None
    objected: bool = False
    reopened: int = 0
    ended_at: datetime | None = None
    original: int | None = None  # a number
    listed: bool = False
    assigned_to: int | None = None

    def follow(self, event: HazardEvent) -> None:
        moved = self.state is not event.after
        self.state = event.after
        match event.act:
            case Act.DESCRIBE:
                self.category, self.severity = event.data["kind"], Severity(event.data["severity"])
            case Act.CLASSIFY:
                self.category = event.data.get("kind", self.category)
                self.severity = Severity(event.data.get("severity", self.severity))
            case Act.ACCEPT | Act.TAKE:
                self.accepted_by = event.person_id
            case Act.ON_SITE:
                self.accepted_by = self.accepted_by or event.person_id
            case Act.DONE | Act.OUTCOME:
                self.done_by = event.person_id
            case Act.TAKE_BACK:
                self.accepted_by = self.done_by = None
            case Act.SUPERVISE | Act.LIFT:
                self.listed = event.act is Act.SUPERVISE
        self._assign(event)
        self._end(event)
        self._answer(event, moved=moved)

    def _assign(self, event: HazardEvent) -> None:
        """Who was given it is whoever was named last, until that one or the hazard has moved on."""
        if event.act is Act.ASSIGN:
            self.assigned_to = event.data["to"]
        elif event.act in (Act.TAKE, Act.DECLINE, Act.UNANSWERED) or event.before is not event.after:
            self.assigned_to = None

    def _end(self, event: HazardEvent) -> None:
        if event.act in (Act.CLOSE, Act.DISMISS, Act.DUPLICATE):
            self.ended_at = event.at
        if event.act is Act.CLOSE:
            self.satisfied = None
        if event.act is Act.DUPLICATE:
            self.original = event.data["original"]

    def _answer(self, event: HazardEvent, *, moved: bool) -> None:
        if moved and event.act in (Act.DISSATISFIED, Act.BROKEN_AGAIN, Act.OBJECT):
            self.reopened += 1
            self.accepted_by = self.done_by = self.ended_at = self.original = None
        self.objected = self.objected or event.act is Act.OBJECT
        if event.act is Act.BROKEN_AGAIN:
            self.satisfied = None
        own = moved or "joined" not in event.data
        if own and event.act in (Act.SATISFIED, Act.DISSATISFIED):
            self.satisfied = event.act is Act.SATISFIED

    def differs_from(self, row: Hazard) -> dict[str, tuple[object, object]]:
        """What the row says otherwise, as (replayed, row); a draft has no kind yet that an event would tell."""
        names = ["state", "accepted_by", "done_by", "satisfied", "objected", "reopened", "ended_at"]
        names += [] if self.state is State.DRAFT else ["category", "severity"]
        pairs = ((name, getattr(self, name), getattr(row, name)) for name in names)
        return {name: (replayed, found) for name, replayed, found in pairs if replayed != found}
