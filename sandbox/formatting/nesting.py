"""
Which marks may stand together. What must hold afterwards: no two marks cross; nothing is inside `pre` or `code`; of
links, mentions and the like none contains another; quotes are not nested; bold, italic, underline, strikethrough and
spoiler may overlap anything else and are cut into pieces at its edges.
"""

import sys
from collections import deque

from sandbox.formatting.mark import QUOTES, SPLITTABLE, VERBATIM, Mark, in_order


def nested(marks: list[Mark], found: list[Mark] | None = None) -> list[Mark]:
    """`found` are marks the server detected by itself: they give way to those the sender made."""
    solid = _apart([mark for mark in marks if mark.kind not in SPLITTABLE and mark.kind not in QUOTES])
    quotes = _apart([mark for mark in marks if mark.kind in QUOTES])
    solid = [mark for mark in solid if not _crosses_any(mark, quotes)]
    newcomers = [mark for mark in _apart(found or []) if not _crosses_any(mark, quotes)]
    solid = in_order(solid + _without_overlaps(newcomers, solid) + quotes)
    pieces = _Pieces([mark for mark in marks if mark.kind in SPLITTABLE])
    return in_order(solid + pieces.cut_at(solid))


def _apart(marks: list[Mark]) -> list[Mark]:
    """The first of those that overlap stays."""
    kept: list[Mark] = []
    for mark in in_order(marks):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _without_overlaps(newcomers: list[Mark], settled: list[Mark]) -> list[Mark]:
    """Both lists are in order and without overlaps of their own."""
    kept, others = [], deque(settled)
    for mark in newcomers:
        while others and others[0].end <= mark.start:
            others.popleft()
        if not others or mark.end <= others[0].start:
            kept.append(mark)
    return kept


def _crosses_any(mark: Mark, quotes: list[Mark]) -> bool:
    return any(
        mark.start < quote.end and quote.start < mark.end and not (quote.start <= mark.start and mark.end <= quote.end)
        for quote in quotes
    )


class _Pieces:
    """Marks of one kind that touch are one mark; it is cut wherever another kind begins or a solid mark has an edge."""

    def __init__(self, marks: list[Mark]) -> None:
        self.waiting = deque(in_order(marks))
        self.open: dict[str, tuple[int, int]] = {}
        self.done: list[Mark] = []

    def cut_at(self, solid: list[Mark]) -> list[Mark]:
        around: list[Mark] = []
        for mark in [*solid, Mark(sys.maxsize, sys.maxsize, "end")]:
            while around and mark.start >= around[-1].end:
                self._leave(around.pop())
            self._advance(mark.start)
            around.append(mark)
        return self.done

    def _leave(self, solid: Mark) -> None:
        before = len(self.done)
        self._advance(solid.end)
        if solid.kind in VERBATIM:
            del self.done[before:]

    def _advance(self, to: int) -> None:
        while self.waiting and self.waiting[0].start < to:
            mark = self.waiting.popleft()
            start, end = self.open.get(mark.kind, (0, -1))
            if mark.start <= end:
                self.open[mark.kind] = start, max(end, mark.end)
            else:
                self._cut(mark.start)
                self.open[mark.kind] = mark.start, mark.end
        self._cut(to)

    def _cut(self, at: int) -> None:
        for kind in SPLITTABLE:
            start, end = self.open.get(kind, (at, at))
            if start >= at:
                continue
            self.done.append(Mark(start, min(end, at), kind))
            if end <= at:
                del self.open[kind]
            else:
                self.open[kind] = at, end
