"""A duty in words: what is owed how often."""

from handlers.place_words import place_kind_word
from locales.translator import N_, Translator
from models.checks.cycles import DAYS, NTH, WEEKDAYS, Every
from models.checks.duties import AREA, HOURS, PLACES
from models.grids.tables import Level
from models.places.kinds import PlaceKinds

OFTEN = {
    Every.DAY: N_("daily"),
    Every.WEEK: N_("weekly"),
    Every.HALF_MONTH: N_("twice a month"),
    Every.MONTH: N_("monthly"),
    Every.QUARTER: N_("quarterly"),
    Every.TERM: N_("once a term"),
    Every.YEAR: N_("yearly"),
}
DAY_NAMES = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def duty_words(t: Translator, kinds: PlaceKinds, duty: str) -> str:
    """Of a duty as a window bears it: who, what, how often and of a slot its hours, with two spaces between."""
    _who, what, often, *hours = duty.split("  ")
    if hours:
        return t.plain("Check on duty {hours}", hours=hours[0])
    return t.plain("{what}, {often}", what=_what(t, kinds, what), often=often_words(t, often))


def window_words(t: Translator, kinds: PlaceKinds, duty: str, *, heightened: bool) -> str:
    """The same of a window, which a heightened period may have opened."""
    words = duty_words(t, kinds, duty)
    return t.plain("{what} (heightened)", what=words) if heightened else words


def _what(t: Translator, kinds: PlaceKinds, what: str) -> str:
    if what == HOURS:
        return t.plain("Time on patrol")
    if what in (*Level, AREA):
        return t.plain("Round of patrol")
    if what == PLACES:
        return t.plain("Checks of places")
    return t.plain("Checks: {kinds}", kinds=t.listed(place_kind_word(t, kinds, kind) for kind in what.split()))


def often_words(t: Translator, often: str) -> str:
    if found := DAYS.fullmatch(often):
        return t.plain("from the {first}. to the {last}. of the month", first=found[1], last=found[2])
    if found := NTH.fullmatch(often):
        return t.plain("{day} no. {n} of the month", day=t.plain(DAY_NAMES[WEEKDAYS.index(found[2])]), n=found[1])
    return t.plain(OFTEN[Every(often)])
