"""The words for items, outcomes and refusals of checks, shared by messages and toasts."""

from collections.abc import Mapping
from typing import Any

from handlers.place_words import item_word
from handlers.refusals import NOT_YOURS, SEND_FIRST
from locales.translator import N_, Translator
from models.checks.checklists.tables import Found
from models.places.kinds import PlaceKinds

ITEMS = {
    "evacuation": N_("Evacuation routes and exits"),
    "facilities": N_("Fire facilities"),
    "extinguishers": N_("Fire extinguishers"),
    "open_fire": N_("Use of fire"),
    "electricity": N_("Use of electricity"),
    "gas": N_("Use of gas"),
    "oil": N_("Use of oil"),
    "living_in": N_("Nobody lives in the shop"),
    "e_bikes": N_("E-bikes parked and charged"),
    "subdivided": N_("Rooms not subdivided"),
    "window_bars": N_("Window bars can be opened"),
    "charging": N_("Charging equipment"),
    "flying_wires": N_("No wires from windows"),
    "dormitory": N_("Electricity in dormitories"),
    "laboratory": N_("Flammable goods locked up"),
    "access": N_("Equipment within reach"),
    "crew": N_("Station manned"),
    "water": N_("Water comes"),
    "free": N_("Nothing stands before it"),
    "lane": N_("Lane is free"),
    "legible": N_("Complete and up to date"),
}
SIGNS = {None: "▫️", Found.PASS: "✓", Found.PROBLEM: "✗", Found.NONE: "—"}
REFUSALS: dict[str, str] = {
    "checklist.left": N_("{n} items are not marked yet. If they are all right, press “The rest is in order”."),
    "checklist.done": N_("This check has been submitted already; it stands as the message says."),
    "checklist.dropped": N_("This checklist was put away. Please scan the code again."),
    "place.closed": N_("This place is closed in the registry, so it is not checked any more."),
    "intake.open": SEND_FIRST,
}


def check_item_word(t: Translator, kinds: PlaceKinds, item: Mapping[str, Any]) -> str:
    """As the deployment names it, or as the catalogues do; equipment with its count."""
    if "count" in item:
        return t.plain("{item} × {count}", item=item_word(t, kinds, item["item"]), count=item["count"])
    return item["name"] or (t.plain(ITEMS[item["item"]]) if item["item"] in ITEMS else item["item"])


def refused(t: Translator, code: str, data: Mapping[str, Any]) -> str:
    if code == "not_yours":
        return t.plain(NOT_YOURS[data["who"]])
    return t.plain(REFUSALS[code], **data)
