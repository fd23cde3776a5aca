"""Words that say something is burning, as against words that say it could: “着火了”, “容易着火”.

“了” right behind a word says that it has happened, whatever stands before it but for “if” and “not”.
"""

import re
from collections.abc import Iterable
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
        return self._before.search(before) is not None or behind.startswith(self.spared.behind)

    @cached_property
    def _before(self) -> re.Pattern[str]:
        return _ends_with(self.spared.before)

    @cached_property
    def _never(self) -> re.Pattern[str]:
        return _ends_with(self.spared.never)


def _ends_with(words: Iterable[str]) -> re.Pattern[str]:
    each = [re.escape(word.removesuffix(FURTHER)) + (GAP if word.endswith(FURTHER) else "") for word in words]
    return re.compile(f"(?:{'|'.join(each)})$" if each else r"(?!)")
