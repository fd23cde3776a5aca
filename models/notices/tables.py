"""A notice: words for many chats at once, and who has confirmed that they read them.

    draft ──sent──▶ awaiting ──another person agrees──▶ planned ──its time──▶ sending ──all said──▶ sent ──▶ expired
      ▲               │  └──not agreed to──▶ returned                            └─────────┬──────────┘
      └── edited, or nobody answered ◀───────────┘                                withdrawn, lifted, replaced

What must always hold: the audience is frozen into copies when sending begins, one a chat; a copy that was enqueued is
never enqueued again, as its `letter_id` is written in the same transaction; what was agreed to is what is sent, since
an edit makes it a draft again; how many were reached and have confirmed is counted from rows and kept nowhere.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, false, text
from sqlmodel import Field

from models.base import Row, Subject, UtcDateTime, chat_column, new_id, word

NOTICE = "notice"


class NoticeKind(StrEnum):
    NOTICE = "notice"
    WARNING = "warning"


class NoticeLevel(StrEnum):
    """Of a warning, from the least to the gravest."""

    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class NoticeState(StrEnum):
    DRAFT = "draft"
    AWAITING = "awaiting"
    RETURNED = "returned"
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    LIFTED = "lifted"
    REPLACED = "replaced"
    DISCARDED = "discarded"


class Asks(StrEnum):
    """Whose posts are asked to confirm, by name: never residents."""

    NOBODY = "nobody"
    LEADERS = "leaders"
    MEMBERS = "members"
    STAFF = "staff"


class NoticeAct(StrEnum):
    SEND = "send"
    AGREE = "agree"
    RETURN = "return"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    LIFT = "lift"
    REPLACE = "replace"
    PAUSE = "pause"


DUE = ("next", "progress", "again", "counts", "period", "visits", "remind", "answer")


def _waiting(due: str) -> Index:
    waits = text(f"{due}_at IS NOT NULL")
    return Index(f"ix_notices_{due}", f"{due}_at", postgresql_where=waits, sqlite_where=waits)


class Notice(Row, table=True):
    """`grid_id` is the subtree that it speaks for, `chat_id` where it was written: there its draft and its progress
    stand. `editor_ids` are all who have changed the draft, `sender_id` is who pressed send. `parts` are a warning's
    five parts; `audience` is an Audience as JSON. `revision` rises with every edit. `correction` are new
    words of one that was sent, by `correction_by`, with the parts and the level that they name: they wait for somebody
    to agree until `answer_at`. `expires_at` is set when it is sent, by warnings.ends_at(). `repeats` is read by
    timing.next_time(): as one is sent the next is planned, and `first_id` is the one whose photos and file are shown
    with it. As it is sent, what it `replaces_id` is over; a `restricted` one goes to no residents' group.

    `next_at` is its next step, `progress_at` when its progress is shown anew, and `counts_at` when the next copy, the
    first with an id above `counted_to`, shows how many have confirmed. A red warning is said again at `again_at`, for
    which it has been `said_again` so many times. At `period_at` the heightened period that a warning opens begins,
    ends on another day or is over, at `visits_at` members are asked to look after households; at `remind_at` who has
    not done what is to be done by then is reminded.
    """

    __tablename__ = "notices"
    __table_args__ = tuple(map(_waiting, DUE))

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    number: int = Field(unique=True)
    kind: NoticeKind = word(NoticeKind, default=NoticeKind.NOTICE)
    level: NoticeLevel | None = word(NoticeLevel, default=None, nullable=True)
    drill: bool = False
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    author_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    post_id: int = Field(foreign_key="posts.id", sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger, sa_column_kwargs=chat_column())
    words: str = Field(default="", sa_type=Text)
    parts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    asks: Asks = word(Asks, default=Asks.NOBODY)
    state: NoticeState = word(NoticeState, default=NoticeState.DRAFT)
    revision: int = 1
    reason: str = Field(default="", sa_type=Text)
    correction: str | None = Field(default=None, sa_type=Text)
    correction_parts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    correction_level: NoticeLevel | None = word(NoticeLevel, default=None, nullable=True)
    correction_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    editor_ids: list[int] = Field(default_factory=list, sa_type=JSON)
    sender_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    send_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    repeats: str | None = Field(default=None, max_length=24)
    first_id: int | None = Field(default=None, foreign_key="notices.id", sa_type=BigInteger)
    replaces_id: int | None = Field(default=None, foreign_key="notices.id", sa_type=BigInteger)
    restricted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    holds_hours: int
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    corrected_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    progress_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    counts_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    counted_to: int = Field(default=0, sa_type=BigInteger)
    again_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    said_again: int = 0
    opens_period: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    asks_visits: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    period_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    visits_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    remind_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def subject(self) -> Subject:
        return Subject(NOTICE, self.id)

    @property
    def code(self) -> str:
        return f"N{self.number}"

    @property
    def headline(self) -> str:
        return self.words.partition("\n")[0]

    @property
    def to_do_by(self) -> datetime | None:
        """When those who are asked should have done it, if reading is not enough."""
        return self.done_by if self.asks is not Asks.NOBODY else None

    @property
    def period_of_its_own(self) -> bool:
        """Never of a drill."""
        return self.kind is NoticeKind.WARNING and self.opens_period and not self.drill

    @property
    def asker_id(self) -> int:
        """Who asks somebody else to agree to it."""
        return self.correction_by or self.sender_id or self.author_id

    def writer_ids(self, sender_id: int | None) -> set[int]:
        """Whose words wait for somebody else to agree, as this person presses send."""
        if self.correction_by is not None:
            return {self.correction_by}
        return {self.author_id, *self.editor_ids} | ({sender_id} if sender_id is not None else set())


class NoticeCopy(Row, table=True):
    """One chat of the frozen audience. `letter_id` is the outbox's message of the words, once that is enqueued;
    `refused` is what Telegram said where it did not take them, until it is known whether it refuses many; `in_wave`: it
    did so in a wave that is over.

    The chats of a notice are distinct because one transaction, begun by a compare and set, writes them, and the clock
    alone adds to them: an index that says so would forbid a group to become a supergroup that has a copy already.
    """

    __tablename__ = "notice_copies"
    __table_args__ = (Index("ix_notice_copies_notice", "notice_id", "id"),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    notice_id: int = Field(foreign_key="notices.id", sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger, index=True, sa_column_kwargs=chat_column())
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    letter_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    refused: str | None = Field(default=None, max_length=200)
    in_wave: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class NoticeReceipt(Row, table=True):
    """A post that is asked to confirm, frozen when sending began, or its next holder's; by whom it was confirmed, and
    when it was done.
    """

    __tablename__ = "notice_receipts"
    __table_args__ = (Index("uq_notice_receipts_post", "notice_id", "post_id", unique=True),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    notice_id: int = Field(foreign_key="notices.id", sa_type=BigInteger)
    post_id: int = Field(foreign_key="posts.id", sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    received_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    received_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NoticeEvent(Row, table=True):
    """`data` holds the reason of a return or a withdrawal, the words before a correction, the revision agreed to."""

    __tablename__ = "notice_events"

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    notice_id: int = Field(foreign_key="notices.id", sa_type=BigInteger, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    act: NoticeAct = word(NoticeAct)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
