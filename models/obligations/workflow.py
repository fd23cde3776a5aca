"""What may become of an obligation, and by whom.

    open ──coming──▶ coming ──arrived──▶ arrived ──┐
      └────────────────┴────────────────────────────┴──done, attended──▶ done
      └────────────────┴────────────────────────────┴──leave, excused──▶ excused
      ▲                                                            done, excused
      └───────────────────────── sent back ───────────────────────────┘

An excuse that was granted, or whose owner is gone, does not count; what lapsed was simply not done.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OPEN = "open"
    COMING = "coming"
    ARRIVED = "arrived"
    DONE = "done"
    EXCUSED = "excused"


class Excuse(StrEnum):
    """By whoever set it, or because its owner is gone; or it was not done before all was ended."""

    GRANTED = "granted"
    GONE = "gone"
    LAPSED = "lapsed"


class Act(StrEnum):
    """The owner's, of which `publish` leaves its state; those of who set it; and by themselves: `hand_on` to the next
    holder of a post, `record` in the ledger of publicity.

    An opinion is handed up to the level above, or is a hazard; its author is satisfied with the answer, or is not, and
    then it is reopened.
    """

    COMING = "coming"
    ARRIVED = "arrived"
    DONE = "done"
    LEAVE = "leave"
    PUBLISH = "publish"
    ATTEND = "attend"
    RETURN = "return"
    EXCUSE = "excuse"
    HAND_ON = "hand_on"
    RECORD = "record"
    HAND_UP = "hand_up"
    HAZARD = "hazard"
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    REOPEN = "reopen"


class By(StrEnum):
    OWNER = "owner"
    SETTER = "setter"


WAITING = frozenset({State.OPEN, State.COMING, State.ARRIVED})
ENDED = frozenset({State.DONE, State.EXCUSED})


@dataclass(frozen=True)
class Transition:
    by: By
    before: frozenset[State]
    after: State


TRANSITIONS: Mapping[Act, Transition] = {
    Act.COMING: Transition(By.OWNER, frozenset({State.OPEN}), State.COMING),
    Act.ARRIVED: Transition(By.OWNER, frozenset({State.OPEN, State.COMING}), State.ARRIVED),
    Act.DONE: Transition(By.OWNER, WAITING, State.DONE),
    Act.LEAVE: Transition(By.OWNER, frozenset({State.OPEN, State.COMING}), State.EXCUSED),
    Act.HAZARD: Transition(By.OWNER, WAITING, State.DONE),
    Act.ATTEND: Transition(By.SETTER, WAITING, State.DONE),
    Act.RETURN: Transition(By.SETTER, ENDED, State.OPEN),
    Act.EXCUSE: Transition(By.SETTER, WAITING, State.EXCUSED),
}
