"""The code at a place is scanned: /start p_… in private. It opens the place's checklist to staff, and to whoever is
responsible for the place or on duty there; anybody else reports a hazard.
"""

from collections.abc import Sequence
from datetime import timedelta

from aiogram import Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy import select
from sqlmodel import col

from handlers.checks.checklist_view import NO_USE
from handlers.checks.labels import refused
from handlers.filters import InPrivate, NoLongerThere, Pressed, Says
from handlers.members.start import set_menu
from handlers.patrols.view import ASK
from handlers.places.presses import OpenCheck
from handlers.request import Request
from models.checks.checklists.doubts import flag_two_phones
from models.checks.checklists.filling import SHOWN, need_checker, open_checklist
from models.errors import Conflict, Refused
from models.hazards.reporting import private_draft
from models.hazards.reporting.at_place import ask_at
from models.members.permissions import Who
from models.members.tables import Person
from models.patrols.doubts.scan_question import asks_location
from models.patrols.rounds import check_in, is_there, running_of
from models.patrols.stops import Sign, add_stop
from models.patrols.tables import PatrolStop
from models.places.changes.actions import grid_of, may
from models.places.printed_codes import BEGINS, note_old, scanned
from models.places.slots import keeps
from models.places.tables import Place

SAME_VISIT = timedelta(minutes=10)


class StartsPlace(Says):
    """The link that a place's code bears."""

    def __init__(self) -> None:
        super().__init__("start")

    async def __call__(self, event: Message, request: Request) -> bool:
        said = request.command
        return await super().__call__(event, request) and said is not None and said.text.startswith(BEGINS)


async def scan(_message: Message, request: Request) -> None:
    person = request.person
    if person is None or request.command is None:
        return
    set_menu(request)
    found = await scanned(request.session, request.command.text)
    if found is None:
        request.reply(NO_USE, why="unknown")
    elif found.place.closed_at is not None:
        request.reply(NO_USE, why="closed", place=found.place.name)
    elif found.old:
        await note_old(request.session, found.place, person, request.now)
        request.reply(NO_USE, why=await _why_old(request, found.place, person))
    elif await may(request.session, found.place, Who.STAFF, person):
        stop, new = await _stop(request, found.place, person)
        await _open(request, found.place, person, stop.id)
        if new and await asks_location(request.session, stop, request.now):
            request.reply(ASK, subject_id=stop.id)
    elif await keeps(request.session, found.place, person.id):
        await _open(request, found.place, person)
    else:
        await _report(request, found.place, person)


async def _why_old(request: Request, place: Place, person: Person) -> str:
    """By what the reader can do about it."""
    if await may(request.session, place, Who.LEADER, person):
        return "old_led"
    if await may(request.session, place, Who.STAFF, person):
        return "old_staff"
    return "old_kept" if await keeps(request.session, place, person.id) else "old"


async def _stop(request: Request, place: Place, person: Person) -> tuple[PatrolStop, bool]:
    """On the round that the person is on, or on a new one, and whether it is new; a code scanned twice in one visit is
    one stop.
    """
    known = next((each for each in await _recent(request, place, person) if each.words == place.name), None)
    if known is not None:
        return known, False
    sign = _sign(request, place, person, place.name)
    checked_in = await check_in(request.session, await grid_of(request.session, place), None, sign)
    return checked_in.stop, True


async def _unscanned_stop(request: Request, place: Place, person: Person) -> PatrolStop | None:
    """On the round that the person is on there, if any, unless the visit has made one; it says that no code was
    scanned.
    """
    part = await running_of(request.session, person.id)
    if part is None or not await is_there(request.session, part.round, await grid_of(request.session, place), person):
        return None
    recent = await _recent(request, place, person)
    if recent:
        return recent[0]
    words = request.t.plain("{place} (code not scanned)", place=place.name)
    return await add_stop(request.session, part.round, _sign(request, place, person, words))


async def _recent(request: Request, place: Place, person: Person) -> Sequence[PatrolStop]:
    """The person's stops there of this visit."""
    rows = select(PatrolStop).where(
        col(PatrolStop.person_id) == person.id,
        col(PatrolStop.place_id) == place.id,
        col(PatrolStop.received_at) > request.now - SAME_VISIT,
        col(PatrolStop.undone_at).is_(None),
    )
    return (await request.session.scalars(rows)).all()


def _sign(request: Request, place: Place, person: Person, words: str) -> Sign:
    return Sign(person, person.tg_user_id, request.at, request.now, request.message_id, words, place_id=place.id)


async def _open(request: Request, place: Place, person: Person, stop_id: int | None = None) -> None:
    checklist = await open_checklist(request.session, place, person, request.now, scanned=True, stop_id=stop_id)
    await flag_two_phones(request.session, checklist, request.now)
    request.reply(SHOWN, subject_id=checklist.id)


async def _report(request: Request, place: Place, person: Person) -> None:
    try:
        await ask_at(request.session, person, place, request.now)
    except Conflict:
        await _send_first(request, person)


async def _send_first(request: Request, person: Person) -> None:
    """What waits unsent is of somewhere else; its buttons are shown anew, as they may be far up in the chat."""
    request.reply(NO_USE, why="unsent")
    waiting = await private_draft.open_intake(request.session, person)
    if waiting is not None:
        await private_draft.ask(request.session, waiting, request.now)


async def from_page(_query: CallbackQuery, request: Request, press: OpenCheck, person: Person) -> None:
    """The same checklist, without a scan; on a round it is a stop, so that what is odd of it can be marked."""
    place = await request.session.get(Place, press.place)
    if place is None or not request.private:
        raise NoLongerThere
    try:
        await need_checker(request.session, place, person)
    except (Refused, Conflict) as bad:
        request.show_toast(refused(request.t, bad.code, bad.data), alert=True)
        return
    stop = await _unscanned_stop(request, place, person)
    stop_id = stop.id if stop is not None else None
    checklist = await open_checklist(request.session, place, person, request.now, scanned=False, stop_id=stop_id)
    request.reply(SHOWN, subject_id=checklist.id)


def router() -> Router:
    router = Router(name="checks.scanning")
    router.message.register(scan, InPrivate(), StartsPlace())
    router.callback_query.register(from_page, Pressed(OpenCheck))
    return router
