"""Which ledger the command line asks for."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.ledgers.columns import LedgerName
    from models.schedule.report_periods.periods import Days


class BadUsage(Exception):
    """Its text says what is wrong and what would be right."""


@dataclass(frozen=True)
class Given:
    """What the command line asks for; `purpose`: with personal data."""

    kind: "LedgerName"
    code: str
    days: "Days"
    out: Path
    purpose: str
