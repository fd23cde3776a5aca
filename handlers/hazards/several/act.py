"""Acting on several hazards of a list at once: each by the same rules as alone, and one word about all of them.

ChooseSeveral ─▶ ToggleChosen … ─▶ WithChosen ─▶ for some acts questions ─▶ what was done, and what was not and why
"""

from collections.abc import Sequence
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import Pressed
from handlers.hazards.filters import AmongStaff, PressedHazard
from handlers.hazards.presses import ChooseSeveral, SeveralStep, ToggleChosen, WithChosen
from handlers.hazards.several.perform import act_on
from handlers.hazards.several.questions import FORM
from handlers.questions.flow import ask
from handlers.request import Request
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage


async def begun(_query: CallbackQuery, request: Request, message: OutboxMessage | None) -> None:
    if message is None:
        _out_of_date(request)
    else:
        await _choose(request, message, [])


async def toggled(_query: CallbackQuery, request: Request, hazard: Hazard, message: OutboxMessage | None) -> None:
    if message is None or "chosen" not in message.args:
        _out_of_date(request)
        return
    chosen = message.args["chosen"]
    others = [number for number in chosen if number != hazard.number]
    await _choose(request, message, others if hazard.number in chosen else [*chosen, hazard.number])


async def done(
    _query: CallbackQuery, request: Request, press: WithChosen, person: Person, message: OutboxMessage | None
) -> None:
    chosen = message.args.get("chosen") if message is not None else None
    if message is None or chosen is None or (not chosen and press.step is not SeveralStep.LEAVE):
        _out_of_date(request)
        return
    message.args = {key: value for key, value in message.args.items() if key != "chosen"}
    await refresh_one(request.session, message, request.now)
    match press.step:
        case SeveralStep.ACCEPT:
            await act_on(request, chosen, Act.ACCEPT, person)
        case SeveralStep.ASSIGN | SeveralStep.PUT_OFF:
            ask(request, FORM, message.id, press.step, person, {"chosen": chosen})


async def _choose(request: Request, message: OutboxMessage, chosen: Sequence[int]) -> None:
    args: dict[str, Any] = {**message.args, "chosen": list(chosen)}
    message.args = args
    await refresh_one(request.session, message, request.now)


def _out_of_date(request: Request) -> None:
    request.show_toast(request.t.plain("This button is out of date. Please send /duty again."), alert=True)


def router() -> Router:
    router = Router(name="hazards.several")
    router.callback_query.register(begun, AmongStaff(), Pressed(ChooseSeveral))
    router.callback_query.register(toggled, AmongStaff(), PressedHazard(ToggleChosen))
    router.callback_query.register(done, AmongStaff(), Pressed(WithChosen))
    return router
