"""What a handler is given for one update: rows, the hour, the reader's language, and how to answer a press."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from locales.translator import Translator
from models.grids.tables import Binding, Chat, Grid
from models.heard import Heard
from models.members.tables import Person
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, OutboxMessage


@dataclass(frozen=True)
class Command:
    """`/report@wangge_bot 楼道堆物` is name "report", text "楼道堆物"; `addressed`: it names this bot."""

    name: str
    text: str
    addressed: bool = False


@dataclass(frozen=True)
class Toast:
    """The one answer to a button press; `alert` must be closed by hand."""

    text: str
    alert: bool = False


class Languages(Protocol):
    def to(self, person: Person | None) -> Translator: ...


@dataclass
class Request:
    """`person` is None for anonymous administrators and channels; `grid` is the one this chat serves.

    `admin` is Telegram's answer whether the person is an administrator of this group: None where it gave none, and
    for what no feature has declared in `asks_admin`.
    """

    session: AsyncSession
    now: datetime
    bot_username: str
    languages: Languages
    zone: tzinfo
    chat: Chat | None = None
    person: Person | None = None
    binding: Binding | None = None
    grid: Grid | None = None
    command: Command | None = None
    message_id: int | None = None
    replied_to: OutboxMessage | None = None
    toast: Toast | None = field(default=None)
    admin: bool | None = None
    admin_ids: frozenset[int] = frozenset()  # the private chats of those who run the bot
    sent_at: datetime | None = None  # by the message's own date, which is never later than `now`
    said_at: datetime | None = None  # the same, where it was read late
    heard: Sequence[Heard] | None = None  # what a message had made before it was edited, once that is looked for

    @property
    def private(self) -> bool:
        return self.chat is not None and self.chat.type == "private"

    @property
    def at(self) -> datetime:
        """When it was sent, or now, as a press has no time of its own; in whole seconds, as messages have no others."""
        return self.sent_at or self.now.replace(microsecond=0)

    @property
    def t(self) -> Translator:
        """For words to the person alone: toasts."""
        return self.languages.to(self.person)

    def show_toast(self, text: str, *, alert: bool = False) -> None:
        """Shows the person who pressed a button a short text, once this update is committed."""
        self.toast = Toast(text, alert)

    def reply(self, kind: str, *, subject_id: int | None = None, lane: Lane = Lane.REPLY, **args: Any) -> OutboxMessage:
        """Enqueue a message of `kind` into this chat, as a reply to what was said."""
        if self.chat is None:
            raise ValueError("this update has no chat to answer in")
        reply_to = self.message_id if self.chat.type != "private" else None
        return enqueue(
            self.session, self.chat.id, kind, lane, self.now, subject_id=subject_id, reply_to=reply_to, **args
        )
