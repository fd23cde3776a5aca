"""What was seen of a subject: pieces of evidence, and where their files are."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, text
from sqlmodel import Field

from models.base import Row, UtcDateTime, new_id, word

PICTURE = "image/jpeg"  # what every picture is kept as


class Moment(StrEnum):
    """When a piece of evidence was taken: as found, or as put right."""

    BEFORE = "before"
    AFTER = "after"


class EvidenceState(StrEnum):
    """What became of the file: `wanted` is fetched in the background."""

    WANTED = "wanted"
    KEPT = "kept"
    REFUSED = "refused"


class Evidence(Row, table=True):
    """A photo, video, document, voice or place of a subject; without one it is an album's part that came first.

    Until it is kept, `media_type` is what its message says, and only of a picture sent as a file.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix_evidence_album", "chat_id", "media_group_id"),
        Index("uq_evidence_message", "chat_id", "message_id", "subject_id", unique=True),
        Index(
            "uq_evidence_loose",
            "chat_id",
            "message_id",
            unique=True,
            postgresql_where=text("subject_id IS NULL"),
            sqlite_where=text("subject_id IS NULL"),
        ),
        Index(
            "ix_evidence_wanted",
            "not_before",
            postgresql_where=text("state = 'wanted'"),
            sqlite_where=text("state = 'wanted'"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    subject_kind: str | None = Field(default=None, max_length=24)
    subject_id: int | None = Field(default=None, sa_type=BigInteger, index=True)
    moment: Moment = word(Moment, default=Moment.BEFORE)
    kind: str = Field(max_length=12)
    chat_id: int = Field(sa_type=BigInteger)
    message_id: int = Field(sa_type=BigInteger)
    media_group_id: str | None = Field(default=None, max_length=64)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    file_id: str | None = Field(default=None, max_length=255)
    file_unique_id: str | None = Field(default=None, max_length=64, index=True)
    file_size: int | None = Field(default=None, sa_type=BigInteger)
    place: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    received_at: datetime = Field(sa_type=UtcDateTime)
    state: EvidenceState = word(EvidenceState, default=EvidenceState.WANTED)
    reason: str | None = Field(default=None, max_length=120)
    tries: int = 0
    not_before: datetime = Field(sa_type=UtcDateTime)
    sha256: str | None = Field(default=None, max_length=64, index=True)
    media_type: str | None = Field(default=None, max_length=80)
