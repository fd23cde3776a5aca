"""A measured line of the table, and the table."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measure:
    """`ratio` is what counts: `ours` and `bound` depend on the machine and the hour."""

    name: str
    ours: str
    bound: str
    ratio: float
    required: float
    at_least: bool = False

    @property
    def ok(self) -> bool:
        return self.ratio >= self.required if self.at_least else self.ratio <= self.required

    @property
    def cells(self) -> tuple[str, ...]:
        sign = "≥" if self.at_least else "≤"
        classified = "ok" if self.ok else "NOT"
        return self.name, self.ours, self.bound, f"{self.ratio:.2f}", f"{sign} {self.required:.2f}", classified


def peak_memory() -> int:
    """In bytes, of this program alone: getrusage() goes on with that of the one that began it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024


HEAD = ("measure", "ours", "theirs / bound", "ratio", "required", "")


def table(measures: Iterable[Measure]) -> str:
    rows = [HEAD, *(each.cells for each in measures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    padded = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    lines = [f"| {' | '.join(row)} |" for row in padded]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
