"""What the words of a warning say of its level and its five parts, so that these need not be asked for. Pure."""

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from models.notices.tables import Notice, NoticeKind, NoticeLevel
from models.notices.timing import read_when
from models.notices.warnings import at_level
from models.notices.words.levels import levels

TABLE = Path(__file__).with_name("parts.toml")
UNTIL = "until"
WARNS = re.compile(r".{0,8}(?:预警|警报|warning|alert)", re.IGNORECASE)  # a colour elsewhere is no level
OWN_LOOK = re.compile(r"\A\s*[🟦🟨🟧🟥]\s*[^:：]{0,20}[:：]\s*")  # of a warning that was copied from a chat


@cache
def _labels() -> tuple[dict[str, str], re.Pattern[str]]:
    """The part of each label, and a line that begins with one."""
    parts = {label: part for part, labels in tomllib.loads(TABLE.read_text("utf-8")).items() for label in labels}
    any_label = "|".join(sorted(map(re.escape, parts), key=len, reverse=True))
    return parts, re.compile(rf"\s*(?:【({any_label})】\s*[:：]?|({any_label})\s*[:：])\s*(.*)", re.IGNORECASE)


def columns_of(notice: Notice, words: str, now: datetime, zone: tzinfo, before: str = "") -> dict[str, Any]:
    """The columns of a draft with these words; where they name nothing but parts, those from before stay."""
    if notice.kind is not NoticeKind.WARNING:
        return {"words": words}
    level, (left, parts) = level_in(words), parts_in(words, now, zone)
    found: dict[str, Any] = {"words": left or before, "parts": {**notice.parts, **parts}}
    return found | at_level(notice, level) if level else found


def level_in(words: str) -> NoticeLevel | None:
    """None: none is named, or more than one."""
    named = levels().in_words(WARNS.findall(words))
    return named.pop() if len(named) == 1 else None


@dataclass
class Paragraph:
    """`part` is empty where no label heads it; `head` is the label as it stands there, `alone` if nothing follows it on
    its line: then the lines below are what it heads.
    """

    part: str
    head: str
    lines: list[str]
    alone: bool = False

    @property
    def said(self) -> str:
        return "\n".join(self.lines).strip()


def parts_in(words: str, now: datetime, zone: tzinfo) -> tuple[str, dict[str, str]]:
    """What is left beside the parts, and these; an end that is no time to come stays where it is."""
    left, parts = [], {}
    for each in _paragraphs(OWN_LOOK.sub("", words, count=1)):
        said = _until(each.said, now, zone) if each.part == UNTIL else each.said
        if each.part and said and each.part not in parts:
            parts[each.part] = said
        else:
            left.append(each.head + "\n".join(each.lines))
    return "\n".join(left).strip(), parts


def _until(said: str, now: datetime, zone: tzinfo) -> str:
    """As an ISO time; empty: it is none."""
    when = read_when(said.rstrip("。."), now, zone)
    return when.at.isoformat() if when and when.at and not when.repeats else ""


def _paragraphs(words: str) -> list[Paragraph]:
    by_label, pattern = _labels()
    found: list[Paragraph] = []
    for line in words.splitlines():
        if headed := pattern.match(line):
            said, head = headed[3], line[: headed.start(3)]
            part = by_label[(headed[1] or headed[2]).lower()]
            found.append(Paragraph(part, head, [said] if said else [], alone=not said))
        elif found and found[-1].alone and line.strip():
            found[-1].lines.append(line)
        else:
            found.append(Paragraph("", "", [line]))
    return found
