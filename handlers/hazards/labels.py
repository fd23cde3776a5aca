"""The words for a hazard's states, kinds and acts, in one place because buttons, cards and toasts share them."""

from handlers.refusals import NOT_YOURS
from locales.translator import N_, Translator
from models.grids.tables import Level
from models.hazards.kinds import Kinds
from models.hazards.workflow import Act, Severity, State
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
BUTTONS = {
    Act.ACCEPT: N_("Accept"),
    Act.ON_SITE: N_("On site"),
    Act.DONE: N_("Done"),
    Act.HAND_UP: N_("Hand up"),
    Act.CLOSE: N_("Close"),
    Act.SEND_BACK: N_("Send back"),
    Act.SATISFIED: N_("Satisfied"),
    Act.DISSATISFIED: N_("Not satisfied"),
    Act.ORDER: N_("Order rectification"),
    Act.EXTEND: N_("Extend"),
    Act.DISMISS: N_("Dismiss"),
    Act.OBJECT: N_("Object"),
    Act.DUPLICATE: N_("Duplicate"),
    Act.TRANSFER: N_("Transfer"),
    Act.ACKNOWLEDGE: N_("Got it"),
    Act.OUTCOME: N_("Report outcome"),
    Act.TAKE_BACK: N_("Take back"),
    Act.SUPERVISE: N_("List for supervision"),
    Act.PROGRESS: N_("Report progress"),
    Act.LIFT: N_("Lift the listing"),
    Act.CLASSIFY: N_("Correct kind or severity"),
    Act.STILL_FIXED: N_("Still fixed"),
    Act.BROKEN_AGAIN: N_("Broken again"),
}
ACT_DONE = {
    Act.ACCEPT: N_("You have accepted {code}."),
    Act.ON_SITE: N_("Noted: you are on site for {code}."),
    Act.DONE: N_("{code} is handed to the leader for review."),
    Act.HAND_UP: N_("{code} has been handed up."),
    Act.CLOSE: N_("{code} is closed."),
    Act.SEND_BACK: N_("{code} is sent back."),
    Act.SATISFIED: N_("Thank you for your answer."),
    Act.DISSATISFIED: N_("{code} is opened again and handed to the level above."),
    Act.ORDER: N_("Rectification of {code} is ordered."),
    Act.EXTEND: N_("The deadline of {code} is extended."),
    Act.DISMISS: N_("{code} is dismissed; the reporter is told why."),
    Act.OBJECT: N_("Your objection to {code} goes to the level above."),
    Act.DUPLICATE: N_("{code} is joined to the original."),
    Act.TRANSFER: N_("{code} is transferred."),
    Act.ACKNOWLEDGE: N_("Thank you. Please report the outcome of {code} in time."),
    Act.OUTCOME: N_("The outcome of {code} is handed in for review."),
    Act.TAKE_BACK: N_("{code} is taken back."),
    Act.SUPERVISE: N_("{code} is listed for supervision."),
    Act.PROGRESS: N_("Progress of {code} is noted."),
    Act.LIFT: N_("The listing of {code} is lifted."),
    Act.CLASSIFY: N_("{code} is corrected."),
    Act.STILL_FIXED: N_("Thank you for your answer."),
    Act.BROKEN_AGAIN: N_("{code} is opened again and handed to the level above."),
}
REFUSALS: dict[str, str] = {
    **NOT_YOURS,
    "not_asked": N_("Only the person who reported it, or a member or leader of this grid, can answer this."),
    "no_department": N_(
        "No department is entered for this street yet. The street office can enter them with "
        "“python -m bot departments import”; until then, hand it up or order rectification."
    ),
    "listed": N_("This is listed for supervision ({number}): it ends only once {by} has lifted the listing."),
    "listed_already": N_("This is listed for supervision already: {number}, by {by}."),
    "not_lister": N_("Only {by}, who listed it ({number}), or who holds that post now, can lift the listing."),
    "not_listed": N_("This is not listed for supervision, or not any more."),
    "too_late": N_("The time to answer this has passed. If something is wrong, please report it anew."),
    "objected": N_("You have objected once already. If something is wrong, please report it anew."),
}
TITLES = {
    Role.LEADER: N_("leader of {grid}"),
    Role.MEMBER: N_("member of {grid}"),
    Role.BACKUP: N_("member of {grid}"),
    Role.LIAISON: N_("liaison of {grid}"),
}


def state_word(t: Translator, state: State) -> str:
    return t.plain(STATES[state])


def kind_word(t: Translator, kinds: Kinds, category: str) -> str:
    """The name that this deployment gives it, or else ours."""
    return kinds.kind(category).name or t.plain(CATEGORIES.get(category, category))
