"""Which of many tests are believed, so that of those believed at most a share is expected to be chance.

Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57:289.
"""

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")


def believed(p_values: Mapping[Key, float], share: float) -> set[Key]:
    """The tests whose p-value is no greater than the largest p(i) with p(i) ≤ share · i / tests."""
    ranked = sorted(p_values.values())
    limits = (share * place / len(ranked) for place in range(1, len(ranked) + 1))
    least = max((p for p, limit in zip(ranked, limits, strict=True) if p <= limit), default=None)
    return set() if least is None else {key for key, p in p_values.items() if p <= least}
