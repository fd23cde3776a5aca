"""/plan: the emergency plan of one's grids; with words, a photo or a document a leader sets it. A grid's code before
the words names another grid that one leads.
"""

from dataclasses import asdict
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.evidence.albums import PartOf
from handlers.evidence.extract import found_in, words_in
from handlers.filters import InPrivate, NoLongerThere, Pressed, Says
from handlers.plans.labels import REFUSALS
from handlers.plans.presses import WHICH, PlanHolds, PlanIn, SeePlan
from handlers.plans.view import IN_PRIVATE, NONE, REFUSED, TAKEN
from handlers.request import Request
from models.errors import Conflict, NotFound, Refused
from models.evidence.attach import Found
from models.grids.tables import Grid
from models.grids.tree import grid_by_code
from models.members.permissions import STAFF, is_staff
from models.members.positions import lead_by, posts_of
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import Lane, OutboxMessage
from models.plans.actions import PAGE, confirm, plan_for, send, set_plan, show
from models.plans.tables import PLAN, Plan

SHOWN = 3


async def plan(message: Message, request: Request) -> None:
    person = request.person
    if not request.private:
        request.reply(IN_PRIVATE)
        return
    if person is None or not await is_staff(request.session, person):
        request.reply(REFUSED, code="plan.not_staff")
        return
    grid, words = await _named(request)
    found = _found(message)
    if words or found:
        await _set(request, person, grid, words, found)
    else:
        await _show(request, person, grid)


def _found(message: Message) -> list[Found]:
    """Files of the message, or of the one that it answers."""
    shown = found_in(message) or (found_in(message.reply_to_message) if message.reply_to_message else [])
    return [each for each in shown if each.file_id]


async def _named(request: Request) -> tuple[Grid | None, str]:
    """The grid whose code is the first word, and the words behind it."""
    text = request.command.text.strip() if request.command else ""
    first, _, rest = text.partition(" ")
    try:
        return await grid_by_code(request.session, first), rest.strip()
    except NotFound:
        return None, text


async def _show(request: Request, person: Person, grid: Grid | None) -> None:
    held = await posts_of(request.session, person.id)
    grids = [grid] if grid else [each.grid for each in held if each.post.role in STAFF]
    plans = {each.id: each for grid in grids if (each := await plan_for(request.session, grid))}
    if not plans:
        request.reply(NONE)
    for each in list(plans.values())[:SHOWN]:
        await send(request.session, each, person.tg_user_id, Lane.REPLY, request.now)


async def _set(request: Request, person: Person, grid: Grid | None, words: str, found: list[Found]) -> None:
    led = await lead_by(request.session, await posts_of(request.session, person.id))
    grids = list({each.grid.id: each.grid for each in led}.values())
    if grid is None and len(grids) > 1:
        request.reply(WHICH, words=words, found=[asdict(each) for each in found])
    elif grid is None and not grids:
        request.reply(REFUSED, code="plan.not_leader")
    else:
        await _keep(request, person, grid or grids[0], words, found)


async def _keep(request: Request, person: Person, grid: Grid, words: str, found: list[Found]) -> None:
    try:
        made = await set_plan(request.session, grid, words, person, request.now)
        await show(request.session, made, found, person, person.tg_user_id, request.now)
    except (Refused, Conflict) as bad:
        request.reply(REFUSED, code=bad.code)
        return
    request.reply(PAGE, subject_id=made.id)


async def chosen(
    _query: CallbackQuery, request: Request, press: PlanIn, person: Person, message: OutboxMessage | None
) -> None:
    grid = await request.session.get(Grid, press.grid)
    if grid is None or message is None or message.args.get("taken"):
        raise NoLongerThere
    found = [Found(**each) for each in message.args["found"]]
    await _keep(request, person, grid, message.args["words"], found)
    message.args = {**message.args, "taken": True}
    await refresh_one(request.session, message, request.now)


async def see(
    _query: CallbackQuery, request: Request, press: SeePlan, person: Person, message: OutboxMessage | None
) -> None:
    """To staff, and to whoever the alarm reached in private."""
    found = await request.session.get(Plan, press.plan)
    if found is None:
        raise NoLongerThere
    if message is None and not await is_staff(request.session, person):
        request.show_toast(request.t.plain(REFUSALS["plan.not_staff"]), alert=True)
        return
    await send(request.session, found, person.tg_user_id, Lane.URGENT, request.now)


async def holds(_query: CallbackQuery, request: Request, press: PlanHolds, person: Person) -> None:
    found = await request.session.get(Plan, press.plan)
    if found is None:
        raise NoLongerThere
    try:
        await confirm(request.session, found, person, request.now)
        request.show_toast(request.t.plain("Confirmed: it holds for a year more."))
    except (Refused, Conflict) as bad:
        request.show_toast(request.t.plain(REFUSALS[bad.code]), alert=True)


class AddsToPlan(Filter):
    """Files in reply to a plan's page; gives the `row`."""

    async def __call__(self, message: Message, request: Request) -> bool | dict[str, Any]:
        page = request.replied_to
        if page is None or page.kind != PAGE or request.command is not None or not request.private:
            return False
        row = await request.session.get(Plan, page.subject_id)
        return {"row": row} if row is not None else False


async def added(message: Message, request: Request, row: Plan) -> None:
    found = [each for each in found_in(message) if each.file_id]
    if request.person is None or not found:
        request.reply(REFUSED, code="plan.files" if words_in(message) else "plan.not_yours")
        return
    try:
        await show(request.session, row, found, request.person, message.chat.id, request.now)
        request.reply(TAKEN)
    except (Refused, Conflict) as bad:
        request.reply(REFUSED, code=bad.code)


async def more(message: Message, request: Request, row: Plan) -> None:
    """A further part of an album."""
    if request.person is not None and row.set_by == request.person.id and row.replaced_at is None:
        await show(request.session, row, found_in(message), request.person, message.chat.id, request.now)


def router() -> Router:
    router = Router(name="plans.command")
    router.message.register(plan, Says("plan"))
    router.message.register(more, PartOf(PLAN, Plan))
    router.message.register(added, AddsToPlan())
    for press, handler in ((PlanIn, chosen), (SeePlan, see)):
        router.callback_query.register(handler, InPrivate(), Pressed(press))
    router.callback_query.register(holds, Pressed(PlanHolds))
    return router
