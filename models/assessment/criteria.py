"""What units are assessed by, and the grades that they are given: names that rows and files keep."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Criterion(StrEnum):
    """In the order in which people are told of them; each is a share of duties, of models/figures."""

    ACCEPTED = "accepted"
    CLOSED = "closed"
    LASTING = "lasting"
    SATISFIED = "satisfied"
    PATROL = "patrol"
    CHECKS = "checks"
    NOTICES = "notices"
    TRAINING = "training"
    LETTERS = "letters"


OF_HAZARDS = frozenset({Criterion.ACCEPTED, Criterion.CLOSED, Criterion.LASTING})
"""Who finds a hazard gets duties of these."""
MINUTES = 60  # of patrol; a duty is an hour


class Unit(StrEnum):
    GRID = "grid"
    COMMUNITY = "community"
    POST = "post"


class Grade(StrEnum):
    """From the best down; who had too few duties has none of them, which is a result of its own."""

    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    BASIC = "basic"
    UNQUALIFIED = "unqualified"
    UNRATED = "unrated"


class Count(NamedTuple):
    """Duties; of patrol whole hours."""

    done: int
    of: int


Counts = Mapping[Criterion, Count]
