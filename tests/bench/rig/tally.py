"""What a side tells whoever started it: the hour at which so many updates were committed."""

import time
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Prints, a line for each mark, the monotonic hour and the processor time used so far."""

    marks: list[int]
    count: int = 0
    _left: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._left = sorted(self.marks)

    @classmethod
    def of(cls, marks: str) -> "Tally":
        """From `200,2000`."""
        return cls([int(mark) for mark in marks.split(",") if mark])

    def add(self, more: int) -> None:
        self.count += more
        while self._left and self.count >= self._left[0]:
            self._left.pop(0)
            print(time.monotonic(), time.process_time(), flush=True)
