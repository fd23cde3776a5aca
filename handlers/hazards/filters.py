import re
from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.evidence.extract import found_in, words_in
from handlers.filters import Pressed
from handlers.request import Request
from models.grids.tables import Purpose
from models.hazards.tables import Hazard
from models.hazards.working.actions import find
from models.text.small_talk import small_talk

TAG = re.compile(r"(?<![\w#])#隐患(?![\w#])")
GLUED_TAG = re.compile(r"#隐患\w")
TAGGED = re.compile(rf"\A\W*{TAG.pattern}|{TAG.pattern}\W*\Z")


def words_of(message: Message) -> str:
    """With the hash sign that Chinese keyboards give."""
    return words_in(message).replace("＃", "#")


class Tagged(Filter):
    """The words begin or end with the hashtag of hazards, where the bot may read them; `#隐患排查` is another one."""

    async def __call__(self, message: Message, request: Request) -> bool:
        return request.command is None and TAGGED.search(words_of(message)) is not None


class RepliesToHazard(Filter):
    """With words or evidence: a sticker, and thanks, add nothing."""

    async def __call__(self, message: Message, request: Request) -> bool:
        about = request.replied_to
        if request.command is not None or about is None or not about.kind.startswith("hazards."):
            return False
        words = words_in(message)
        return bool(found_in(message)) or (bool(words) and small_talk(words) is None)


class AlbumPart(Filter):
    async def __call__(self, message: Message, request: Request) -> bool:
        return message.media_group_id is not None and request.grid is not None and request.command is None


class PressedHazard(Pressed):
    """A button that bears the number of a hazard; gives `hazard` besides."""

    gives = "hazard"

    async def find(self, session: AsyncSession, press: Any) -> Hazard:
        return await find(session, press.number)


class AmongStaff(Filter):
    """Not in a group of residents: what is shown to staff stands in leaders' chats and in private."""

    async def __call__(self, _event: Any, request: Request) -> bool:
        return request.binding is None or request.binding.purpose is not Purpose.GROUP
