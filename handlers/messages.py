"""What views give to delivery: a message in words, free of any Telegram library."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from functools import partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from locales.translator import Html, Translator
from models.outbox.tables import OutboxMessage
from models.text.personal_numbers import masked

DELETABLE = timedelta(hours=47)
POLL = "poll"  # the form of a message that stands as one
Making = partial[bytes]  # of a module's own function, with what it takes
Photo = str | Path | bytes | Making  # the id of a photo that Telegram has, a picture of ours, or what makes it
Kept = Callable[[str], Path | None]  # by its SHA-256, where a file of ours is, if it is here


@dataclass(frozen=True)
class Button:
    """`data` comes back as a callback (64 bytes at most); `url` opens a link."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file to send with the words as its caption: one of ours, what is in it, or what makes it, in another process
    and once the rows are read.
    """

    content: Path | bytes | Making = field(repr=False)  # what a message bears it keeps: no edit changes a file
    name: str


@dataclass(frozen=True)
class Copy:
    """A message that somebody sent, said once more; `fallback` is said where it can no longer be had."""

    chat_id: int
    message_id: int
    fallback: "MessageContent"


@dataclass(frozen=True)
class Quiz:
    """A poll with one right answer, by its place. It closes by itself at `closes_at`; `closed`: it is to be closed now,
    where it stands. Nobody can pass it on.
    """

    question: str
    options: tuple[str, ...]
    right: int
    explanation: str
    closes_at: datetime
    anonymous: bool = True
    closed: bool = False


@dataclass(frozen=True)
class MessageContent:
    """One message. No photo: text; one: a photo with caption; two to ten: an album, which bears no buttons.

    Pictures that are yet to be made are made like an Attachment; where that fails, the words are said without, or those
    that are meant for it.
    """

    html: Html
    buttons: tuple[tuple[Button, ...], ...] = ()
    photos: tuple[Photo, ...] = ()
    ask_contact: str = ""  # the label of a keyboard button that shares one's own phone number
    ask_location: str = ""  # likewise, that shares where one is; in private only
    drop_keyboard: bool = False
    ask_reply: str = ""  # opens the reader's reply line to this message, with this hint in it; not with buttons
    document: Attachment | None = None
    copy_of: Copy | None = None  # the words are its caption
    only_as_reply: bool = False  # not sent where the message it replies to is gone
    reaction: str = ""  # a sign on the message that this answers; the words are said where no sign is allowed
    pin: bool = False  # once it is sent, where the bot may; quietly, unless `pin_aloud`
    pin_aloud: bool = False
    unpin: bool = False  # once it is edited
    silent: bool = False  # comes without a sound
    protected: bool = False  # not to be passed on or saved by Telegram's own means
    quiz: Quiz | None = None  # asked instead; the words and buttons are for chats where no poll may be sent
    unpictured: Html | None = field(default=None, repr=False)  # said where its pictures cannot be made or shown

    @property
    def shows(self) -> bool:
        """Whether there is more than words."""
        return bool(self.photos) or self.document is not None

    def without_pictures(self) -> "MessageContent":
        """The words alone."""
        return replace(self, html=self.unpictured or self.html, photos=(), document=None, unpictured=None)


@dataclass(frozen=True)
class Skip:
    """The message need not be said any more."""

    reason: str


@dataclass(frozen=True)
class Delete:
    """The message has served and is taken away; one that was never sent is not sent."""

    reason: str


@dataclass(frozen=True)
class Later:
    """It waits until this hour, and is worded anew then."""

    until: datetime


class MenuScope(StrEnum):
    """Who sees a command menu, in Telegram's words; the last two are of the message's chat."""

    DEFAULT = "default"
    GROUPS = "all_group_chats"
    ADMINISTRATORS = "all_chat_administrators"
    CHAT = "chat"
    CHAT_ADMINISTRATORS = "chat_administrators"


@dataclass(frozen=True)
class Menu:
    """Commands with their descriptions, to be offered in a scope; a message worded so sets the menu and says
    nothing.
    """

    commands: tuple[tuple[str, str], ...]
    scope: MenuScope
    language_code: str = ""  # two letters; empty: for every language without a menu of its own


def nothing_kept(_sha256: str) -> None:
    """A Kept of whoever has no files."""


@dataclass(frozen=True)
class RenderContext:
    """Everything a view may look at: it reads rows as they are at the moment of sending."""

    session: AsyncSession
    message: OutboxMessage
    t: Translator
    now: datetime
    zone: tzinfo
    bot_username: str
    editing: bool = field(default=False)
    kept: Kept = nothing_kept

    def seen_here(self, words: str) -> str:
        """What somebody wrote, as this chat may see it: whole in private, in groups without people's numbers."""
        return words if self.message.chat_id > 0 else masked(words)

    @property
    def removable(self) -> bool:
        """Telegram takes away nothing that is older than two days; an edit makes it no younger."""
        return self.message.message_id is None or self.now - self.message.created_at < DELETABLE


Worded = MessageContent | Menu | Delete | Skip | Later
View = Callable[[RenderContext], Awaitable[Worded]]


@dataclass(frozen=True)
class ReadsMuch:
    """A view that counts over many rows: they are read beside the event loop, which others need meanwhile."""

    view: View

    async def __call__(self, context: RenderContext) -> Worded:
        return await self.view(context)
