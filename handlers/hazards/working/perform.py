"""Doing an act for a person, and what to say when it cannot be done."""

from typing import Any

from handlers.hazards.act_labels import ACT_LABELS
from handlers.hazards.labels import REFUSALS, state_word
from handlers.request import Request
from models.errors import Conflict, Refused
from models.hazards.actions import check
from models.hazards.feedback.answers import check_in_time
from models.hazards.perform import perform
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.members.tables import Person


async def try_perform(request: Request, hazard: Hazard, what: Act, person: Person, **given: Any) -> str:
    """Does it and toasts; returns what stood in the way, in the reader's words, or nothing."""
    try:
        await perform(request.session, hazard, what, person, request.now, request.zone, **given)
    except (Refused, Conflict) as error:
        return in_words(request, error)
    request.show_toast(request.t.plain(ACT_LABELS[what].done, code=f"H{hazard.number}"))
    return ""


async def may_perform(request: Request, hazard: Hazard, what: Act, person: Person) -> str:
    """What stands in the way of an act that has yet to be asked about, or nothing."""
    try:
        await check(request.session, hazard, what, person)
        await check_in_time(request.session, hazard, what, person, request.now)
    except (Refused, Conflict) as error:
        return in_words(request, error)
    return ""


def in_words(request: Request, error: Refused | Conflict) -> str:
    t = request.t
    if isinstance(error, Refused):
        return t.plain(REFUSALS[error.data.get("who", error.code)], **error.data)
    state = state_word(t, error.data["state"])
    if error.data["by"]:
        return t.plain("{name} was first: it is now “{state}”.", name=error.data["by"], state=state)
    return t.plain("It is now “{state}”.", state=state)
