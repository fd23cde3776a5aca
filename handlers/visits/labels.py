"""Kinds of households and outcomes in words, and what is said when something cannot be done."""

from collections.abc import Mapping
from typing import Any

from locales.translator import N_, Translator, cut
from models.visits.kinds import HouseholdKinds
from models.visits.tables import Household, Outcome

NAME = 30
KINDS = {
    "hardship": N_("Household in hardship"),
    "elderly": N_("Elderly person living alone"),
    "disabled": N_("Disabled person"),
    "migrant": N_("Migrants"),
    "unemployed": N_("Unemployed person"),
    "key_help": N_("Key helped person"),
    "ordinary": N_("Ordinary household"),
}
OUTCOMES = {
    Outcome.MET: N_("met"),
    Outcome.ABSENT: N_("nobody at home"),
    Outcome.NEEDS_HELP: N_("needs help"),
}
REFUSALS = {
    "household.not_yours": N_("Only the grid's own members and its leaders can see and visit this household."),
    "household.leaders": N_("Only this grid's leader or a level above can erase a household."),
    "household.erased": N_("This household has been erased. Send /visit for the list."),
    "household.known": N_("A household of this name is entered at this address already. Send /visit and its address."),
    "household.no_grid": N_("This grid is no longer in the roster. Please send /visit again."),
    "visit.just_recorded": N_("The visit is recorded already. If it was a slip, press “Take back” first."),
    "visit.too_late": N_("This cannot be changed any more. Please record a new visit."),
}
COMPLAINTS = {
    "no_such_kind": N_("There is no such kind of household. Please press one of the buttons."),
    "no_such_grid": N_("Please press one of the grids named."),
    "text_long": N_("Please use at most {limit} characters."),
    "phone_unreadable": N_("The phone cannot be read. Please write a mobile number, or press “None”."),
}


def refused(t: Translator, code: str, data: Mapping[str, Any]) -> str:
    return t.plain(REFUSALS[code], **data)


def household_kind_word(t: Translator, kinds: HouseholdKinds, kind: str) -> str:
    """As the deployment names it, or as the catalogues do."""
    return kinds.kind(kind).name or (t.plain(KINDS[kind]) if kind in KINDS else kind)


def in_short(household: Household) -> str:
    """Address and name: in private alone."""
    return f"{cut(household.address, NAME)} {cut(household.name, NAME)}".strip()
