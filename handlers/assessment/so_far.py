"""The buttons that show how the quarter that runs stands so far: one's own, those below, and how each comes about."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.assessment.presses import (
    BELOW_SO_FAR,
    SO_FAR,
    UNIT_SO_FAR,
    WHY_SO_FAR,
    SoFarBelow,
    SoFarDo,
    SoFarOpen,
    SoFarStep,
)
from handlers.assessment.words import refused
from handlers.filters import NoLongerThere, Pressed
from handlers.request import Request
from models.assessment.seeing import may_look_below, must_see
from models.assessment.so_far import unit_of
from models.errors import Refused
from models.grids.tables import Grid
from models.members.tables import Person


async def open_own(_query: CallbackQuery, request: Request, press: SoFarOpen) -> None:
    del press
    if not request.private:
        raise NoLongerThere
    request.reply(SO_FAR)


async def open_unit(_query: CallbackQuery, request: Request, press: SoFarDo, person: Person) -> None:
    unit = await unit_of(request.session, press.unit, press.of)
    if unit is None or not request.private:
        raise NoLongerThere
    try:
        await must_see(request.session, unit, person)
    except Refused as error:
        request.show_toast(refused(request.t, error.code, error.data), alert=True)
        return
    kind = WHY_SO_FAR if press.step is SoFarStep.WHY else UNIT_SO_FAR
    request.reply(kind, subject_id=press.of, unit=press.unit)


async def open_below(_query: CallbackQuery, request: Request, press: SoFarBelow, person: Person) -> None:
    grid = await request.session.get(Grid, press.grid)
    if grid is None or not request.private:
        raise NoLongerThere
    try:
        await may_look_below(request.session, grid, person)
    except Refused as error:
        request.show_toast(refused(request.t, error.code, error.data), alert=True)
        return
    request.reply(BELOW_SO_FAR, subject_id=grid.id)


def router() -> Router:
    router = Router(name="assessment.so_far")
    router.callback_query.register(open_own, Pressed(SoFarOpen))
    router.callback_query.register(open_unit, Pressed(SoFarDo))
    router.callback_query.register(open_below, Pressed(SoFarBelow))
    return router
