"""Kinds of places, their equipment, risk and cycle in words: of the registry, calls for help and rounds alike."""

from locales.translator import N_, Translator
from models.places.kinds import Cycle, PlaceKinds
from models.places.tables import Risk

KINDS = {
    "unit": N_("Unit"),
    "key_unit": N_("Key unit"),
    "shop": N_("Shop"),
    "workshop": N_("Workshop"),
    "rental": N_("Rental house"),
    "school_block": N_("School block"),
    "charging_point": N_("E-bike charging point"),
    "equipment_point": N_("Equipment point"),
    "mini_station": N_("Mini fire station"),
    "checkpoint": N_("Checkpoint"),
    "hydrant": N_("Hydrant"),
    "water_source": N_("Water source"),
    "fire_lane": N_("Fire lane"),
    "publicity_board": N_("Publicity board"),
    "sign": N_("Sign"),
}
ITEMS = {
    "extinguisher": N_("Fire extinguisher"),
    "mask": N_("Gas mask"),
    "nozzle": N_("Nozzle"),
    "hose": N_("Hose"),
    "wrench": N_("Wrench"),
}
RISKS = {
    Risk.MAJOR: N_("major risk"),
    Risk.CONSIDERABLE: N_("considerable risk"),
    Risk.ORDINARY: N_("ordinary risk"),
    Risk.LOW: N_("low risk"),
}
CYCLES = {
    Cycle.DAILY: N_("every day"),
    Cycle.WEEKLY: N_("every week"),
    Cycle.HALF_MONTHLY: N_("every half month"),
    Cycle.MONTHLY: N_("every month"),
    Cycle.QUARTERLY: N_("every quarter"),
    Cycle.YEARLY: N_("every year"),
}


def place_kind_word(t: Translator, kinds: PlaceKinds, kind: str) -> str:
    """As the deployment names it, or as the catalogues do."""
    return kinds.kind(kind).name or (t.plain(KINDS[kind]) if kind in KINDS else kind)


def item_word(t: Translator, kinds: PlaceKinds, item: str) -> str:
    named = next((each.name for each in kinds.standard if each.item == item), "")
    return named or (t.plain(ITEMS[item]) if item in ITEMS else item)
