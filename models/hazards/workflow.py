"""The life of a hazard, as pure data.

    draft ─describe─▶ open ─accept─▶ accepted ─done─▶ review ─close─▶ closed ─dissatisfied─▶ open
                       │  │              │ └─order─▶ rectifying ─done─▶ review
                       │  └─transfer─────┴──▶ transferred ─outcome─▶ review ─send back─▶ transferred
                       │                           └─take back, or no outcome in time─▶ open
                       ├─dismiss─▶ dismissed ─object (once)─▶ open
                       └─duplicate─▶ duplicate

What must always hold: a change of state is one of TRANSITIONS, done by a person whose post reaches the hazard's grid,
and leaves one event. From review the leader sends back to accepted, or to rectifying while an order is unfinished; a
department's outcome is reviewed by the street, which sends back to transferred: the department has as many days again.
Without an outcome in time the hazard is taken back by nobody: that event has no person. What the end of a call for help
did to a hazard is undone with that end (resume).
Supervision is not a state: it stands beside the state until it is lifted, and nothing ends the hazard before.
"""

from dataclasses import dataclass
from enum import StrEnum

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
    DONE = "done"
    HAND_UP = "hand_up"
    ORDER = "order"
    EXTEND = "extend"
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
    CLOSE = "close"
    SEND_BACK = "send_back"
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    STILL_FIXED = "still_fixed"
    BROKEN_AGAIN = "broken_again"
    RESUME = "resume"


@dataclass(frozen=True)
class Transition:
    who: Who
    before: frozenset[State]
    after: State | None  # None: the state stays


LIVE = frozenset({State.OPEN, State.ACCEPTED, State.RECTIFYING, State.TRANSFERRED, State.REVIEW})
ENDED = frozenset({State.CLOSED, State.DISMISSED, State.DUPLICATE})


def _move(who: Who, after: State | None, *before: State) -> Transition:
    return Transition(who, frozenset(before), after)


_WORKED_ON = (State.OPEN, State.ACCEPTED, State.RECTIFYING)

TRANSITIONS = {
    Act.ACCEPT: _move(Who.STAFF, State.ACCEPTED, State.OPEN),
    Act.ON_SITE: _move(Who.STAFF, State.ACCEPTED, State.OPEN, State.ACCEPTED),
    Act.DONE: _move(Who.STAFF, State.REVIEW, *_WORKED_ON),
    Act.HAND_UP: _move(Who.STAFF, None, *_WORKED_ON),
    Act.CLASSIFY: _move(Who.STAFF, None, *_WORKED_ON),
    Act.DUPLICATE: _move(Who.STAFF, State.DUPLICATE, State.OPEN, State.ACCEPTED),
    Act.DISMISS: _move(Who.LEADER, State.DISMISSED, State.OPEN, State.ACCEPTED, State.REVIEW),
    Act.ORDER: _move(Who.LEADER, State.RECTIFYING, State.OPEN, State.ACCEPTED),
    Act.EXTEND: _move(Who.LEADER, None, State.RECTIFYING),
    Act.CLOSE: _move(Who.LEADER, State.CLOSED, State.REVIEW),
    Act.SEND_BACK: _move(Who.LEADER, State.ACCEPTED, State.REVIEW),
    Act.TRANSFER: _move(Who.STREET, State.TRANSFERRED, *_WORKED_ON),
    Act.ACKNOWLEDGE: _move(Who.LIAISON, None, State.TRANSFERRED),
    Act.OUTCOME: _move(Who.LIAISON, State.REVIEW, State.TRANSFERRED),
    Act.TAKE_BACK: _move(Who.STREET, State.OPEN, State.TRANSFERRED),
    Act.SUPERVISE: _move(Who.STREET, None, *LIVE),
    Act.PROGRESS: _move(Who.STAFF, None, *LIVE),
    Act.LIFT: _move(Who.STREET, None, *LIVE, *ENDED),
    Act.OBJECT: _move(Who.REPORTER, State.OPEN, State.DISMISSED),
    Act.SATISFIED: _move(Who.REPORTER, None, State.CLOSED),
    Act.DISSATISFIED: _move(Who.REPORTER, State.OPEN, State.CLOSED),
    Act.STILL_FIXED: _move(Who.REPORTER, None, State.CLOSED),
    Act.BROKEN_AGAIN: _move(Who.REPORTER, State.OPEN, State.CLOSED),
}
