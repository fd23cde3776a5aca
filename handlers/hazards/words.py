"""The words for a hazard's states, kinds and acts, in one place because buttons, cards and toasts share them."""

from locales.translator import N_, Translator
from models.hazards.flow import Act, Severity, State, Who

STATES = {
    State.DRAFT: N_("to be filled in"),
    State.OPEN: N_("awaiting acceptance"),
    State.ACCEPTED: N_("accepted"),
    State.REVIEW: N_("awaiting review"),
    State.CLOSED: N_("closed"),
}
SEVERITIES = {
    Severity.URGENT: N_("urgent"),
    Severity.MAJOR: N_("major"),
    Severity.ORDINARY: N_("ordinary"),
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
}
REFUSALS = {
    Who.STAFF: N_(
        "Only grid members and leaders of this grid can do this. If it is urgent, call the grid leader: /contacts"
    ),
    Who.LEADER: N_("Only this grid's leader or a level above can do this."),
    Who.REPORTER: N_("Only the person who reported it can answer this."),
}


def state_word(t: Translator, state: State) -> str:
    return t.plain(STATES[state])
