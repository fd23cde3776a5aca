"""Which texts that come with the program have a picture, and the words in it."""

from functools import partial

from handlers.messages import Making
from locales.translator import N_, Translator
from models.publicity.own_texts import Listed
from reports.drawings.drawing import draw

EBIKE = ("ebike", (N_("Not indoors, no cord from a window"), N_("At the charging shed")))
GAS = ("gas", (N_("You smell gas: touch no switch"), N_("Shut off, open, call from outside")))
WIRING = ("wiring", (N_("No strip on a strip"), N_("One strong appliance, one wall socket")))
PICTURES: dict[str, tuple[str, tuple[str, ...]]] = {  # by text: the scene, and its words
    "ebike_charging": EBIKE,
    "ebike_battery": EBIKE,
    "kitchen_gas": GAS,
    "gas_cylinder": GAS,
    "wiring": WIRING,
    "summer_current": WIRING,
    "winter_heating": ("warm", (N_("Not by the bed or curtain"), N_("A metre away, off when you go"), N_("1 m"))),
    "coal_gas": ("fumes", (N_("No coals in a closed room"), N_("Air, and a flue that leads outdoors"))),
    "hot_pot": ("hot_pot", (N_("Never refill while it burns"), N_("Out and cold, then refill"), N_("alcohol"))),
    "frying": ("pan", (N_("Burning oil: no water"), N_("Lid on, gas off"))),
    "stairwell": ("stairwell", (N_("Nothing in the stairwell"), N_("Clear, you can always get out"))),
    "balcony": ("balcony", (N_("No clutter on the balcony"), N_("A tidy balcony"))),
    "fire_lane": ("lane", (N_("Never park in the fire lane"), N_("A free lane saves lives"))),
    "extinguisher": ("extinguish", (N_("Lift it"), N_("Pull the pin"), N_("Aim low"), N_("Press"))),
    "escape": ("escape", (N_("Bend low, cover your nose, take the stairs, never the lift"),)),
    "call_119": (
        "call",
        (
            N_("Call 119 and say four things"),
            N_("Where it is"),
            N_("What burns"),
            N_("Whether anybody is trapped"),
            N_("Your number"),
        ),
    ),
    "fireworks": (
        "fireworks",
        (N_("In the open, only where it is allowed, children with a grown-up"), N_("Watch from afar")),
    ),
    "straw": ("straw", (N_("No straw burnt in the fields"), N_("Bale it or plough it in"))),
    "qingming": ("graves", (N_("No fire in woods and hills"), N_("Bring flowers"))),
}


def picture(t: Translator, listed: Listed) -> Making | None:
    """Of a text in the program's own words: what a street has written may say something else."""
    found = PICTURES.get(listed.text.name) if listed.own is None else None
    if found is None:
        return None
    scene, words = found
    return partial(draw, scene, listed.text.worded(t.locale).title, tuple(map(t.plain, words)))
