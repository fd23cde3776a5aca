"""Updates that can be handled one after the other without asking anew what is known of their chats."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from handlers.commands import NAME
from models.inbox.raw_update import POLLS
from models.inbox.updates import Claimed

SAID = frozenset({"text", "photo", "video", "document", "voice", "sticker", "location"})


class Readable(NamedTuple):
    """An update without what could not be read of it, raw and as the dispatcher takes it."""

    raw: dict[str, Any]
    update: Any


Given = tuple[Claimed, Readable]


def waves(given: Sequence[Given], unsettling: Collection[str]) -> Iterator[list[Given]]:
    """Requests are made a wave at a time: within one, no update changes what the request of a later one holds."""
    left = given
    while left:
        wave: list[Given] = []
        later: list[Given] = []
        unsettled: set[int] = set()
        for one, read in left:
            if one.chat_id in unsettled:
                later.append((one, read))
                continue
            wave.append((one, read))
            if not settled(read.raw, unsettling):
                unsettled.add(one.chat_id)
        yield wave
        left = later


def settled(raw: dict[str, Any], unsettling: Collection[str]) -> bool:
    """Whether the chat's binding stays as it is: service messages may change it, and what a feature says."""
    if not POLLS.isdisjoint(raw):
        return True
    if "callback_query" in raw:
        word = str(raw["callback_query"].get("data", "")).partition(":")[0]
        return bool(word) and word not in unsettling
    message = raw.get("message", {})
    name = NAME.match(str(message.get("text") or message.get("caption") or "").lstrip())
    return not SAID.isdisjoint(message) and (name is None or name[1].lower() not in unsettling)
