from models.feature import Chore, Domain
from models.visits.forget import forget_unfinished
from models.visits.retired import look_after
from models.visits.tables import Household, Visit
from models.visits.warned import VISITS_WARNED
from models.visits.worklist import VISITS_DUE

PAGE = "visits.page"
VISITS = Domain(
    "visits",
    tables=(Household, Visit),
    chores=(Chore("forget_unfinished_households", forget_unfinished),),
    due=(VISITS_WARNED,),
    worklist=VISITS_DUE,
    standing=(PAGE,),
    retired=look_after,
)
