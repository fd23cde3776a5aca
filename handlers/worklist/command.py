"""/duty: in private the list of what waits for whoever asks, with a page turner; in a group counts alone."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy import select
from sqlmodel import col

from handlers.filters import InPrivate, Pressed, Says
from handlers.request import Request
from handlers.worklist.presses import DutyCall, DutyMatter, DutyPage
from models.emergencies.actions import may_go
from models.emergencies.notify import show
from models.emergencies.tables import Call
from models.grids.tables import Grid
from models.hazards.worklist import DUTY
from models.mandatory_reports import MANDATORY_REPORT, MandatoryReport
from models.members.positions import leads, posts_of
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage


async def asked(_message: Message, request: Request) -> None:
    if request.private:
        if request.person is not None and await posts_of(request.session, request.person.id):
            request.reply(DUTY, subject_id=request.person.id, page=0)
        else:
            request.reply("hazards.duty_none")
    elif request.grid is not None:
        request.reply("hazards.duty_counts", subject_id=request.grid.id)
    else:
        request.reply("hazards.duty_nowhere")


async def turn(_query: CallbackQuery, request: Request, press: DutyPage, message: OutboxMessage | None) -> None:
    if message is None:
        _out_of_date(request)
        return
    message.args = {**message.args, "page": press.page}
    await refresh_one(request.session, message, request.now)


async def show_call(_query: CallbackQuery, request: Request, press: DutyCall, person: Person) -> None:
    call = (await request.session.scalars(select(Call).where(col(Call.number) == press.number))).first()
    if call is None or not await may_go(request.session, call, person):
        _out_of_date(request)
        return
    await show(request.session, call, person.tg_user_id, request.now)


async def show_matter(_query: CallbackQuery, request: Request, press: DutyMatter, person: Person) -> None:
    mandatory_report = await request.session.get(MandatoryReport, press.matter)
    grid = await request.session.get(Grid, mandatory_report.grid_id) if mandatory_report else None
    if grid is None or not await leads(request.session, person.id, grid):
        _out_of_date(request)
        return
    request.reply(MANDATORY_REPORT, subject_id=press.matter)


def _out_of_date(request: Request) -> None:
    request.show_toast(request.t.plain("This button is out of date. Please send /duty again."), alert=True)


def router() -> Router:
    router = Router(name="hazards.duty")
    router.message.register(asked, Says("duty"))
    for handler, button in ((turn, DutyPage), (show_call, DutyCall), (show_matter, DutyMatter)):
        router.callback_query.register(handler, InPrivate(), Pressed(button))
    return router
