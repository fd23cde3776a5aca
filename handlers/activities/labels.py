"""Kinds of activities and whom they entered in words, and why something cannot be done."""

from collections.abc import Mapping
from typing import Any

from locales.translator import N_, Translator
from models.activities.tables import ActivityKind, Enters

ENTERS = {
    Enters.COMMUNITY: N_("Community"),
    Enters.SCHOOL: N_("School"),
    Enters.ENTERPRISE: N_("Enterprise"),
    Enters.VILLAGE: N_("Village"),
    Enters.FAMILY: N_("Family"),
}
KINDS = {
    ActivityKind.ACTIVITY: N_("Publicity"),
    ActivityKind.CALLING_OUT: N_("Calling out"),
    ActivityKind.MEETING: N_("Meeting"),
    ActivityKind.DRILL: N_("Drill"),
    ActivityKind.TRAINING: N_("Training"),
}
REFUSALS = {
    "activity.not_staff": N_("Only staff of this grid keep its ledger of publicity. To report a hazard, send a photo."),
    "activity.not_yours": N_("Only whoever wrote this down can change it."),
    "activity.too_late": N_("This can be changed for a day after it was written down. Please write a new one."),
    "activity.withdrawn": N_("This has been taken back. Press “Restore” first."),
    "activity.counts": N_("This counts already."),
    "activity.private": N_(
        "For the ledger send /activity to me in private. To add to it: /activity and what was held, with photos."
    ),
    "round.called_out": N_("This calling-out is noted already."),
}
COMPLAINTS = {
    "reached_unreadable": N_("Please write how many people, as a number such as 60."),
    "day_unreadable": N_("Please write a day that has been, such as yesterday or 11-28."),
    "text_long": N_("Please use at most {limit} characters."),
    "no_such_grid": N_("Please press one of the grids named."),
}


def refused(t: Translator, code: str, data: Mapping[str, Any]) -> str:
    return t.plain(REFUSALS[code], **data)
