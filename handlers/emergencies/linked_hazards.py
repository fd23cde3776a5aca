"""A call that began as a report moves its hazards along: nobody is chased for both.

Who goes, or says what was found, may have come from an adjoining grid: that counts as accepted, or done, all the same.
"""

from contextlib import suppress

from handlers.hazards.questions import DISMISSALS
from handlers.request import Request
from models.emergencies.tables import Call
from models.emergencies.workflow import CallState
from models.errors import Conflict, Refused
from models.hazards.linked_calls import hazards_of
from models.hazards.perform import answered, perform
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.members.tables import Person

MISTAKE = dict(DISMISSALS)["mistake"]


async def somebody_goes(request: Request, call: Call, person: Person) -> None:
    """Who goes has accepted them."""
    for hazard in await hazards_of(request.session, call):
        if hazard.state is State.OPEN:
            await _answers(request, hazard, person, Act.ACCEPT)


async def ended(request: Request, call: Call, person: Person) -> None:
    """After a false alarm a leader dismisses them at once, another hands them to the leader; else work goes on."""
    if call.state is not CallState.FALSE_ALARM:
        await somebody_goes(request, call, person)
        return
    for hazard in await hazards_of(request.session, call):
        if hazard.state not in (State.OPEN, State.ACCEPTED):
            continue
        if not await _try(request, hazard, person, Act.DISMISS, reason=request.t.plain(MISTAKE)):
            await _answers(request, hazard, person, Act.DONE)


async def goes_on(request: Request, call: Call, person: Person) -> None:
    """What waits for review since the false alarm goes back to work, if a leader says so; what is dismissed stays."""
    for hazard in await hazards_of(request.session, call):
        if hazard.state is State.REVIEW:
            await _try(request, hazard, person, Act.SEND_BACK, reason=request.t.plain("The call for help goes on."))


async def _answers(request: Request, hazard: Hazard, person: Person, what: Act) -> None:
    """For who has been found to have the right to go, or to end the call."""
    with suppress(Conflict):
        await answered(request.session, hazard, what, person, request.now, request.zone)


async def _try(request: Request, hazard: Hazard, person: Person, what: Act, **given: str) -> bool:
    try:
        await perform(request.session, hazard, what, person, request.now, request.zone, **given)
    except (Refused, Conflict):
        return False
    return True
