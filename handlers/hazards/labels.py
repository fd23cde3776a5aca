"""The words for a hazard's states and kinds, and for refusals, in one place because cards and toasts share them."""

from handlers.refusals import NOT_YOURS
from locales.translator import N_, Translator
from models.grids.tables import Level
from models.hazards.kinds import Kinds
from models.hazards.workflow import Severity, State
from models.members.tables import Role

STATES = {
    State.DRAFT: N_("to be filled in"),
    State.OPEN: N_("awaiting acceptance"),
    State.ACCEPTED: N_("accepted"),
    State.RECTIFYING: N_("being rectified"),
    State.TRANSFERRED: N_("transferred"),
    State.REVIEW: N_("awaiting review"),
    State.CLOSED: N_("closed"),
    State.DISMISSED: N_("dismissed"),
    State.DUPLICATE: N_("duplicate"),
}
SEVERITIES = {
    Severity.URGENT: N_("urgent"),
    Severity.MAJOR: N_("major"),
    Severity.ORDINARY: N_("ordinary"),
}
LEVELS = {
    Level.DISTRICT: N_("district"),
    Level.STREET: N_("street"),
    Level.COMMUNITY: N_("community"),
    Level.GRID: N_("grid leader"),
    Level.CELL: N_("cell"),
}
CATEGORIES = {
    "exit": N_("Evacuation route or exit blocked"),
    "fire_lane": N_("Fire lane occupied"),
    "facility": N_("Fire facility damaged or missing"),
    "open_fire": N_("Unsafe use of fire"),
    "electricity": N_("Unsafe use of electricity"),
    "gas": N_("Unsafe use of gas"),
    "oil": N_("Unsafe use of oil"),
    "e_bike": N_("E-bike parked or charged unsafely"),
    "three_in_one": N_("Three-in-one premises or people living in"),
    "explosive": N_("Flammable or explosive goods"),
    "renovation": N_("Unsafe renovation or hot work"),
    "rental": N_("Hazard in rented housing"),
    "letting": N_("House or room let"),
    "incoming": N_("Workers from elsewhere"),
    "hardship": N_("Person newly in need"),
    "unrest": N_("Destabilising factor"),
    "other": N_("Other"),
}
REFUSALS: dict[str, str] = {
    **NOT_YOURS,
    "not_asked": N_("Only the person who reported it, or a member or leader of this grid, can answer this."),
    "no_department": N_(
        "No department is entered for this street yet. The street office can enter them with "
        "“python -m bot departments import”; until then, hand it up or order rectification."
    ),
    "nobody_to_assign": N_("Nobody else of this grid is at work and can be reached by the bot."),
    "not_assignable": N_("This person is not of this grid, is on leave, or has it already. Please choose another."),
    "put_off_urgent": N_("What is urgent is never put off."),
    "put_off_listed": N_("This is listed for supervision ({number}) and cannot be put off."),
    "put_off_often": N_("This has been put off {times} times already. Please see to it, assign it or hand it up."),
    "put_off_above": N_("{grid} has been told of this already: only its leaders or those above can put it off."),
    "put_off_too_far": N_("Please give a day after today and at most {days} days from now."),
    "listed": N_("This is listed for supervision ({number}): it ends only once {by} has lifted the listing."),
    "listed_already": N_("This is listed for supervision already: {number}, by {by}."),
    "not_lister": N_("Only {by}, who listed it ({number}), or who holds that post now, can lift the listing."),
    "not_listed": N_("This is not listed for supervision, or not any more."),
    "no_notice": N_("This hazard is under no notice of rectification that could be corrected or voided."),
    "notice_changed": N_("The notice has changed meanwhile. Please look at it and press the button once more."),
    "too_late": N_("The time to answer this has passed. If something is wrong, please report it anew."),
    "objected": N_("You have objected once already. If something is wrong, please report it anew."),
}
TITLES = {
    Role.LEADER: N_("leader of {grid}"),
    Role.MEMBER: N_("member of {grid}"),
    Role.BACKUP: N_("member of {grid}"),
    Role.POLICE: N_("police officer of {grid}"),
    Role.ADOPTING: N_("adopting official of {grid}"),
    Role.TEAM: N_("inspection team of {grid}"),
    Role.LIAISON: N_("liaison of {grid}"),
}


def state_word(t: Translator, state: State) -> str:
    return t.plain(STATES[state])


def kind_word(t: Translator, kinds: Kinds, category: str) -> str:
    """The name that this deployment gives it, or else ours."""
    return kinds.kind(category).name or t.plain(CATEGORIES.get(category, category))
