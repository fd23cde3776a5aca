"""Words that say something is burning, as against words that say it could: “着火了”, “容易着火”.

“了” right behind a word says that it has happened, whatever stands before it but for “if” and “not”.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

FURTHER = "…"
GAP = r"[^，。！？；,.!?;\s]{0,4}"
HAPPENED = "了"


@dataclass(frozen=True)
class Spared:
    """
    What takes the danger out of a word: `before` it, it could be; with one of `never`, it is not, or only if; one of
    `behind` it makes a risk or a thing's name of it. What ends in “…” may stand further off in the same clause.
    """

    before: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


@dataclass(frozen=True)
class Danger:
    words: tuple[str, ...]
    spared: Spared = Spared()

    def in_(self, text: str) -> bool:
        lower = text.lower()
        there = (word for word in self.words if word in lower)
        found = (match for word in there for match in re.finditer(re.escape(word), lower))
        return any(not self._spares(lower, match) for match in found)

    def _spares(self, text: str, found: re.Match[str]) -> bool:
        before, behind = text[: found.start()], text[found.end() :]
        if self._never.search(before):
            return True
        if behind.startswith(HAPPENED):
            return False
        return self._before.search(before) is not None or behind.startswith(self._behind)

    @cached_property
    def _before(self) -> re.Pattern[str]:
        return _ends_with(self.spared.before)

    @cached_property
    def _behind(self) -> tuple[str, ...]:
        return tuple(f" {word}" if word[0].isascii() and word[0].isalpha() else word for word in self.spared.behind)

    @cached_property
    def _never(self) -> re.Pattern[str]:
        return _ends_with(self.spared.never)


def _ends_with(words: Collection[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(map(_form, words))})$" if words else r"(?!)")


def _form(word: str) -> str:
    """English words stand apart from others by a space."""
    if word.isascii():
        return rf"\b{re.escape(word)} ?"
    return re.escape(word.removesuffix(FURTHER)) + (GAP if word.endswith(FURTHER) else "")
