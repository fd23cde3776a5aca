from sqlalchemy import select
from sqlmodel import col

from models.feature import Chore, Domain
from models.places.changes.confirmation import CONFIRMATIONS
from models.places.changes.proposals import PROPOSED
from models.places.changes.retired import look_after
from models.places.forget import forget_unplaced
from models.places.slots import PlaceSlot
from models.places.tables import Place, PlaceEvent, PlaceItem, PlaceProposal, ProposalState
from models.places.worklist import PLACES_WAITING

PAGE = "places.page"
PLACES = Domain(
    "places",
    tables=(Place, PlaceItem, PlaceEvent, PlaceProposal, PlaceSlot),
    due=(CONFIRMATIONS,),
    chores=(Chore("forget_photos_of_no_place", forget_unplaced),),
    worklist=PLACES_WAITING,
    standing=(PAGE, PROPOSED),
    live=(select(col(PlaceProposal.id)).where(col(PlaceProposal.state) == ProposalState.WAITING),),
    retired=look_after,
)
