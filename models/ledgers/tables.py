"""Who asked for which ledger, and what became of it: kept for whoever must account for what left the house.

    wanted ──made──▶ made ──its message is said──▶ sent
       │  ▲            │
       │  └─ its file or message is gone ─┤
       └──not allowed any more, too big, given up──▶ failed ◀──nobody can be told──┘

What must always hold: the row is written before any file is; a file is there, if at all, while its row waits.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Date, Index, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, chat_column, new_id, word
from models.ledgers.columns import LedgerName

SIGNAL = "ledgers"
WAITS = "next_at IS NOT NULL"
PURPOSE_LIMIT, OPERATOR_LIMIT = 200, 80


class ExportState(StrEnum):
    WANTED = "wanted"
    MADE = "made"
    SENT = "sent"
    FAILED = "failed"


class Failure(StrEnum):
    """Why nobody gets it: who asked may not any more, it is more than Telegram takes, it could not be made, or said."""

    NOT_ALLOWED = "not_allowed"
    TOO_BIG = "too_big"
    NOT_MADE = "not_made"
    UNSAID = "unsaid"


class LedgerExport(Row, table=True):
    """Asked for by a person, or by the `operator` of the command line. `first` and `last` are local days, both in it.
    `personal`: with personal data, for a `purpose`. `rows` are those written so far, `total` what was counted before.
    It waits for `next_at`: to be made, or to be looked at whether it is sent; `tries` tells whose claim it is.
    """

    __tablename__ = "ledger_exports"
    __table_args__ = (
        Index("ix_ledger_exports_next", "next_at", postgresql_where=text(WAITS), sqlite_where=text(WAITS)),
        Index("ix_ledger_exports_grid", "grid_id", "asked_at"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    kind: LedgerName = word(LedgerName)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger, index=True)
    operator: str = Field(default="", max_length=OPERATOR_LIMIT)
    chat_id: int | None = Field(default=None, sa_type=BigInteger, sa_column_kwargs=chat_column())
    language: str = Field(default="", max_length=12)
    first: date = Field(sa_type=Date)
    last: date = Field(sa_type=Date)
    personal: bool = False
    purpose: str = Field(default="", max_length=PURPOSE_LIMIT)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    state: ExportState = word(ExportState, default=ExportState.WANTED)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    tries: int = 0
    rows: int = 0
    total: int = 0
    file: str | None = Field(default=None, max_length=500)
    failure: Failure | None = word(Failure, default=None, nullable=True)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
