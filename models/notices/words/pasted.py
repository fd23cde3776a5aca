"""What the words of a warning say of its level and its five parts, so that these need not be asked for. Pure."""

import re
from datetime import datetime, tzinfo
from typing import Any

from models.notices.tables import Notice, NoticeKind, NoticeLevel
from models.notices.timing import read_when
from models.notices.warnings import at_level
from models.notices.words.labelled import UNTIL, names_end, paragraphs, without_end
from models.notices.words.levels import levels

WARNS = re.compile(r".{0,8}(?:预警|警报|warning|alert)", re.IGNORECASE)  # a colour elsewhere is no level
BEFORE = re.compile(r"(?:之?前|为?止)?[。.]?\Z")  # 今晚8点前, 19时止。
OWN_LOOK = re.compile(r"\A\s*[🟦🟨🟧🟥]\s*[^:：]{0,20}[:：]\s*")  # of a warning that was copied from a chat


def columns_of(notice: Notice, words: str, now: datetime, zone: tzinfo, before: str = "") -> dict[str, Any]:
    """The columns of a draft with these words; where they name nothing but parts, those from before stay.
    An end that they name and that cannot be read takes the earlier one away: it is asked for.
    """
    if notice.kind is not NoticeKind.WARNING:
        return {"words": words}
    level, (left, parts) = level_in(words), parts_in(words, now, zone)
    if not without_end(left):
        left = "\n".join(filter(None, (before, left)))
    kept = {part: said for part, said in notice.parts.items() if part != UNTIL or not names_end(left)}
    found: dict[str, Any] = {"words": left, "parts": {**kept, **parts}}
    return found | at_level(notice, level) if level else found


def level_in(words: str) -> NoticeLevel | None:
    """None: none is named, or more than one."""
    named = levels().in_words(WARNS.findall(words))
    return named.pop() if len(named) == 1 else None


def parts_in(words: str, now: datetime, zone: tzinfo) -> tuple[str, dict[str, str]]:
    """What is left beside the parts, and these; an end that is no time to come stays where it is."""
    left, parts = [], {}
    for each in paragraphs(OWN_LOOK.sub("", words, count=1)):
        said = _until(each.said, now, zone) if each.part == UNTIL else each.said
        if each.part and said and each.part not in parts:
            parts[each.part] = said
        else:
            left.append(each.whole)
    return "\n".join(left).strip(), parts


def _until(said: str, now: datetime, zone: tzinfo) -> str:
    """As an ISO time; empty: it is none."""
    when = read_when(BEFORE.sub("", said), now, zone)
    return when.at.isoformat() if when and when.at and not when.repeats else ""
