"""The buttons of a round's card and of its stops."""

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.filters import NoLongerThere, Pressed
from handlers.patrols.labels import duty_line, refusal, span
from handlers.patrols.presses import AlsoAStop, PatrolDo, RoundAct, StopAct, StopDo
from handlers.patrols.signs import press_sign, unpacked
from handlers.patrols.view import ASK
from handlers.request import Request
from models.errors import WanggeError
from models.evidence.attach import Found, found_in, pieces_of
from models.hazards.reporting import private_draft
from models.hazards.reporting.at_place import begin_at
from models.members.tables import Person
from models.outbox.enqueue import refresh_one
from models.outbox.tables import OutboxMessage
from models.patrols.calling_out import call_out
from models.patrols.hours_owed import duty_on, time_in_round
from models.patrols.rounds import check_out, join, running_of
from models.patrols.stops import add_stop, just_now, undo
from models.patrols.tables import PatrolRound, PatrolStop
from models.places.tables import Place


async def of_round(_query: CallbackQuery, request: Request, press: PatrolDo, person: Person) -> None:
    about = await request.session.get(PatrolRound, press.round)
    if about is None:
        raise NoLongerThere
    try:
        if press.act is RoundAct.JOIN:
            await join(request.session, about, person, request.at)
            request.show_toast(request.t.plain("You are on this round now. Your time counts from here."))
        elif not await _is_on(request, about, person):
            code = "round.over" if about.ended_at else "round.not_in"
            request.show_toast(refusal(request.t, code), alert=True)
        elif press.act is RoundAct.CHECK_OUT:
            await _check_out(request, person)
        elif press.act is RoundAct.CALL_OUT:
            await call_out(request.session, about, person, request.now, request.now, request.zone)
            request.show_toast(request.t.plain("Calling out is noted in the ledger of publicity."))
        else:
            await _stop(request, about, person)
    except WanggeError as error:
        request.show_toast(refusal(request.t, error.code, **error.data), alert=True)


async def _is_on(request: Request, about: PatrolRound, person: Person) -> bool:
    part = await running_of(request.session, person.id)
    return part is not None and part.round.id == about.id


async def _stop(request: Request, about: PatrolRound, person: Person) -> None:
    """In private the phone is asked where it is."""
    if request.private:
        request.reply(ASK)
        return
    if await just_now(request.session, about, person, request.now):
        request.show_toast(request.t.plain("Noted already just now."))
        return
    await add_stop(request.session, about, press_sign(request, person))
    request.show_toast(request.t.plain("Noted. A photo or location in reply to this message shows where you were."))


async def _check_out(request: Request, person: Person) -> None:
    t, session, now = request.t, request.session, request.now
    part = await check_out(session, person, request.at, now)
    time = await time_in_round(session, part.person, now, request.zone)
    duty = await duty_on(session, person.id, now.astimezone(request.zone).date(), now, request.zone)
    told = t.plain("This round: {time}.", time=span(t, time))
    request.show_toast(f"{told}\n{duty_line(t, duty)}", alert=True)


async def of_stop(_query: CallbackQuery, request: Request, press: StopDo, person: Person) -> None:
    stop = await request.session.get(PatrolStop, press.stop)
    if stop is None:
        raise NoLongerThere
    try:
        if press.act is StopAct.UNDO:
            await undo(request.session, stop, person, request.now)
        elif stop.person_id == person.id:
            await _report(request, stop, person)
        else:
            request.show_toast(refusal(request.t, "round.not_yours"), alert=True)
    except WanggeError as error:
        request.show_toast(refusal(request.t, error.code), alert=True)


async def _report(request: Request, stop: PatrolStop, person: Person) -> None:
    """In private, with what the stop shows; it stays a stop. Raises Conflict where another report waits unsent."""
    found = [found_in(piece) for piece in await pieces_of(request.session, stop.id)]
    if stop.latitude is not None and stop.longitude is not None:
        place = {"latitude": stop.latitude, "longitude": stop.longitude}
        found.append(Found("place", None, None, request.message_id or 0, place=place))
    known = await request.session.get(Place, stop.place_id) if stop.place_id else None
    intake = await begin_at(request.session, person, known, request.now, stop.id)
    await private_draft.add(request.session, intake, stop.words, found, request.now)
    await private_draft.ask(request.session, intake, request.now)


async def also(_query: CallbackQuery, request: Request, person: Person, message: OutboxMessage | None) -> None:
    part = await running_of(request.session, person.id)
    if message is None or part is None or message.args.get("taken"):
        request.show_toast(refusal(request.t, "round.over"), alert=True)
        return
    await add_stop(request.session, part.round, unpacked(message.args, request, person))
    message.args = {**message.args, "taken": True}
    await refresh_one(request.session, message, request.now)


def router() -> Router:
    router = Router(name="patrols.buttons")
    router.callback_query.register(of_round, Pressed(PatrolDo))
    router.callback_query.register(of_stop, Pressed(StopDo))
    router.callback_query.register(also, Pressed(AlsoAStop))
    return router
