"""The buttons under messages about a call for help."""

from handlers.emergencies.labels import ARRIVED, ARRIVED_TOO, FINDINGS, GOING, GOING_TOO, MAP, MISTAKE, OUTCOMES
from handlers.emergencies.presses import AskToEnd, ConfirmFinding, Help, TakeBack
from handlers.messages import Button
from locales.translator import Translator
from models.emergencies.outcomes import retractable
from models.emergencies.tables import Call
from models.emergencies.workflow import OUTCOMES as OUTCOMES_OF
from models.emergencies.workflow import CallAct, CallState, Finding, Outcome, graver

Rows = tuple[tuple[Button, ...], ...]
MAP_LINK = "https://uri.amap.com/marker?position={longitude:.6f},{latitude:.6f}&name=S{number}&coordinate=wgs84"


def map_button(t: Translator, call: Call) -> tuple[Button, ...]:
    if call.place is None:
        return ()
    return (Button(t.plain(MAP), url=MAP_LINK.format(number=call.number, **call.place)),)


def going_buttons(t: Translator, call: Call) -> tuple[Button, ...]:
    """Once somebody goes, or is there, they say so."""
    going = GOING if call.state is CallState.CALLING else GOING_TOO
    arrived = ARRIVED_TOO if call.state is CallState.ARRIVED else ARRIVED
    return (
        Button(t.plain(going), Help(CallAct.GOING, call.number).pack()),
        Button(t.plain(arrived), Help(CallAct.ARRIVED, call.number).pack()),
    )


def mistake_row(t: Translator, call: Call) -> tuple[Button, ...]:
    """For who called, while it can be taken back."""
    return (Button(t.plain(MISTAKE), TakeBack(call.number).pack()),) if retractable(call) else ()


def finding_buttons(t: Translator, call: Call, *findings: Finding) -> tuple[Button, ...]:
    return tuple(Button(t.plain(FINDINGS[each]), ConfirmFinding(each, call.number).pack()) for each in findings)


def outcome_buttons(t: Translator, call: Call, *outcomes: Outcome) -> tuple[Button, ...]:
    """Each asks first whether it should."""
    return tuple(Button(t.plain(OUTCOMES[each]), AskToEnd(each, call.number).pack()) for each in outcomes)


def outcome_rows(t: Translator, call: Call) -> Rows:
    """What it is; once that is confirmed, how it ended, and what graver thing it may be."""
    if call.finding is None:
        return (
            finding_buttons(t, call, Finding.FIRE, Finding.SMOKE),
            finding_buttons(t, call, Finding.MEDICAL, Finding.OTHER),
        )
    rows = (outcome_buttons(t, call, *OUTCOMES_OF[call.finding]), finding_buttons(t, call, *graver(call.finding)))
    return tuple(row for row in rows if row)
