"""What delivery has done."""

from dataclasses import dataclass


@dataclass
class Counts:
    """Since the program started."""

    sent: int = 0
    dropped: int = 0
    failed: int = 0
    unknown: int = 0
    retried: int = 0
    too_many_requests: int = 0
    in_flight: int = 0
