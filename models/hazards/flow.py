"""The life of a hazard, as pure data.

    draft ─describe─▶ open ─accept─▶ accepted ─done─▶ review ─close─▶ closed ─reopen─▶ open
                        └────────────done───────────────▲  └─send back─▶ accepted

What must always hold: a change of state is one of TRANSITIONS, done by a person whose post reaches the hazard's grid,
and leaves one event.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    URGENT = "urgent"
    MAJOR = "major"
    ORDINARY = "ordinary"


class State(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    ACCEPTED = "accepted"
    REVIEW = "review"
    CLOSED = "closed"


class Act(StrEnum):
    """What is done to a hazard; the ones in TRANSITIONS are also what buttons ask for."""

    REPORT = "report"
    DESCRIBE = "describe"
    ADD = "add"
    ACCEPT = "accept"
    ON_SITE = "on_site"
    DONE = "done"
    HAND_UP = "hand_up"
    CLOSE = "close"
    SEND_BACK = "send_back"
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    ESCALATE = "escalate"


class Who(StrEnum):
    """Who may act: anybody with a post in the hazard's grid or above it, its leaders, or its reporter."""

    STAFF = "staff"
    LEADER = "leader"
    REPORTER = "reporter"


@dataclass(frozen=True)
class Transition:
    who: Who
    before: frozenset[State]
    after: State | None  # None: the state stays


def _move(who: Who, after: State | None, *before: State) -> Transition:
    return Transition(who, frozenset(before), after)


TRANSITIONS = {
    Act.ACCEPT: _move(Who.STAFF, State.ACCEPTED, State.OPEN),
    Act.ON_SITE: _move(Who.STAFF, State.ACCEPTED, State.OPEN, State.ACCEPTED),
    Act.DONE: _move(Who.STAFF, State.REVIEW, State.OPEN, State.ACCEPTED),
    Act.HAND_UP: _move(Who.STAFF, None, State.OPEN, State.ACCEPTED),
    Act.CLOSE: _move(Who.LEADER, State.CLOSED, State.REVIEW),
    Act.SEND_BACK: _move(Who.LEADER, State.ACCEPTED, State.REVIEW),
    Act.SATISFIED: _move(Who.REPORTER, None, State.CLOSED),
    Act.DISSATISFIED: _move(Who.REPORTER, State.OPEN, State.CLOSED),
}

LIVE = frozenset({State.OPEN, State.ACCEPTED, State.REVIEW})


def acts_at(state: State) -> tuple[Act, ...]:
    """What may be done in this state, in the order buttons show it."""
    return tuple(act for act, move in TRANSITIONS.items() if state in move.before)
