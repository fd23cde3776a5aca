from sqlalchemy import select
from sqlmodel import col

from models.feature import Domain
from models.mutual_reviews.answering import CARD
from models.mutual_reviews.appraisers import JOINED
from models.mutual_reviews.running import REVIEWS_DUE
from models.mutual_reviews.setting import BEGIN_TURNS, SETTING, TURNS
from models.mutual_reviews.tables import (
    Appraiser,
    MutualReview,
    MutualReviewTurn,
    ReviewAnswer,
    ReviewCard,
    ReviewResult,
)

MUTUAL_REVIEWS = Domain(
    "mutual_reviews",
    tables=(MutualReview, MutualReviewTurn, ReviewCard, ReviewAnswer, Appraiser, ReviewResult),
    due=(TURNS, REVIEWS_DUE),
    chores=(BEGIN_TURNS,),
    standing=(CARD, JOINED, SETTING),
    live=(select(col(ReviewCard.id)),),
)
