"""The words for fires: causes, and why something cannot be done."""

from collections.abc import Mapping
from typing import Any

from locales.translator import N_, Translator
from models.fires.tables import FireCause
from models.obligations.kinds import Owners

CAUSES: Mapping[FireCause, str] = {
    FireCause.ELECTRICITY: N_("Electrical fault"),
    FireCause.COOKING: N_("Cooking or heating"),
    FireCause.SMOKING: N_("Smoking"),
    FireCause.E_BIKE: N_("E-bike or its battery"),
    FireCause.GAS: N_("Gas leak"),
    FireCause.CHILDREN: N_("Children playing with fire"),
    FireCause.WORK: N_("Work in a business"),
    FireCause.FIREWORKS: N_("Fireworks"),
    FireCause.ARSON: N_("Arson"),
    FireCause.SPONTANEOUS: N_("Self-ignition or lightning"),
    FireCause.OTHER: N_("Another cause"),
    FireCause.UNKNOWN: N_("Not known yet"),
}
OWNERS: Mapping[Owners, str] = {
    Owners.LEADERS: N_("grid leaders"),
    Owners.MEMBERS: N_("grid members"),
    Owners.STAFF: N_("grid leaders and members"),
}
REFUSALS: Mapping[str, str] = {
    "fire.not_leader": N_("Fires are recorded by leaders of their grid and above. To call for help: /sos"),
    "fire.over": N_("This is settled already. To record a fire: /fire"),
    "fire.reviewed": N_("This fire has been reviewed already."),
    "fire.ahead": N_("That time is still ahead. When did it burn?"),
    "obligation.past": N_("That day has passed. Please give a later one."),
    "obligation.far": N_("Please give a day within a year."),
    "obligation.nobody": N_("Nobody holds such a post there. Please choose others, or “Nobody: no task”."),
    "obligation.not_leader": N_("Tasks are set by grid leaders and above. Your own are listed under /tasks."),
}
COMPLAINTS: Mapping[str, str] = {
    "time_unreadable": N_("Please write when it burned, such as yesterday 14:30 or 2026-11-16 14:30."),
    "text_long": N_("Please use at most {limit} characters."),
    "number_unreadable": N_("Please reply with a number, such as 0 or 300."),
    "no_such_grid": N_("Please press one of the grids named."),
    "due_unreadable": N_("Please write a day to come, such as 2026-12-31."),
}


def refused(t: Translator, code: str, data: Mapping[str, Any]) -> str:
    return t.plain(REFUSALS[code], **data)
