"""A street's own lists in DATA_DIR: kinds of hazards, places and households, checklists, quiz, assessment."""

from bot.configuration.settings import Settings
from bot.errors import usable
from locales.translator import N_
from models.assessment.rules import RULES, BadRules, Rules, chosen_rules
from models.checks.checklist_items import CHECKLISTS, BadChecklists, Checklists, chosen_checklists
from models.hazards.kinds import KINDS, BadKinds, Kinds, chosen_kinds
from models.places.kinds import PLACE_KINDS, BadPlaceKinds, PlaceKinds, chosen_place_kinds
from models.quiz.bank import BANK, BadBank, Bank, chosen_bank
from models.visits.kinds import HOUSEHOLD_KINDS, BadHouseholdKinds, HouseholdKinds, chosen_household_kinds


def own_lists(settings: Settings) -> dict[str, object]:
    """All of them, by the names of their session values. Raises CannotStart, as the others do."""
    return {
        KINDS.name: hazard_kinds_in(settings),
        PLACE_KINDS.name: place_kinds_in(settings),
        HOUSEHOLD_KINDS.name: household_kinds_in(settings),
        CHECKLISTS.name: checklists_in(settings),
        BANK.name: quiz_in(settings),
        RULES.name: rules_in(settings),
    }


def hazard_kinds_in(settings: Settings) -> Kinds:
    with usable(N_("The kinds of hazard cannot be used. {problem}"), BadKinds):
        return chosen_kinds(settings.data_dir)


def place_kinds_in(settings: Settings) -> PlaceKinds:
    with usable(N_("The kinds of place cannot be used. {problem}"), BadPlaceKinds):
        return chosen_place_kinds(settings.data_dir)


def household_kinds_in(settings: Settings) -> HouseholdKinds:
    with usable(N_("The kinds of household cannot be used. {problem}"), BadHouseholdKinds):
        return chosen_household_kinds(settings.data_dir)


def checklists_in(settings: Settings) -> Checklists:
    with usable(N_("The checklists cannot be used. {problem}"), BadChecklists):
        return chosen_checklists(settings.data_dir)


def quiz_in(settings: Settings) -> Bank:
    with usable(N_("The quiz cannot be used. {problem}"), BadBank):
        return chosen_bank(settings.data_dir)


def rules_in(settings: Settings) -> Rules:
    with usable(N_("The rules of assessment cannot be used. {problem}"), BadRules):
        return chosen_rules(settings.data_dir)
