"""/activity WORDS, with photos or a location: an activity of publicity is written down at once, and a page asks for the
rest. Without words: the ledger of this month, in private or in a leaders' chat. On a round /activity 喊话 is one of its
callings-out.
"""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.activities.labels import refused
from handlers.activities.presses import LIST, ActivitiesMonth, ActivitiesPage
from handlers.activities.view import NOTED, REFUSED
from handlers.filters import NoLongerThere, Pressed, Says
from handlers.patrols.signs import sign_of
from handlers.places.adding import keep_what_is_shown
from handlers.request import Request
from models.activities.feature import PAGE
from models.activities.find import own_grids
from models.activities.reading import calls_out, enters_in, reached_in
from models.activities.recording import NewActivity, record_activity, show
from models.activities.tables import Activity, ActivityKind
from models.errors import Conflict, Refused
from models.grids.tables import Grid, Purpose
from models.members.permissions import Who, is_staff, may_in
from models.members.tables import Person
from models.outbox.enqueue import enqueue, refresh_one
from models.outbox.tables import Lane, OutboxMessage
from models.patrols.calling_out import call_out
from models.patrols.rounds import running_of
from models.patrols.stops import Sign


async def activity(message: Message, request: Request) -> None:
    person, words = request.person, request.command.text.strip() if request.command else ""
    if not words and request.binding is not None and request.binding.purpose is Purpose.LEADERS:
        request.reply(LIST, page=0)
        return
    if person is None or not await is_staff(request.session, person):
        request.reply(REFUSED, code="activity.not_staff")
        await keep_what_is_shown(message, request)
        return
    sign = sign_of(message, request, person, words)
    if words or any(each.file_id for each in sign.found):
        await _write(request, sign)
    elif request.private:
        request.reply(LIST, page=0)
    else:
        request.reply(REFUSED, code="activity.private")


async def _write(request: Request, sign: Sign) -> None:
    try:
        written = await _record(request, sign)
    except (Refused, Conflict) as bad:
        request.reply(REFUSED, code=bad.code)
        return
    await show(request.session, written, sign.found, sign.person.id, sign.chat_id, request.now)
    if not request.private:
        request.reply(NOTED)
    if sign.person.started:
        to = sign.person.tg_user_id
        enqueue(request.session, to, PAGE, Lane.REPLY, request.now, subject_id=written.id)


async def _record(request: Request, sign: Sign) -> Activity:
    """Of the group's grid, else of the round's that the person is on, else of the first of their own."""
    session, words, calling = request.session, sign.words, calls_out(sign.words)
    running = await running_of(session, sign.person.id)
    if calling and running is not None:
        return await call_out(session, running.round, sign.person, sign.at, request.now, request.zone)
    round_grid = await session.get_one(Grid, running.round.grid_id) if running else None
    new = NewActivity(
        "" if calling else words,
        sign.at.astimezone(request.zone).date(),
        ActivityKind.CALLING_OUT if calling else ActivityKind.ACTIVITY,
        location=(sign.position.latitude, sign.position.longitude) if sign.position else None,
        enters=enters_in(words),
        reached=reached_in(words),
        said_at=sign.at,
    )
    grid = await _here(request, sign.person) or round_grid or (await own_grids(session, sign.person.id))[0]
    return await record_activity(session, grid, new, request.now, sign.person)


async def _here(request: Request, person: Person) -> Grid | None:
    grid = request.grid
    return grid if grid is not None and await may_in(request.session, grid, Who.STAFF, person) else None


async def turn(_query: CallbackQuery, request: Request, press: ActivitiesPage, message: OutboxMessage | None) -> None:
    await _turn_to(request, message, page=press.page)


async def month(_query: CallbackQuery, request: Request, press: ActivitiesMonth, message: OutboxMessage | None) -> None:
    await _turn_to(request, message, page=0, back=press.back)


async def _turn_to(request: Request, message: OutboxMessage | None, **to: int) -> None:
    if message is None:
        raise NoLongerThere
    message.args = {**message.args, **to}
    await refresh_one(request.session, message, request.now)


def toast(request: Request, bad: Refused | Conflict) -> None:
    request.show_toast(refused(request.t, bad.code, bad.data), alert=True)


def router() -> Router:
    router = Router(name="activities.command")
    router.message.register(activity, Says("activity"))
    router.callback_query.register(turn, Pressed(ActivitiesPage))
    router.callback_query.register(month, Pressed(ActivitiesMonth))
    return router
