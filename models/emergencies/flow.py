"""The life of a call for help, as pure data.

    calling ──going──▶ going ──arrived──▶ arrived
       │                 │                   │
       └─────────────────┴─────────┬─────────┘
                                   ├──found──▶ ended
                                   └──false alarm──▶ false_alarm

What must always hold: a call that is not over has a step that is due some time; it is over once, and then somebody
has said what was found.
"""

from enum import StrEnum


class CallState(StrEnum):
    CALLING = "calling"
    GOING = "going"
    ARRIVED = "arrived"
    ENDED = "ended"
    FALSE_ALARM = "false_alarm"


class CallAct(StrEnum):
    """What happens to a call; the last four are what buttons ask for."""

    CALL = "call"
    JOIN = "join"
    PLACE = "place"
    MOVE = "move"
    TELL_AGAIN = "tell_again"
    ASK = "ask"
    ADD = "add"
    GOING = "going"
    ARRIVED = "arrived"
    END = "end"
    FALSE_ALARM = "false"


class Finding(StrEnum):
    """What those who went found."""

    FIRE = "fire"
    SMOKE = "smoke"
    MEDICAL = "medical"
    OTHER = "other"
    NOTHING = "nothing"


class Lack(StrEnum):
    """What a step waits for: that somebody goes, or that somebody says what was found."""

    GOING = "going"
    OUTCOME = "outcome"


LIVE = frozenset({CallState.CALLING, CallState.GOING, CallState.ARRIVED})
AFTER = {
    CallAct.GOING: {CallState.CALLING: CallState.GOING},
    CallAct.ARRIVED: {CallState.CALLING: CallState.ARRIVED, CallState.GOING: CallState.ARRIVED},
    CallAct.END: dict.fromkeys(LIVE, CallState.ENDED),
    CallAct.FALSE_ALARM: dict.fromkeys(LIVE, CallState.FALSE_ALARM),
}


def after(state: CallState, act: CallAct) -> CallState:
    """Where an act leads from a live state; a second helper who goes or arrives changes nothing."""
    return AFTER[act].get(state, state)
