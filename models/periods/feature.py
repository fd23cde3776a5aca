from models.feature import Domain
from models.periods.of_warnings import OF_WARNINGS
from models.periods.tables import Period, PeriodPlace
from models.periods.turning import PERIODS_DUE
from models.periods.worklist import PERIODS_HOLDING

PERIODS = Domain("periods", tables=(Period, PeriodPlace), due=(PERIODS_DUE, OF_WARNINGS), worklist=PERIODS_HOLDING)
