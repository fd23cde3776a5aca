"""The words for a call's states, findings and buttons, in one place because messages and toasts share them."""

from locales.translator import N_
from models.emergencies.flow import CallState, Finding

WORD = "sos"
GRID_WORD = "sosgrid"

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
    Finding.NOTHING: N_("False alarm"),
}
GOING, ARRIVED, MAP = N_("Going"), N_("I am there"), N_("Open the map")
REFUSED = N_(
    "For your safety only grid staff go. Please leave, keep the fire lane free, and call 119 if nobody has yet."
)
NOT_YOURS_TO_END = N_("Only staff of this grid, and those who went, can say what was found. Press “Going” first.")
