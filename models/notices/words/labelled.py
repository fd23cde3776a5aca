"""Lines and paragraphs of a warning that a label heads; the labels are parts.toml. Pure."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("parts.toml")
UNTIL = "until"


@cache
def _labels() -> tuple[dict[str, str], re.Pattern[str]]:
    """The part of each label, and a line that begins with one."""
    parts = {label: part for part, labels in tomllib.loads(TABLE.read_text("utf-8")).items() for label in labels}
    any_label = "|".join(sorted(map(re.escape, parts), key=len, reverse=True))
    return parts, re.compile(rf"\s*(?:【({any_label})】\s*[:：]?|({any_label})\s*[:：])\s*(.*)", re.IGNORECASE)


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

    @property
    def whole(self) -> str:
        return self.head + ("\n" if self.alone and self.lines else "") + "\n".join(self.lines)


def paragraphs(words: str) -> list[Paragraph]:
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


def names_end(words: str) -> bool:
    """An end that is no time to come stays among the words, see pasted.parts_in()."""
    return any(each.part == UNTIL for each in paragraphs(words))


def without_end(words: str) -> str:
    """Once it was asked for: two ends would contradict each other."""
    kept = [each.whole for each in paragraphs(words) if each.part != UNTIL]
    return "\n".join(kept).strip()
