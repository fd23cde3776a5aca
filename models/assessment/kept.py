"""What an assessment keeps as JSON: rules and means that it was counted by, the parts of a score, the rows behind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from models.assessment.criteria import Count, Counts, Criterion, Grade
from models.assessment.rules import Item, Rules
from models.assessment.scoring import LeftOut, Line, Pools
from models.figures.duties import Duty
from models.statistics.shrinkage import Shares

MOST_BEHIND = 10


@dataclass(frozen=True)
class Behind:
    """A duty that was not done, or not in full: which one, on which day; of patrol so many minutes of how many."""

    what: str = ""
    day: date | None = None
    done: int = 0
    of: int = 1


def rules_kept(rules: Rules) -> dict[str, Any]:
    return asdict(rules)


def rules_read(kept: Mapping[str, Any]) -> Rules:
    tables = {
        "weights": {Criterion(key): value for key, value in kept["weights"].items()},
        "lines": {Grade(key): value for key, value in kept["lines"].items()},
        "standard": {Item(key): value for key, value in kept["standard"].items()},
    }
    return Rules(**{**kept, **tables})


def pools_kept(pools: Pools) -> dict[str, list[float]]:
    return {str(criterion): [shares.mean, shares.weight] for criterion, shares in pools.items()}


def pools_read(kept: Mapping[str, Any]) -> Pools:
    return {Criterion(key): Shares(*values) for key, values in kept.items()}


def counts_kept(counts: Counts) -> dict[str, list[int]]:
    return {str(criterion): list(count) for criterion, count in counts.items()}


def counts_read(kept: Mapping[str, Any]) -> dict[Criterion, Count]:
    return {Criterion(key): Count(*values) for key, values in kept.items()}


def lines_kept(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [asdict(line) for line in lines]


def lines_read(kept: Iterable[Mapping[str, Any]]) -> list[Line]:
    return [
        Line(
            **{
                **each,
                "criterion": Criterion(each["criterion"]),
                "left_out": LeftOut(each["left_out"]) if each["left_out"] else None,
            }
        )
        for each in kept
    ]


def behind_kept(duties: Sequence[Duty]) -> dict[str, Any]:
    """The first of those that were not done, and how many more there are."""
    missed = [duty for duty in duties if duty.done < duty.of]
    rows = [[duty.what, duty.day.isoformat() if duty.day else None, duty.done, duty.of] for duty in missed]
    return {"rows": rows[:MOST_BEHIND], "more": len(rows[MOST_BEHIND:])}


def behind_read(kept: Mapping[str, Any], criterion: Criterion) -> tuple[list[Behind], int]:
    found = kept.get(criterion)
    if found is None:
        return [], 0
    rows = [Behind(what, date.fromisoformat(day) if day else None, done, of) for what, day, done, of in found["rows"]]
    return rows, found["more"]
