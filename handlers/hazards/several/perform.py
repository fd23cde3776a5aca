"""Doing one act to several hazards, and telling what became of each."""

from collections.abc import Iterable
from typing import Any

from handlers.request import Request
from models.errors import Conflict, Refused
from models.hazards.workflow import Act
from models.hazards.working.actions import find
from models.hazards.working.perform import perform
from models.members.tables import Person

DONE = "hazards.several_done"


async def act_on(request: Request, numbers: Iterable[int], what: Act, person: Person, **given: Any) -> None:
    done: list[int] = []
    refused: list[dict[str, Any]] = []
    for number in numbers:
        hazard = await find(request.session, number)
        try:
            await perform(request.session, hazard, what, person, request.now, request.zone, **given)
        except (Refused, Conflict) as error:
            refused.append({"number": number, "code": error.code, "data": dict(error.data)})
        else:
            done.append(number)
    request.reply(DONE, act=what, done=done, refused=refused)
