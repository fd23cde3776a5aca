from models.feature import Domain
from models.work_log.digests import BEGIN_DIGESTS, DIGEST, DIGESTS
from models.work_log.reviews import QUESTION
from models.work_log.tables import LogDigest, LogEntry, LogReview
from models.work_log.worklist import ROUNDS_LED

PERSONS_LOG = "work_log.review"
WORK_LOG = Domain(
    "work_log",
    tables=(LogEntry, LogReview, LogDigest),
    due=(DIGESTS,),
    chores=(BEGIN_DIGESTS,),
    worklist=ROUNDS_LED,
    standing=(DIGEST, PERSONS_LOG, QUESTION),
)
