"""The auditor: proves that everything that was due was done, and names what was not.

It asks each feature's checks, which go by the terms of what they check and not by the marks of those who did it; and
looks among all rows with a time of their own for those that were left lying.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from models.due import TimedRows
from models.feature import Domain

GRACE = timedelta(minutes=2)


@dataclass(frozen=True)
class Audit:
    """Those without a next step, and those with one that was left out: hazards as H12, calls for help as S3, and rows
    that were left lying as how many of a kind (leaves:2)."""

    lost: Sequence[str]
    late: Sequence[str]

    @property
    def clean(self) -> bool:
        return not self.lost and not self.late


async def audit(
    session: AsyncSession, domains: Sequence[Domain], now: datetime, since: datetime | None = None
) -> Audit:
    """`since` is when the clock began to tick: a step that was due before that has until GRACE after it."""
    checks = [check for domain in domains for check in domain.checks]
    lost = [code for check in checks for code in await check.lost(session)]
    if since is not None and now - since <= GRACE:
        return Audit(_once(lost), ())
    until = now - GRACE
    late = [code for check in checks for code in await check.late(session, until)]
    late += await _left_lying(session, [rows for domain in domains for rows in domain.timed], until)
    return Audit(_once(lost), _once(late))


async def _left_lying(session: AsyncSession, timed: Sequence[TimedRows], until: datetime) -> list[str]:
    counts = [(rows.name, await session.scalar(rows.left_lying(until))) for rows in timed]
    return [f"{name}:{count}" for name, count in counts if count]


def _once(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
