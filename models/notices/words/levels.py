"""The level of a warning, as the severity and the words of a message name it; the table is levels.toml."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.notices.tables import NoticeLevel

TABLE = Path(__file__).with_name("levels.toml")


@dataclass(frozen=True)
class Levels:
    by_severity: dict[str, NoticeLevel]
    by_words: tuple[tuple[str, NoticeLevel], ...]  # the longest first, as one may be part of another

    def of_severity(self, severity: str) -> NoticeLevel | None:
        return self.by_severity.get(severity.casefold())

    def in_words(self, texts: Iterable[str]) -> set[NoticeLevel]:
        left = "\n".join(texts).casefold()
        found = set()
        for word, level in self.by_words:
            if word in left:
                found.add(level)
                left = left.replace(word, " ")
        return found


@cache
def levels() -> Levels:
    rows = tomllib.loads(TABLE.read_text("utf-8"))["level"]
    severities = {word.casefold(): NoticeLevel(row["level"]) for row in rows for word in row["severity"]}
    words = [(word.casefold(), NoticeLevel(row["level"])) for row in rows for word in row["words"]]
    return Levels(severities, tuple(sorted(words, key=lambda each: -len(each[0]))))
