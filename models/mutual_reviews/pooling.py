"""What may be shown: each answer goes into one result at most, and no result is of fewer than FLOOR people."""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.mutual_reviews.tables import FLOOR, MARKS, QUESTIONS, BodyKind, Side

Counts = list[list[int] | None]


@dataclass(frozen=True)
class Given:
    """An answer; whose is told by a pseudonym alone."""

    voter: str
    body_id: int
    side: Side
    kind: BodyKind
    marks: Sequence[int | None]
    words: str = ""


@dataclass(frozen=True)
class Shown:
    body_id: int
    side: Side
    kind: BodyKind
    pooled: bool
    people: int
    counts: Counts
    words: Sequence[str]


def pool(answers: Iterable[Given], parents: Mapping[int, int]) -> list[Shown]:
    """By side and kind: a body's own answers or, where they are too few, those of all such bodies below the next above
    it, and so on up; what is too few at the top is in no result. A pool holds nothing that is shown on its own, so that
    nothing can be found by taking one from the other.
    """
    found = []
    by_body: dict[tuple[Side, BodyKind], dict[int, list[Given]]] = defaultdict(lambda: defaultdict(list))
    for each in answers:
        if each.words or any(mark is not None for mark in each.marks):
            by_body[each.side, each.kind][each.body_id].append(each)
    for (side, kind), of_each in by_body.items():
        pools: dict[int, list[Given]] = defaultdict(list)
        for body_id, several in of_each.items():
            if _people(several) >= FLOOR:
                found.append(_shown(body_id, side, kind, several, pooled=False))
            elif body_id in parents:
                pools[parents[body_id]] += several
        found += _pooled(side, kind, pools, parents)
    return found


def _pooled(side: Side, kind: BodyKind, pools: dict[int, list[Given]], parents: Mapping[int, int]) -> Iterable[Shown]:
    """The lowest first, as what is too few goes on to the next above."""
    while pools:
        lowest = max(pools, key=lambda each: _depth(each, parents))
        several = pools.pop(lowest)
        if _people(several) >= FLOOR:
            yield _shown(lowest, side, kind, several, pooled=True)
        elif lowest in parents:
            pools[parents[lowest]] += several


def _depth(body_id: int, parents: Mapping[int, int]) -> int:
    depth = 0
    while body_id in parents:
        body_id, depth = parents[body_id], depth + 1
    return depth


def _people(answers: Iterable[Given]) -> int:
    """Somebody who reviews several bodies is one."""
    return len({each.voter for each in answers})


def _shown(body_id: int, side: Side, kind: BodyKind, answers: Sequence[Given], *, pooled: bool) -> Shown:
    counts: Counts = []
    for question in range(QUESTIONS):
        marked = [each for each in answers if each.marks[question] is not None]
        of_mark = [sum(each.marks[question] == mark for each in marked) for mark in range(MARKS)]
        counts.append(of_mark if _people(marked) >= FLOOR else None)
    words = [each.words for each in answers if each.words]
    random.SystemRandom().shuffle(words)
    return Shown(body_id, side, kind, pooled, _people(answers), counts, words)
