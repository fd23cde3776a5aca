"""The command a message begins with: where it ends, whom it addresses, and the words after it.

Telegram marks a command only where no letter of any script follows it. `/report楼道堆物` and `/上报 楼道堆物` come
without a mark and are meant as commands all the same.
"""

import re
from collections.abc import Mapping
from typing import Any

from handlers.request import Command

NAME = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{3,32}))?")
FOREIGN_NAME = re.compile(r"/([^\s/，。：；、！？,.:;!?]+)")  # of signs that Telegram's commands do not know
SEPARATORS = re.compile(r"[\s\u200b\u3000，。：；、！？,.:;!?…·~\uff5e\u2014]+")
LITERAL = ("code", "pre")


def command_in(message: Mapping[str, Any], bot_username: str) -> Command | None:
    """The command of a message as Telegram sends it, unless it is addressed to another bot or shown as code."""
    part = "text" if "text" in message else "caption"
    text = str(message.get(part) or "")
    words = text.lstrip()
    name = NAME.match(words) or FOREIGN_NAME.match(words)
    if name is None or _literal(message.get("entities" if part == "text" else "caption_entities") or ()):
        return None
    addressee = name[2] if name.re is NAME else None
    if addressee and addressee.lower() != bot_username.lower():
        return None
    return Command(name[1].lower(), words_after(words[name.end() :]), addressed=addressee is not None)


def words_after(rest: str) -> str:
    """What follows a command or a hashtag, without what separates it from that."""
    separators = SEPARATORS.match(rest)
    return (rest[separators.end() :] if separators else rest).strip()


def _literal(entities: Any) -> bool:
    return any(entity.get("type") in LITERAL and entity.get("offset") == 0 for entity in entities)
