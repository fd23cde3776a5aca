"""Which handler an update is for. Plain async classes: aiogram runs its magic filters in a thread each."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.callbacks import Press
from handlers.request import Request
from models.errors import NotFound
from models.heard import LOOSE, OFFER, Heard, made_by
from models.outbox.enqueue import message_at
from models.outbox.lost_copies import recognise
from models.outbox.tables import OutboxMessage

LATELY = timedelta(days=1)


class Says(Filter):
    """A command to this bot, of any of these names."""

    def __init__(self, *names: str) -> None:
        self.names = frozenset(names)

    async def __call__(self, _event: Any, request: Request) -> bool:
        return request.command is not None and request.command.name in self.names


class Pressed(Filter):
    """A button of this kind, under a message that it was made for.

    Gives the handler `press`, `person`, the one who pressed, and `message`, the one pressed on. That is None where we
    do not know it: one that delivery has yet to record, or that Telegram took without answering us and that its
    buttons do not tell from others. Such a press is a matter of permission alone, lest honest buttons stop working. One
    without a chat stood in an inline message, which is never ours. What no handler takes, handlers/system answers.
    """

    gives: ClassVar[str] = ""  # the handler's name for the row that `find` finds

    def __init__(self, button: type[Press]) -> None:
        self.button = button

    async def find(self, session: AsyncSession, press: Any) -> Any:
        """The row that the button names by what people call it; raises NotFound."""

    async def __call__(self, query: CallbackQuery, request: Request) -> bool | dict[str, Any]:
        press = self.button.read(query.data or "")
        if press is None or request.chat is None or request.person is None:
            return False
        try:
            row = await self.find(request.session, press)
        except NotFound:
            return False
        message = await _pressed_on(request.session, query, request.now)
        if message is not None and not press.made_for(message, row.id if self.gives else None):
            return False
        given = {"press": press, "person": request.person, "message": message}
        return {**given, self.gives: row} if self.gives else given


async def _pressed_on(session: AsyncSession, query: CallbackQuery, now: datetime) -> OutboxMessage | None:
    if query.message is None:
        return None
    chat_id, message_id = query.message.chat.id, query.message.message_id
    known = await message_at(session, chat_id, message_id)
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    if known is not None or markup is None:
        return known
    buttons = [button.callback_data for row in markup.inline_keyboard for button in row]
    return await recognise(session, chat_id, message_id, buttons, now)


class NoLongerThere(SkipHandler):
    """Raised by a handler, before it has changed anything, when what the button was for is gone."""


async def heard_of(message: Message, request: Request) -> Sequence[Heard]:
    """What the message had made before it was edited."""
    if request.heard is None:
        request.heard = await made_by(request.session, message.chat.id, message.message_id)
    return request.heard


class AsksAnew(Filter):
    """An edit of what has made nothing yet, and was said lately: taken as if it had just been said."""

    async def __call__(self, message: Message, request: Request) -> bool:
        lately = (message.edit_date or 0) - message.date.timestamp() < LATELY.total_seconds()
        return lately and all(row.subject_kind in (OFFER, LOOSE) for row in await heard_of(message, request))


class Edits(Filter):
    """An edit of what has made this kind of thing; gives its `rows`, and the `words` as they are now."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    async def __call__(self, message: Message, request: Request) -> bool | dict[str, Any]:
        rows = [row for row in await heard_of(message, request) if row.subject_kind == self.kind]
        words = request.command.text if request.command else (message.text or message.caption or "").strip()
        return {"rows": rows, "words": words} if rows else False


class InPrivate(Filter):
    async def __call__(self, _event: Any, request: Request) -> bool:
        return request.private
