from sqlalchemy import select
from sqlmodel import col

from models.feature import Domain
from models.patrols.closing import ROUNDS_LEFT_OPEN
from models.patrols.doubts.flags import FLAGGED, PatrolFlag
from models.patrols.rounds import CARD
from models.patrols.spot_checks import SpotCheck
from models.patrols.stops import STOP_ADDED
from models.patrols.tables import LivePoint, LiveTrack, PatrolPerson, PatrolRound, PatrolStop
from models.patrols.tracks import FORGET_POINTS, SILENT_TRACKS
from models.patrols.worklist import RUNNING_ROUND

PATROLS = Domain(
    "patrols",
    tables=(PatrolRound, PatrolPerson, PatrolStop, LiveTrack, LivePoint, PatrolFlag, SpotCheck),
    due=(ROUNDS_LEFT_OPEN, SILENT_TRACKS),
    chores=(FORGET_POINTS,),
    worklist=RUNNING_ROUND,
    standing=(CARD, STOP_ADDED, FLAGGED),
    live=(select(col(PatrolRound.id)).where(col(PatrolRound.ended_at).is_(None)),),
)
