"""Words for what stands in ledgers of a closed list, without the signs that messages have."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from handlers.activities.labels import ENTERS
from handlers.activities.labels import KINDS as ACTIVITY_KINDS
from handlers.duty_words import window_words
from handlers.emergencies.labels import FINDINGS
from handlers.emergencies.labels import OUTCOMES as CALL_OUTCOMES
from handlers.fires.labels import CAUSES
from handlers.hazards.labels import SEVERITIES, STATES, kind_word
from handlers.members.labels import TITLES as ROLES
from handlers.notices.labels import GRID_LEVELS
from handlers.notices.labels import KINDS as NOTICE_KINDS
from handlers.notices.labels import LEVELS as NOTICE_LEVELS
from handlers.notices.labels import STATES as NOTICE_STATES
from handlers.obligations.labels import EXCUSES
from handlers.patrols.labels import KINDS as ROUND_KINDS
from handlers.place_words import CYCLES, RISKS, item_word, place_kind_word
from locales.translator import N_, Translator
from models.activities.tables import ActivityKind, Enters
from models.checks.tables import Outcome, Why
from models.emergencies.workflow import CallState, Finding
from models.emergencies.workflow import Outcome as CallOutcome
from models.fires.tables import FireCause
from models.grids.tables import Level
from models.hazards.kinds import Kinds
from models.hazards.rectification.tables import OrderState
from models.hazards.transfer.tables import TransferState
from models.hazards.workflow import Act, Severity, State
from models.ledgers.columns import Named, Of
from models.members.tables import Role
from models.notices.tables import NoticeKind, NoticeLevel, NoticeState
from models.obligations.workflow import Excuse
from models.obligations.workflow import State as ShareState
from models.patrols.tables import RoundEnd, RoundKind
from models.places.kinds import Cycle, PlaceKinds
from models.places.tables import Risk

YES, NO = N_("yes"), N_("no")
ACTS: Mapping[StrEnum, str] = {
    Act.REPORT: N_("reported it"),
    Act.DESCRIBE: N_("described it"),
    Act.ADD: N_("added to it"),
    Act.JOIN: N_("joined a report to it"),
    Act.ESCALATE: N_("told to the level above"),
    Act.REMIND: N_("reminded of the deadline"),
    Act.ACCEPT: N_("accepted it"),
    Act.ON_SITE: N_("on site"),
    Act.ASSIGN: N_("assigned it"),
    Act.TAKE: N_("took the assignment"),
    Act.DECLINE: N_("declined the assignment"),
    Act.UNANSWERED: N_("assignment not answered"),
    Act.PUT_OFF: N_("put it off"),
    Act.DONE: N_("put it right"),
    Act.HAND_UP: N_("handed it up"),
    Act.ORDER: N_("ordered rectification"),
    Act.EXTEND: N_("extended the deadline"),
    Act.CORRECT: N_("corrected the notice"),
    Act.VOID: N_("voided the notice"),
    Act.DISMISS: N_("found it to be no hazard"),
    Act.OBJECT: N_("the reporter objected"),
    Act.DUPLICATE: N_("found it to be known"),
    Act.TRANSFER: N_("transferred it"),
    Act.ACKNOWLEDGE: N_("the department acknowledged it"),
    Act.OUTCOME: N_("the department reported the outcome"),
    Act.TAKE_BACK: N_("back from the department"),
    Act.SUPERVISE: N_("listed for supervision"),
    Act.PROGRESS: N_("reported progress"),
    Act.LIFT: N_("lifted the listing"),
    Act.CLASSIFY: N_("corrected kind or severity"),
    Act.CLOSE: N_("closed it"),
    Act.SEND_BACK: N_("sent it back"),
    Act.SATISFIED: N_("the reporter was satisfied"),
    Act.DISSATISFIED: N_("the reporter was not satisfied"),
    Act.STILL_FIXED: N_("still fixed when looked at again"),
    Act.BROKEN_AGAIN: N_("broken again when looked at again"),
    Act.RESUME: N_("the call for help went on"),
    Act.CALLED: N_("departments were called by whistle"),
    Act.CALLED_ARRIVED: N_("a department that was called is there"),
    Act.CALLED_DONE: N_("a department that was called has finished"),
}
ORDER_STATES = {
    OrderState.OPEN: N_("to be put right"),
    OrderState.HANDED_IN: N_("to be looked at again"),
    OrderState.FULFILLED: N_("fulfilled"),
    OrderState.WITHDRAWN: N_("order withdrawn"),
}
TRANSFER_STATES = {
    TransferState.PENDING: N_("with the department"),
    TransferState.ANSWERED: N_("outcome to be reviewed"),
    TransferState.SETTLED: N_("settled"),
    TransferState.OVERDUE: N_("no outcome in time"),
    TransferState.WITHDRAWN: N_("taken back by the street"),
}
CALL_STATES = {
    CallState.CALLING: N_("nobody has gone yet"),
    CallState.GOING: N_("somebody is on the way"),
    CallState.ARRIVED: N_("somebody is there"),
    CallState.ENDED: N_("is over"),
    CallState.FALSE_ALARM: N_("was a false alarm"),
}
ROUND_ENDS = {RoundEnd.CHECKED_OUT: N_("checked out"), RoundEnd.LEFT_OPEN: N_("left open, closed by the bot")}
CHECK_OUTCOMES = {
    Outcome.ORDER: N_("in order"),
    Outcome.PROBLEM: N_("a problem found"),
    Outcome.NO_ENTRY: N_("could not be entered"),
}
WHY = {
    Why.MISSED: N_("not checked"),
    Why.NO_ENTRY: N_("could not be entered"),
    Why.CALENDAR: N_("no working day"),
    Why.LEAVE: N_("staff on leave"),
    Why.VACANT: N_("post vacant"),
    Why.CLOSED: N_("place, grid or post gone"),
    Why.EXEMPT: N_("exempted"),
}
SHARE_STATES = {
    ShareState.OPEN: N_("not done yet"),
    ShareState.COMING: N_("will come"),
    ShareState.ARRIVED: N_("has come"),
    ShareState.DONE: N_("is done"),
    ShareState.EXCUSED: N_("does not count"),
}
BY_LIST: Mapping[type[StrEnum], Mapping[Any, str]] = {
    State: STATES,
    Severity: SEVERITIES,
    Act: ACTS,
    OrderState: ORDER_STATES,
    TransferState: TRANSFER_STATES,
    CallState: CALL_STATES,
    FireCause: CAUSES,
    Finding: FINDINGS,
    CallOutcome: CALL_OUTCOMES,
    RoundKind: ROUND_KINDS,
    RoundEnd: ROUND_ENDS,
    Risk: RISKS,
    Cycle: CYCLES,
    Outcome: CHECK_OUTCOMES,
    Why: WHY,
    NoticeKind: NOTICE_KINDS,
    NoticeLevel: NOTICE_LEVELS,
    NoticeState: NOTICE_STATES,
    ActivityKind: ACTIVITY_KINDS,
    Enters: ENTERS,
    Level: GRID_LEVELS,
    Role: ROLES,
    ShareState: SHARE_STATES,
    Excuse: EXCUSES,
}


def word_of(t: Translator, kinds: Kinds, places: PlaceKinds, value: Any) -> str:
    """Yes or no, one of a list of ours, or a Named of the deployment's."""
    match value:
        case bool():
            return t.plain(YES if value else NO)
        case Named(of=Of.HAZARD_KIND, word=word):
            return kind_word(t, kinds, word)
        case Named(of=Of.PLACE_KIND, word=word):
            return place_kind_word(t, places, word)
        case Named(of=Of.ITEM, word=word):
            return item_word(t, places, word)
        case Named(of=of, word=word):
            return window_words(t, places, word, heightened=of is Of.HEIGHTENED_DUTY)
        case _:
            return t.plain(BY_LIST[type(value)][value])
