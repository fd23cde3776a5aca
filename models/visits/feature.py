from models.feature import Domain
from models.visits.retired import look_after
from models.visits.tables import Household, Visit
from models.visits.worklist import VISITS_DUE

PAGE = "visits.page"
VISITS = Domain("visits", tables=(Household, Visit), worklist=VISITS_DUE, standing=(PAGE,), retired=look_after)
