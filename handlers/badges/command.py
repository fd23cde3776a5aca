"""/badge shows a member's badge; /badge CODE and the link of a badge check it, in private."""

from datetime import timedelta

from aiogram import Router
from aiogram.types import Message
from sqlalchemy import select
from sqlmodel import col

from handlers.badges.view import NONE, SHOWN, TRUE, UNKNOWN
from handlers.filters import InPrivate, Says
from handlers.members.start import set_menu
from handlers.request import Request
from models.badges.badges import BEGINS, by_code, by_link, show
from models.badges.tables import Badge
from models.members.positions import posts_of
from models.outbox.tables import OutboxMessage

AGAIN = timedelta(minutes=1)


class StartsBadge(Says):
    """The link that a badge bears."""

    def __init__(self) -> None:
        super().__init__("start")

    async def __call__(self, event: Message, request: Request) -> bool:
        said = request.command
        return said is not None and said.text.startswith(BEGINS) and await super().__call__(event, request)


async def asked(_message: Message, request: Request) -> None:
    """In a group a code is not checked: it would be read by all, and the answer with it."""
    person, typed = request.person, request.command.text.strip() if request.command else ""
    if typed and request.private:
        _answer(request, await by_code(request.session, typed, request.now))
    elif person is None or not await posts_of(request.session, person.id):
        request.reply(NONE)
    elif request.private or not await _just_shown(request):
        badge = await show(request.session, person, request.now)
        request.reply(SHOWN, subject_id=badge.id)


async def _just_shown(request: Request) -> bool:
    """By the same member in this group: it still stands there."""
    if request.chat is None or request.person is None:
        return False
    rows = select(col(Badge.id)).join(OutboxMessage, col(OutboxMessage.subject_id) == col(Badge.id))
    here = rows.where(col(OutboxMessage.kind) == SHOWN, col(OutboxMessage.chat_id) == request.chat.id)
    lately = here.where(col(Badge.person_id) == request.person.id, col(Badge.shown_at) > request.now - AGAIN)
    return await request.session.scalar(lately.limit(1)) is not None


async def scanned(_message: Message, request: Request) -> None:
    set_menu(request)
    text = request.command.text if request.command else ""
    _answer(request, await by_link(request.session, text, request.now))


def _answer(request: Request, badge: Badge | None) -> None:
    if badge is None:
        request.reply(UNKNOWN)
    else:
        request.reply(TRUE, subject_id=badge.person_id, at=badge.shown_at.isoformat())


def router() -> Router:
    router = Router(name="badges")
    router.message.register(scanned, InPrivate(), StartsBadge())
    router.message.register(asked, Says("badge"))
    return router
