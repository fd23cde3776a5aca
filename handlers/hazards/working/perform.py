"""Doing an act for a person, and what to say when it cannot be done."""

from collections.abc import Mapping
from typing import Any

from handlers.hazards.act_labels import ACT_LABELS
from handlers.hazards.labels import REFUSALS, state_word
from handlers.request import Request
from locales.translator import Translator
from models.errors import Conflict, Refused
from models.hazards.feedback.answers import check_in_time
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.actions import check
from models.hazards.working.perform import perform
from models.hazards.working.putting_off import hindered
from models.members.tables import Person


async def perform_and_toast(request: Request, hazard: Hazard, what: Act, person: Person, **given: Any) -> None:
    """Raises Refused, or Conflict when somebody else was first."""
    await perform(request.session, hazard, what, person, request.now, request.zone, **given)
    request.show_toast(request.t.plain(ACT_LABELS[what].done, code=f"H{hazard.number}"))


async def try_perform(request: Request, hazard: Hazard, what: Act, person: Person, **given: Any) -> str:
    """Does it and toasts; returns what stood in the way, in the reader's words, or nothing."""
    try:
        await perform_and_toast(request, hazard, what, person, **given)
    except (Refused, Conflict) as error:
        return in_words(request, error)
    return ""


async def may_perform(request: Request, hazard: Hazard, what: Act, person: Person) -> str:
    """What stands in the way of an act that has yet to be asked about, or nothing."""
    try:
        await check(request.session, hazard, what, person)
        await check_in_time(request.session, hazard, what, person, request.now)
        if what is Act.PUT_OFF:
            await hindered(request.session, hazard, person)
    except (Refused, Conflict) as error:
        return in_words(request, error)
    return ""


def in_words(request: Request, error: Refused | Conflict) -> str:
    return reason(request.t, error.code, error.data)


def reason(t: Translator, code: str, data: Mapping[str, Any]) -> str:
    """Why it was refused, or who was first, as the error said or as it was kept as JSON."""
    if code != "moved_on":
        return t.plain(REFUSALS[data.get("who", code)], **data)
    state = state_word(t, data["state"])
    if data["by"]:
        return t.plain("{name} was first: it is now “{state}”.", name=data["by"], state=state)
    return t.plain("It is now “{state}”.", state=state)
