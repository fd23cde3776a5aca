"""What became of messages since the program started."""

from dataclasses import dataclass


@dataclass
class Counts:
    """`unknown` were never answered, and are said again."""

    sent: int = 0
    dropped: int = 0
    failed: int = 0
    unknown: int = 0
    retried: int = 0
    too_many_requests: int = 0
    in_flight: int = 0
