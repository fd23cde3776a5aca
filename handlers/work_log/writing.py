"""/log WORDS, with photos: an entry of one's own log. In private alone /log shows today, /log 11-28 another day."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.evidence.albums import PartOf
from handlers.evidence.extract import found_in
from handlers.filters import InPrivate, NoLongerThere, Pressed, Says
from handlers.patrols.signs import sign_of
from handlers.places.adding import keep_what_is_shown
from handlers.questions.flow import ask
from handlers.request import Request
from handlers.work_log.forms import CORRECT, ENTRY
from handlers.work_log.labels import refusal
from handlers.work_log.presses import OWN_DAY, SAVED, CorrectEntry
from handlers.work_log.view import NOTED, REFUSED
from models.errors import Refused
from models.members.permissions import is_staff
from models.members.tables import Person
from models.patrols.stops import Sign
from models.work_log.entries import show, write_entry
from models.work_log.spans import past_day
from models.work_log.tables import ENTRY as SUBJECT
from models.work_log.tables import LogEntry


async def log(message: Message, request: Request) -> None:
    person, words = request.person, request.command.text.strip() if request.command else ""
    if person is None or not await is_staff(request.session, person):
        request.reply(REFUSED, code="log.not_staff")
        await keep_what_is_shown(message, request)
        return
    sign = sign_of(message, request, person, words)
    today = request.now.astimezone(request.zone).date()
    day = today if not words else past_day(words, today)
    if any(each.file_id for each in sign.found) or day is None:
        await _write(request, sign)
    elif request.private:
        request.reply(OWN_DAY, subject_id=person.id, day=day.isoformat())
    else:
        request.reply(REFUSED, code="log.private")


async def _write(request: Request, sign: Sign) -> None:
    try:
        entry = await write_entry(request.session, sign)
    except Refused as refused:
        request.reply(REFUSED, code=refused.code)
        return
    if request.private:
        request.reply(SAVED, subject_id=entry.id)
    else:
        request.reply(NOTED)


async def more(message: Message, request: Request, row: LogEntry) -> None:
    await show(request.session, row, found_in(message), message.chat.id, request.now)


async def correct(_query: CallbackQuery, request: Request, press: CorrectEntry, person: Person) -> None:
    entry = await request.session.get(LogEntry, press.entry)
    if entry is None:
        raise NoLongerThere
    if entry.person_id != person.id:
        request.show_toast(refusal(request.t, "log.not_yours"), alert=True)
        return
    ask(request, ENTRY, entry.id, CORRECT, person)


def router() -> Router:
    router = Router(name="work_log.writing")
    router.message.register(log, Says("log"))
    router.message.register(more, PartOf(SUBJECT, LogEntry))
    router.callback_query.register(correct, InPrivate(), Pressed(CorrectEntry))
    return router
