"""Mutual reviews (双向点评): once a year, those below rate those above and the other way round, on four questions.

    planned ──its first day──▶ asking ──all asked──▶ open ──days before the end──▶ reminding ──▶ closing
    closing ──the end──▶ telling ──next morning──▶ closed          planned … closing ──called off──▶ off

What must always hold: an answer names no person, only a pseudonym under the review's secret; at the end answers, cards
and the secret are deleted in the transaction that writes the results, and a result holds nothing of fewer than FLOOR.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, Date, Index, Text, text
from sqlmodel import Field

from models.base import Row, Subject, UtcDateTime, new_id, word

NEXT = "next_at IS NOT NULL"
FLOOR = 5  # people: what fewer have said is shown to nobody
QUESTIONS, MARKS = 4, 4
WORDS_LIMIT = 300
CARD_SUBJECT, SETTING_SUBJECT = "review_card", "mutual_review"


class ReviewState(StrEnum):
    PLANNED = "planned"
    ASKING = "asking"
    OPEN = "open"
    REMINDING = "reminding"
    CLOSING = "closing"
    TELLING = "telling"
    CLOSED = "closed"
    OFF = "off"


TAKES_ANSWERS = (ReviewState.ASKING, ReviewState.OPEN, ReviewState.REMINDING, ReviewState.CLOSING)
NOT_OVER = (ReviewState.PLANNED, *TAKES_ANSWERS)
OVER = (ReviewState.TELLING, ReviewState.CLOSED)


class Side(StrEnum):
    """Who reviews: residents and appraisers their grid, grids their community, communities their grids and the street
    with its departments, the street and its departments the communities.
    """

    RESIDENTS = "residents"
    GRIDS = "grids"
    COMMUNITIES = "communities"
    STREET = "street"


class BodyKind(StrEnum):
    """Who is reviewed."""

    STREET = "street"
    DEPARTMENT = "department"
    COMMUNITY = "community"
    GRID = "grid"


class MutualReviewTurn(Row, table=True):
    """Of a street: at `next_at` its leaders are offered the year's review."""

    __tablename__ = "mutual_review_turns"
    __table_args__ = (
        Index("ix_mutual_review_turns_next", "next_at", postgresql_where=text(NEXT), sqlite_where=text(NEXT)),
    )

    grid_id: int = Field(
        primary_key=True, foreign_key="grids.id", sa_type=BigInteger, sa_column_kwargs={"autoincrement": False}
    )
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MutualReview(Row, table=True):
    """Of a street and a year, from `first` to the end of `last`. `groups`: residents are invited in their groups.

    `secret` is what pseudonyms are made with while answers are taken; `done_to` is the id up to which the running step
    has come. `asked` and `answered` people are counted at the end.
    """

    __tablename__ = "mutual_reviews"
    __table_args__ = (
        Index("uq_mutual_reviews_year", "grid_id", "year", unique=True),
        Index("ix_mutual_reviews_next", "next_at", postgresql_where=text(NEXT), sqlite_where=text(NEXT)),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    year: int
    first: date = Field(sa_type=Date)
    last: date = Field(sa_type=Date)
    groups: bool = False
    state: ReviewState = word(ReviewState, default=ReviewState.PLANNED)
    set_by: int | None = Field(default=None, foreign_key="people.id", sa_type=BigInteger)
    set_at: datetime = Field(sa_type=UtcDateTime)
    secret: str = Field(default="", max_length=64)
    done_to: int = Field(default=0, sa_type=BigInteger)
    asked: int = 0
    answered: int = 0
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def subject(self) -> Subject:
        return Subject(SETTING_SUBJECT, self.id)

    @property
    def takes_answers(self) -> bool:
        return self.state in TAKES_ANSWERS


class ReviewCard(Row, table=True):
    """Somebody is asked, while answers are taken: `answered` says whether, never what. `grid_id` is where a resident
    came from.
    """

    __tablename__ = "review_cards"
    __table_args__ = (Index("uq_review_cards_person", "review_id", "person_id", unique=True),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    review_id: int = Field(foreign_key="mutual_reviews.id", sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger)
    grid_id: int | None = Field(default=None, foreign_key="grids.id", sa_type=BigInteger)
    answered: bool = False

    @property
    def subject(self) -> Subject:
        return Subject(CARD_SUBJECT, self.id)


class ReviewAnswer(Row, table=True):
    """What one pseudonym says of one body, while answers are taken: a mark from 0, the best, for each question."""

    __tablename__ = "review_answers"

    voter: str = Field(primary_key=True, max_length=64)
    body_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    review_id: int = Field(foreign_key="mutual_reviews.id", sa_type=BigInteger, index=True)
    side: Side = word(Side)
    kind: BodyKind = word(BodyKind)
    marks: list[int | None] = Field(default_factory=lambda: [None] * QUESTIONS, sa_type=JSON)
    words: str = Field(default="", sa_type=Text)


class Appraiser(Row, table=True):
    """Whom a community has asked to rate the service in its grids (监督评议员), year by year, until `ended_at`."""

    __tablename__ = "appraisers"
    __table_args__ = (Index("uq_appraisers_person", "grid_id", "person_id", unique=True),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    person_id: int = Field(foreign_key="people.id", sa_type=BigInteger, index=True)
    joined_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReviewResult(Row, table=True):
    """What at least FLOOR people of one side have said of a body or, `pooled`, of those of a kind below it that too few
    have reviewed. `counts` are answers by question and mark, None where a question had too few.
    """

    __tablename__ = "review_results"
    __table_args__ = (Index("uq_review_results_body", "review_id", "body_id", "side", "kind", "pooled", unique=True),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    review_id: int = Field(foreign_key="mutual_reviews.id", sa_type=BigInteger)
    body_id: int = Field(sa_type=BigInteger)
    side: Side = word(Side)
    kind: BodyKind = word(BodyKind)
    pooled: bool = False
    people: int
    counts: list[list[int] | None] = Field(default_factory=list, sa_type=JSON)
    words: list[str] = Field(default_factory=list, sa_type=JSON)
