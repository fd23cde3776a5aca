"""/duty: in private the list of what waits for whoever asks, with a page turner; in a group counts alone."""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message
from sqlalchemy import select
from sqlmodel import col

from handlers.filters import Pressed, Says
from handlers.request import Desk
from handlers.worklist.presses import DutyCall, DutyMatter, DutyPage
from models.emergencies.actions import may_go
from models.emergencies.notify import show
from models.emergencies.tables import Call
from models.grids.tables import Grid
from models.hazards.worklist import DUTY
from models.mandatory_reports import MANDATORY_REPORT, MandatoryReport
from models.members.positions import leading, posts_of
from models.members.tables import Person
from models.outbox.enqueue import message_at, refresh_one
from models.outbox.tables import OutboxMessage


async def asked(_message: Message, desk: Desk) -> None:
    if desk.private:
        if desk.person is not None and await posts_of(desk.session, desk.person.id):
            desk.say(DUTY, subject_id=desk.person.id, page=0)
        else:
            desk.say("hazards.duty_none")
    elif desk.grid is not None:
        desk.say("hazards.duty_counts", subject_id=desk.grid.id)
    else:
        desk.say("hazards.duty_nowhere")


class OnList(Filter):
    """Gives the `message` that the button stands on."""

    async def __call__(self, _event: Any, desk: Desk) -> bool | dict[str, Any]:
        if desk.chat is None or desk.message_id is None:
            return False
        message = await message_at(desk.session, desk.chat.id, desk.message_id)
        return {"message": message} if message is not None and message.kind == DUTY else False


async def turn(_query: CallbackQuery, desk: Desk, press: DutyPage, message: OutboxMessage) -> None:
    message.args = {**message.args, "page": press.page}
    await refresh_one(desk.session, message, desk.now)


async def show_call(_query: CallbackQuery, desk: Desk, press: DutyCall, person: Person) -> None:
    call = (await desk.session.scalars(select(Call).where(col(Call.number) == press.number))).first()
    if call is None or not await may_go(desk.session, call, person):
        _out_of_date(desk)
        return
    await show(desk.session, call, person.tg_user_id, desk.now)


async def show_matter(_query: CallbackQuery, desk: Desk, press: DutyMatter, person: Person) -> None:
    mandatory_report = await desk.session.get(MandatoryReport, press.matter)
    grid = await desk.session.get(Grid, mandatory_report.grid_id) if mandatory_report else None
    if grid is None or not await leading(desk.session, person.id, grid):
        _out_of_date(desk)
        return
    desk.say(MANDATORY_REPORT, subject_id=press.matter)


async def elsewhere(_query: CallbackQuery, desk: Desk) -> None:
    """A button of a list that we do not know, or not any more."""
    _out_of_date(desk)


def _out_of_date(desk: Desk) -> None:
    desk.answer(desk.t.plain("This button is out of date. Please send /duty again."), alert=True)


def router() -> Router:
    router = Router(name="hazards.duty")
    router.message.register(asked, Says("duty"))
    for handler, button in ((turn, DutyPage), (show_call, DutyCall), (show_matter, DutyMatter)):
        router.callback_query.register(handler, Pressed(button), OnList())
        router.callback_query.register(elsewhere, Pressed(button))
    return router
