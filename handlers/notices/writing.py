"""/notice and /warn: words after them, or the message that they answer, begin a draft, which replies change."""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from handlers.evidence.albums import PartOf
from handlers.evidence.extract import found_in, words_in
from handlers.filters import Says
from handlers.notices.outcome_view import REFUSED
from handlers.request import Request
from models.errors import Conflict, Refused, WanggeError
from models.evidence.attach import Found, album_of
from models.evidence.attach import found_in as kept_in
from models.grids.tables import Purpose
from models.hazards.reporting.private_draft import open_intake
from models.notices.drafting import DRAFT, WHOSE, begin_draft, change, fitting, led_by, show, speaks_by
from models.notices.sent.under_way import UNDER_WAY, under_way
from models.notices.tables import NOTICE, Notice, NoticeKind
from models.notices.words.pasted import columns_of

KINDS = {"notice": NoticeKind.NOTICE, "warn": NoticeKind.WARNING}


def refuse(request: Request, error: WanggeError) -> None:
    request.reply(REFUSED, code=error.code, data=error.data)


async def begin(message: Message, request: Request) -> None:
    person, command = request.person, request.command
    if command is None or request.chat is None:
        return None
    leaders = request.binding is not None and request.binding.purpose is Purpose.LEADERS
    if person is None:
        return refuse(request, Refused("notice.anonymous" if leaders else "notice.where"))
    try:
        held = await speaks_by(request.session, person, request.grid if leaders else None)
        if not (request.private or leaders):
            return refuse(request, Refused("notice.where"))
        words, found = await _content(message, request, command.text.strip())
        about = KINDS[command.name], person, held, request.chat.id
        notice = await begin_draft(request.session, *about, words, request.now)
        for name, value in _columns(request, notice, words).items():
            setattr(notice, name, value)
        if found:
            await show(request.session, notice, person, found, request.chat.id, request.now)
        led = [held.grid] if leaders else [each.grid for each in await led_by(request.session, person)]
        if not words and not found and await under_way(request.session, led, 1):
            request.reply(UNDER_WAY, subject_id=held.grid.id, grids=[grid.id for grid in led])
        if len(led) > 1:
            request.reply(WHOSE, subject_id=notice.id)
    except Refused as refused:
        refuse(request, refused)


async def _content(message: Message, request: Request, words: str) -> tuple[str, list[Found]]:
    """What is said with the command; the message that it answers gives what is not, with what we know of its album."""
    found, answered = found_in(message), message.reply_to_message
    if answered is None or answered.from_user is None or answered.from_user.is_bot:
        return words, found
    return words or words_in(answered), found or [*found_in(answered), *await _rest_of_album(answered, request)]


async def _rest_of_album(answered: Message, request: Request) -> list[Found]:
    """As far as we have seen it: of a reply Telegram tells one part. In private it may wait to be reported."""
    album, session = answered.media_group_id, request.session
    if album is None or request.person is None:
        return []
    intake = await open_intake(session, request.person) if request.private else None
    waiting = [Found(**each) for each in intake.found] if intake is not None else []
    parts = [kept_in(each) for each in await album_of(session, answered.chat.id, album)]
    parts += [each for each in waiting if each.media_group_id == album]
    return [each for each in parts if each.message_id != answered.message_id]


def _columns(request: Request, notice: Notice, words: str, before: str = "") -> dict[str, Any]:
    return columns_of(notice, words.strip(), request.now, request.zone, before)


class ToDraft(Filter):
    """A reply to the card of a draft; gives its `notice`."""

    async def __call__(self, _message: Message, request: Request) -> bool | dict[str, Any]:
        card = request.replied_to
        if card is None or card.kind != DRAFT or request.command is not None:
            return False
        notice = await request.session.get(Notice, card.subject_id)
        return {"notice": notice} if notice is not None else False


async def add(message: Message, request: Request, notice: Notice) -> None:
    """Words replace those that were there, labelled lines their parts alone; photos and files are added."""
    person = request.person
    if person is None:
        return refuse(request, Refused("notice.anonymous"))
    try:
        if found := found_in(message):
            await show(request.session, notice, person, found, message.chat.id, request.now)
        if words := words_in(message):
            columns = _columns(request, notice, fitting(words), before=notice.words)
            await change(request.session, notice, person, request.now, **columns)
    except (Refused, Conflict) as error:
        refuse(request, error)


async def more(message: Message, request: Request, row: Notice) -> None:
    if request.person is None:
        return
    try:
        await show(request.session, row, request.person, found_in(message), message.chat.id, request.now)
    except (Refused, Conflict) as error:
        refuse(request, error)


def router() -> Router:
    router = Router(name="notices.writing")
    router.message.register(begin, Says("notice", "warn"))
    router.message.register(add, ToDraft())
    router.message.register(more, PartOf(NOTICE, Notice))
    return router
