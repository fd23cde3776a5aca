"""The words for a call's states, findings and buttons, in one place because messages and toasts share them."""

from locales.translator import N_, Translator
from models.emergencies.workflow import LIVE, CallState, CallWho, Finding, Outcome

STATES = {
    CallState.CALLING: N_("🆘 calling for help"),
    CallState.GOING: N_("🏃 somebody is on the way"),
    CallState.ARRIVED: N_("📍 somebody is there"),
    CallState.ENDED: N_("🟢 over"),
    CallState.FALSE_ALARM: N_("⚪ false alarm"),
}
FINDINGS = {
    Finding.FIRE: N_("Real fire"),
    Finding.SMOKE: N_("Smoke only"),
    Finding.MEDICAL: N_("Injured or ill"),
    Finding.OTHER: N_("Something else"),
}
CONFIRMED = {
    Finding.FIRE: N_("🔴 fire confirmed"),
    Finding.SMOKE: N_("🔴 smoke confirmed"),
    Finding.MEDICAL: N_("🔴 injury or illness confirmed"),
    Finding.OTHER: N_("🔴 danger confirmed"),
}
OUTCOMES = {
    Outcome.FIRE_OUT: N_("Fire is out"),
    Outcome.SAFE: N_("Danger is over"),
    Outcome.TREATED: N_("People are cared for"),
    Outcome.FALSE_ALARM: N_("False alarm"),
    Outcome.MISTAKE: N_("Called by mistake"),
}
GOING, ARRIVED, MAP = N_("Going"), N_("I am there"), N_("Open the map")
GOING_TOO, ARRIVED_TOO = N_("I go too"), N_("I am there too")
MISTAKE = N_("I pressed it by mistake")
NOT_YOURS: dict[str, str] = {
    CallWho.CALLER: N_("Only the person who called can press this. If it is a false alarm, staff press “False alarm”."),
    CallWho.GOING: N_(
        "For your safety only grid staff go. Please leave, keep the fire lane free, and call 119 if nobody has yet."
    ),
    CallWho.ENDING: N_("Only staff of this grid, and those who went, can say what was found. Press “Going” first."),
    CallWho.REOPENING: N_(
        "Only who ended it, or a leader, can take that back. In danger send /sos again, and call 119."
    ),
}


def standing(t: Translator, state: CallState, finding: Finding | None) -> str:
    """Where a call stands: what it is, while that is confirmed and it runs, and who comes."""
    if finding is None or state not in LIVE:
        return t.plain(STATES[state])
    return f"{t.plain(CONFIRMED[finding])} · {t.plain(STATES[state])}"
