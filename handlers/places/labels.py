"""What is said when something cannot be done with a place; how a place and its changes are named."""

from collections.abc import Mapping
from typing import Any

from handlers.place_words import place_kind_word
from handlers.refusals import NOT_YOURS, SEND_FIRST
from locales.translator import N_, Translator, cut
from models.places.kinds import PlaceKinds
from models.places.tables import Place, PlaceAct

NAME = 30
CHECK = N_("Check it")
REFUSALS: dict[str, str] = {
    "place.closed": N_("This place is closed. Reopen it first."),
    "place.open": N_("This place is open already."),
    "place.waits": N_("A change of this place waits for the leader's word already."),
    "place.no_grid": N_("This grid is no longer in the roster. Please send /place again."),
    "place.exempt_day": N_("Please name a day from today to a year from now."),
    "place.not_exempt": N_("Checks of this place are needed already."),
    "place.decided": N_("This has been decided already."),
    "intake.open": SEND_FIRST,
}
COMPLAINTS = {
    "place.known": N_("This one is in the registry already, as {place}."),
    "no_such_kind": N_("There is no such kind of place. Please press one of the buttons."),
    "no_such_grid": N_("Please press one of the grids named."),
    "name_long": N_("Please use at most {limit} characters."),
    "phone_unreadable": N_(
        "The phone cannot be read. Please write the name and a mobile number, with a space between."
    ),
    "no_item": N_("Please press one, or write what it is called, such as fire blanket."),
    "count_unreadable": N_("Please write a number from 0 to {limit}."),
    "exempt_day": N_("Please name a day within a year, such as 2027-05-31, or press a button."),
    "day_unreadable": N_("Please write a day such as 2027-05-31, or “none”."),
}
PROPOSES = {
    PlaceAct.CLOSE: N_("close it"),
    PlaceAct.REOPEN: N_("open it again"),
    PlaceAct.MOVE: N_("move it"),
}


def refused(t: Translator, code: str, data: Mapping[str, Any]) -> str:
    if code == "not_yours":
        return t.plain(NOT_YOURS[data["who"]])
    return t.plain(REFUSALS[code], **data)


def in_short(t: Translator, kinds: PlaceKinds, place: Place) -> str:
    """P12 hydrant 3号楼东侧."""
    kind = place_kind_word(t, kinds, place.kind)
    return t.plain("{code} {kind} {name}", code=place.code, kind=kind, name=cut(place.name, NAME))
