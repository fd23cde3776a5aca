from models.feature import Domain
from models.places.confirmation import CONFIRMATIONS
from models.places.tables import Place, PlaceEvent, PlaceItem, PlaceProposal

PLACES = Domain("places", tables=(Place, PlaceItem, PlaceEvent, PlaceProposal), due=(CONFIRMATIONS,))
