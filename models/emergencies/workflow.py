"""The life of a call for help, as pure data. It has two sides that move apart: who comes, and what it is.

    calling ──going──▶ going ──arrived──▶ arrived
       │                 │                   │        what it is: unknown ──confirm──▶ other, medical, smoke, fire
       └─────────────────┴─────────┬─────────┘        (in any live state, and only to something graver)
                                   ├──end──────────▶ ended ──────────┐
                                   └──false alarm──▶ false_alarm ────┴──reopen──▶ as it was before it ended

What must always hold:
- A call that is not over has a step that is due some time, whether what it is has been confirmed or not.
- Confirming what it is never ends it. It ends once, with an outcome, by who was asked whether it should.
- Who called takes it back while nobody goes and nothing is confirmed; later, staff decide.
- A fire or smoke that is confirmed is told aloud to everybody whom the call may reach.
- An end is taken back within REOPENABLE by who ended it or by a leader, and then everybody who heard of the end hears
  that it goes on; what was confirmed stays confirmed.
"""

from datetime import timedelta
from enum import StrEnum


class CallState(StrEnum):
    CALLING = "calling"
    GOING = "going"
    ARRIVED = "arrived"
    ENDED = "ended"
    FALSE_ALARM = "false_alarm"


class CallAct(StrEnum):
    """What happens to a call; the last six are what buttons ask for."""

    CALL = "call"
    JOIN = "join"
    PLACE = "place"
    MOVE = "move"
    ALERT_AGAIN = "tell_again"
    ASK = "ask"
    ADD = "add"
    MISTAKE = "mistake"
    GOING = "going"
    ARRIVED = "arrived"
    CONFIRM = "confirm"
    END = "end"
    FALSE_ALARM = "false"
    REOPEN = "reopen"


class CallWho(StrEnum):
    """Whom what is done to a call is for: who called, who may go, who may say what was found and end it, who may undo
    the end."""

    CALLER = "caller"
    GOING = "going"
    ENDING = "ending"
    REOPENING = "reopening"


class Finding(StrEnum):
    """What the call is, confirmed by those who went; from the gravest down."""

    FIRE = "fire"
    SMOKE = "smoke"
    MEDICAL = "medical"
    OTHER = "other"


class Outcome(StrEnum):
    """How it ended. A false alarm has the word of the buttons that stand in chats since before outcomes; a mistake is
    what only who called can say."""

    FIRE_OUT = "out"
    SAFE = "safe"
    TREATED = "treated"
    FALSE_ALARM = "nothing"
    MISTAKE = "mistake"


class CallLack(StrEnum):
    """What a step waits for: that somebody goes, or that somebody says what it is and how it ended."""

    GOING = "going"
    OUTCOME = "outcome"


LIVE = frozenset({CallState.CALLING, CallState.GOING, CallState.ARRIVED})
OVER = frozenset({CallState.ENDED, CallState.FALSE_ALARM})
ENDS = frozenset({CallAct.END, CallAct.FALSE_ALARM})
AFTER = {
    CallAct.GOING: {CallState.CALLING: CallState.GOING},
    CallAct.ARRIVED: {CallState.CALLING: CallState.ARRIVED, CallState.GOING: CallState.ARRIVED},
    CallAct.CONFIRM: {},
    CallAct.END: dict.fromkeys(LIVE, CallState.ENDED),
    CallAct.FALSE_ALARM: dict.fromkeys(LIVE, CallState.FALSE_ALARM),
}
FOR_NOTHING = frozenset({Outcome.FALSE_ALARM, Outcome.MISTAKE})
LOUD = frozenset({Finding.FIRE, Finding.SMOKE})
OUTCOMES = {
    Finding.FIRE: (Outcome.FIRE_OUT, Outcome.SAFE),
    Finding.SMOKE: (Outcome.SAFE,),
    Finding.MEDICAL: (Outcome.TREATED, Outcome.SAFE),
    Finding.OTHER: (Outcome.SAFE,),
}
REOPENABLE = timedelta(minutes=10)


def after(state: CallState, act: CallAct) -> CallState:
    """Where an act leads from a live state; a second helper who goes or arrives changes nothing."""
    return AFTER[act].get(state, state)


def ending(outcome: Outcome) -> CallAct:
    return CallAct.FALSE_ALARM if outcome in FOR_NOTHING else CallAct.END


def graver(known: Finding | None) -> tuple[Finding, ...]:
    """What may still be confirmed of a call that is known to be this, the gravest first."""
    findings = tuple(Finding)
    return findings if known is None else findings[: findings.index(known)]
