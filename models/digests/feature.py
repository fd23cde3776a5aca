from models.digests.freezing import BEGIN_TURNS, DIGEST_TURNS
from models.digests.sending import FROZEN_PERIODS
from models.digests.tables import DigestTurn, FrozenPeriod
from models.feature import Domain

DIGESTS = Domain(
    "digests", tables=(DigestTurn, FrozenPeriod), due=(DIGEST_TURNS, FROZEN_PERIODS), chores=(BEGIN_TURNS,)
)
