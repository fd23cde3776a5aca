"""Assessments of a street's grids, communities and posts, frozen once a period.

    planned ──a day after the period──▶ counting ──all counted──▶ rating ──all rated──▶ telling ──all told──▶
    provisional ──the days to object are over──▶ final          (of a month: rating ──▶ final, for its star members)

and an objection, of which a score has one

    open ──answered by a leader above──▶ upheld, corrected
      └──no answer in time──▶ open, one level up

What must always hold: what was counted, and by which rules, never changes but by a correction that an event tells of,
with what it was before; a veto stands beside the grade and can be taken back.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, Index, Text, text
from sqlmodel import Field

from models.assessment.criteria import Grade, Unit
from models.base import Row, Subject, UtcDateTime, new_id, word
from models.schedule.report_periods.periods import PeriodKind, ReportPeriod

SCORE, OBJECTION = "assessment_score", "assessment_objection"
NEXT = "next_at IS NOT NULL"
WORDS_LIMIT = 500


class AssessmentState(StrEnum):
    PLANNED = "planned"
    COUNTING = "counting"
    RATING = "rating"
    TELLING = "telling"
    PROVISIONAL = "provisional"
    FINAL = "final"


SEEN = (AssessmentState.TELLING, AssessmentState.PROVISIONAL, AssessmentState.FINAL)


class ObjectionState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    CORRECTED = "corrected"


class AssessmentAct(StrEnum):
    """What happens to a score: its person objects; a leader upholds or corrects it, vetoes it or takes that back."""

    OBJECT = "object"
    CLIMB = "climb"
    UPHOLD = "uphold"
    CORRECT = "correct"
    VETO = "veto"
    LIFT = "lift"


class AssessmentTurn(Row, table=True):
    """Of a street, or of the top of a tree without any: at `next_at` the periods that have begun are planned."""

    __tablename__ = "assessment_turns"
    __table_args__ = (
        Index("ix_assessment_turns_next", "next_at", postgresql_where=text(NEXT), sqlite_where=text(NEXT)),
    )

    grid_id: int = Field(
        primary_key=True, foreign_key="grids.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Assessment(Row, table=True):
    """Of a street and a period. `as_of` is when counting began; `done_to` is the id up to which the running step has
    come. `rules`, `pools` and `lent_next`, as kept.py writes them, are what was counted by; the last is for the next.
    """

    __tablename__ = "assessments"
    __table_args__ = (
        Index("uq_assessments_period", "grid_id", "kind", "first", unique=True),
        Index("ix_assessments_next", "next_at", postgresql_where=text(NEXT), sqlite_where=text(NEXT)),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    kind: PeriodKind = word(PeriodKind)
    first: date = Field(sa_type=Date)
    last: date = Field(sa_type=Date)
    state: AssessmentState = word(AssessmentState, default=AssessmentState.PLANNED)
    as_of: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_to: int = Field(default=0, sa_type=BigInteger)
    rules: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    pools: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    lent_next: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    object_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def period(self) -> ReportPeriod:
        return ReportPeriod(self.first, self.last, self.kind)


class AssessmentScore(Row, table=True):
    """Of a grid, a community, or a post and who held it. `peers` names the units that it was drawn to the mean of.

    `counts` are duties done and owed by criterion, `behind` some that were not done, and `lines` how the score comes
    about, as kept.py writes them. Without `score` it was not rated.
    """

    __tablename__ = "assessment_scores"
    __table_args__ = (
        Index("ix_assessment_scores_assessment", "assessment_id", "grid_id"),
        Index("ix_assessment_scores_person", "person_id", "assessment_id"),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    assessment_id: int = Field(foreign_key="assessments.id", sa_type=BigInteger)
    unit: Unit = word(Unit)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    post_id: int | None = Field(default=None, foreign_key="posts.id", sa_type=BigInteger)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    peers: str = Field(max_length=40)
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    behind: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    lines: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    duties: int = 0
    score: float | None = None
    low: float | None = None
    high: float | None = None
    grade: Grade = word(Grade, default=Grade.UNRATED)
    vetoed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    vetoed_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    veto_reason: str = Field(default="", sa_type=Text)

    @property
    def subject(self) -> Subject:
        return Subject(SCORE, self.id)

    @property
    def in_force(self) -> Grade:
        """Its grade, or what a veto makes of it."""
        return Grade.UNQUALIFIED if self.vetoed_at is not None else self.grade


class AssessmentEvent(Row, table=True):
    """What was done about a score, by whom; `data` holds the words, and of a correction what was before and is now."""

    __tablename__ = "assessment_events"

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    score_id: int = Field(foreign_key="assessment_scores.id", sa_type=BigInteger, index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    act: AssessmentAct = word(AssessmentAct)
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class AssessmentObjection(Row, table=True):
    """By `person_id`; the leaders of `level_id` are to answer it by then."""

    __tablename__ = "assessment_objections"
    __table_args__ = (
        Index("uq_assessment_objections_score", "score_id", unique=True),
        Index(
            "ix_assessment_objections_open",
            "level_id",
            postgresql_where=text("state = 'open'"),
            sqlite_where=text("state = 'open'"),
        ),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    score_id: int = Field(foreign_key="assessment_scores.id", sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    words: str = Field(default="", sa_type=Text)
    state: ObjectionState = word(ObjectionState, default=ObjectionState.OPEN)
    level_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    created_at: datetime = Field(sa_type=UtcDateTime)
    answer_by: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    answer: str = Field(default="", sa_type=Text)

    @property
    def subject(self) -> Subject:
        return Subject(OBJECTION, self.id)
