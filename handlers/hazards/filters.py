from aiogram.filters import Filter
from aiogram.types import Message

from handlers.request import Desk


def words_of(message: Message) -> str:
    """With the hash sign that Chinese keyboards give."""
    return (message.text or message.caption or "").replace("＃", "#").strip()


class Tagged(Filter):
    """The words begin or end with this hashtag, where the bot may read them."""

    def __init__(self, tag: str) -> None:
        self.tag = tag

    async def __call__(self, message: Message, desk: Desk) -> bool:
        words = words_of(message)
        return desk.command is None and (words.startswith(self.tag) or words.endswith(self.tag))


class RepliesToHazard(Filter):
    async def __call__(self, _message: Message, desk: Desk) -> bool:
        letter = desk.reply_letter
        return desk.command is None and letter is not None and letter.kind.startswith("hazards.")


class AlbumPart(Filter):
    async def __call__(self, message: Message, desk: Desk) -> bool:
        return message.media_group_id is not None and desk.grid is not None
