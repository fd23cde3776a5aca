"""What views give to delivery: a message in words, free of any Telegram library."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession

from locales.translator import Html, Translator
from models.outbox.letters import Letter


@dataclass(frozen=True)
class Button:
    """`data` comes back as a callback (64 bytes at most); `url` opens a link."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True)
class Worded:
    """One message. No photo: text; one: a photo with caption; two to ten: an album, which bears no buttons."""

    html: Html
    buttons: tuple[tuple[Button, ...], ...] = ()
    photos: tuple[str, ...] = ()
    ask_contact: str = ""  # the label of a keyboard button that shares one's own phone number
    drop_keyboard: bool = False


@dataclass(frozen=True)
class Pointless:
    """The message need not be said any more."""

    reason: str


@dataclass(frozen=True)
class Scene:
    """Everything a view may look at: it reads rows as they are at the moment of sending."""

    session: AsyncSession
    letter: Letter
    t: Translator
    now: datetime
    zone: tzinfo
    bot_username: str
    editing: bool = field(default=False)


View = Callable[[Scene], Awaitable[Worded | Pointless]]
