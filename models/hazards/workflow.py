"""The life of a hazard, as pure data.

    draft ─describe─▶ open ─accept─▶ accepted ─done─▶ review ─close─▶ closed ─dissatisfied─▶ open
                       │  │              │ └─order─▶ rectifying ─done─▶ review
                       │  │              │     └─void─▶ accepted, or open
                       │  └─transfer─────┴──▶ transferred ─outcome─▶ review ─send back─▶ transferred
                       │                           └─take back, or no outcome in time─▶ open
                       ├─dismiss─▶ dismissed ─object (once)─▶ open
                       └─duplicate─▶ duplicate

What must always hold: a change of state is one of TRANSITIONS, done by a person whose post reaches the hazard's grid,
and leaves one event. From review the leader sends back to accepted, or to rectifying while an order is unfinished; a
department's outcome is reviewed by the street, which sends back to transferred: the department has as many days again.
Without an outcome in time the hazard is taken back by nobody: that event has no person. What the end of a call for help
did to a hazard is undone with that end (resume). Who is assigned a hazard takes or declines it; until then it stays
as it is.
Supervision is not a state: it stands beside the state until it is lifted, and nothing ends the hazard before.
What an act sets going besides, its room says in FOLLOW_UPS: functions over rows, and rows are built on this file.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from typing import Any

from models.members.permissions import Who


class Severity(StrEnum):
    URGENT = "urgent"
    MAJOR = "major"
    ORDINARY = "ordinary"


class State(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    ACCEPTED = "accepted"
    RECTIFYING = "rectifying"
    TRANSFERRED = "transferred"
    REVIEW = "review"
    CLOSED = "closed"
    DISMISSED = "dismissed"
    DUPLICATE = "duplicate"


class Act(StrEnum):
    """What is done to a hazard; the ones in TRANSITIONS are also what buttons ask for."""

    REPORT = "report"
    DESCRIBE = "describe"
    ADD = "add"
    JOIN = "join"
    ESCALATE = "escalate"
    REMIND = "remind"
    ACCEPT = "accept"
    ON_SITE = "on_site"
    ASSIGN = "assign"
    TAKE = "take"
    DECLINE = "decline"
    UNANSWERED = "unanswered"
    PUT_OFF = "put_off"
    DONE = "done"
    HAND_UP = "hand_up"
    ORDER = "order"
    EXTEND = "extend"
    CORRECT = "correct"
    VOID = "void"
    DISMISS = "dismiss"
    OBJECT = "object"
    DUPLICATE = "duplicate"
    TRANSFER = "transfer"
    ACKNOWLEDGE = "acknowledge"
    OUTCOME = "outcome"
    TAKE_BACK = "take_back"
    SUPERVISE = "list"  # the value is in rows and buttons
    PROGRESS = "progress"
    LIFT = "lift"
    CLASSIFY = "classify"
    CALLED = "called"
    CALLED_ARRIVED = "called_arrived"
    CALLED_DONE = "called_done"
    CLOSE = "close"
    SEND_BACK = "send_back"
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    STILL_FIXED = "still_fixed"
    BROKEN_AGAIN = "broken_again"
    RESUME = "resume"


LIVE = frozenset({State.OPEN, State.ACCEPTED, State.RECTIFYING, State.TRANSFERRED, State.REVIEW})
ENDED = frozenset({State.CLOSED, State.DISMISSED, State.DUPLICATE})


class Mark(Enum):
    """A value that is known only when the act is done."""

    BY = auto()  # who does it
    FIRST_BY = auto()  # who does it, where the row names nobody yet
    NOW = auto()
    ONE_MORE = auto()  # than the row says


@dataclass(frozen=True)
class Transition:
    """What an act asks for and what it changes: `marks` are columns of the hazard, each with its value or a Mark."""

    who: Who
    before: Collection[State]
    after: State | None = None  # None: the state stays
    marks: Mapping[str, Any] = field(default_factory=dict)


_WORKED_ON = frozenset({State.OPEN, State.ACCEPTED, State.RECTIFYING})
_NOBODYS = {"accepted_by": None, "done_by": None, "original_id": None}
_REOPENED = {"reopened": Mark.ONE_MORE, "ended_at": None, **_NOBODYS}

TRANSITIONS: Mapping[Act, Transition] = {
    Act.ACCEPT: Transition(Who.STAFF, {State.OPEN}, State.ACCEPTED, {"accepted_by": Mark.BY}),
    Act.ON_SITE: Transition(Who.STAFF, {State.OPEN, State.ACCEPTED}, State.ACCEPTED, {"accepted_by": Mark.FIRST_BY}),
    Act.ASSIGN: Transition(Who.LEADER, {State.OPEN, State.ACCEPTED}),
    Act.TAKE: Transition(Who.ASSIGNEE, {State.OPEN, State.ACCEPTED}, State.ACCEPTED, {"accepted_by": Mark.BY}),
    Act.DECLINE: Transition(Who.ASSIGNEE, {State.OPEN, State.ACCEPTED}),
    Act.PUT_OFF: Transition(Who.LEADER, {State.OPEN, State.ACCEPTED}),
    Act.DONE: Transition(Who.STAFF, _WORKED_ON, State.REVIEW, {"done_by": Mark.BY}),
    Act.HAND_UP: Transition(Who.STAFF, _WORKED_ON),
    Act.CLASSIFY: Transition(Who.STAFF, _WORKED_ON),
    Act.DUPLICATE: Transition(Who.STAFF, {State.OPEN, State.ACCEPTED}, State.DUPLICATE, {"ended_at": Mark.NOW}),
    Act.DISMISS: Transition(
        Who.LEADER, {State.OPEN, State.ACCEPTED, State.REVIEW}, State.DISMISSED, {"ended_at": Mark.NOW}
    ),
    Act.ORDER: Transition(Who.LEADER, {State.OPEN, State.ACCEPTED}, State.RECTIFYING),
    Act.EXTEND: Transition(Who.LEADER, {State.RECTIFYING}),
    Act.CORRECT: Transition(Who.LEADER, {State.RECTIFYING, State.REVIEW}),
    Act.VOID: Transition(Who.LEADER, {State.RECTIFYING, State.REVIEW}),  # back to whence it came: actions.py
    Act.CLOSE: Transition(Who.LEADER, {State.REVIEW}, State.CLOSED, {"ended_at": Mark.NOW, "satisfied": None}),
    Act.SEND_BACK: Transition(Who.LEADER, {State.REVIEW}, State.ACCEPTED),  # or whence it came: actions.py
    Act.TRANSFER: Transition(Who.STREET, _WORKED_ON, State.TRANSFERRED),
    Act.ACKNOWLEDGE: Transition(Who.LIAISON, {State.TRANSFERRED}),
    Act.OUTCOME: Transition(Who.LIAISON, {State.TRANSFERRED}, State.REVIEW, {"done_by": Mark.BY}),
    Act.TAKE_BACK: Transition(Who.STREET, {State.TRANSFERRED}, State.OPEN, _NOBODYS),
    Act.SUPERVISE: Transition(Who.STREET, LIVE),
    Act.PROGRESS: Transition(Who.STAFF, LIVE),
    Act.LIFT: Transition(Who.STREET, LIVE | ENDED),
    Act.OBJECT: Transition(Who.REPORTER, {State.DISMISSED}, State.OPEN, {"objected": True, **_REOPENED}),
    Act.SATISFIED: Transition(Who.REPORTER, {State.CLOSED}, marks={"satisfied": True}),
    Act.DISSATISFIED: Transition(Who.REPORTER, {State.CLOSED}, State.OPEN, {"satisfied": False, **_REOPENED}),
    Act.STILL_FIXED: Transition(Who.REPORTER, {State.CLOSED}),
    Act.BROKEN_AGAIN: Transition(Who.REPORTER, {State.CLOSED}, State.OPEN, {"satisfied": None, **_REOPENED}),
}
