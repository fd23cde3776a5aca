"""A call that began as a report moves its hazards along: nobody is chased for both.

Who goes, or says what was found, may have come from an adjoining grid: that counts as accepted, or done, all the same.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from handlers.hazards.questions import DISMISSALS
from handlers.request import Request
from models.emergencies.tables import Call
from models.emergencies.workflow import CallState
from models.errors import Conflict, Refused
from models.hazards.linked_calls import hazards_of
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.perform import answered, perform, undone
from models.members.tables import Person

MISTAKE = dict(DISMISSALS)["mistake"]


async def somebody_goes(request: Request, call: Call, person: Person) -> None:
    """Who goes has accepted them."""
    await _accept(request, call, person, {})


async def _accept(request: Request, call: Call, person: Person, given: Mapping[str, Any]) -> None:
    for hazard in await hazards_of(request.session, call):
        if hazard.state is State.OPEN:
            await _answers(request, hazard, person, Act.ACCEPT, **given)


async def ended(request: Request, call: Call, person: Person) -> None:
    """After a false alarm a leader dismisses them at once, another hands them to the leader; else work goes on.

    The events name the call, by which goes_on() knows what the end did.
    """
    if call.state is not CallState.FALSE_ALARM:
        await _accept(request, call, person, {"call": call.number})
        return
    for hazard in await hazards_of(request.session, call):
        if hazard.state not in (State.OPEN, State.ACCEPTED):
            continue
        if not await _dismiss(request, hazard, person, call):
            await _answers(request, hazard, person, Act.DONE, call=call.number)


async def goes_on(request: Request, call: Call, person: Person) -> None:
    """What the end did to them is undone for whoever may undo the end."""
    for hazard in await hazards_of(request.session, call):
        with suppress(Conflict):
            await undone(request.session, hazard, call.number, person, request.now, request.zone)


async def _answers(request: Request, hazard: Hazard, person: Person, what: Act, **given: Any) -> None:
    """For who has been found to have the right to go, or to end the call."""
    with suppress(Conflict):
        await answered(request.session, hazard, what, person, request.now, request.zone, **given)


async def _dismiss(request: Request, hazard: Hazard, person: Person, call: Call) -> bool:
    """If this person may."""
    given = {"reason": request.t.plain(MISTAKE), "call": call.number}
    try:
        await perform(request.session, hazard, Act.DISMISS, person, request.now, request.zone, **given)
    except (Refused, Conflict):
        return False
    return True
