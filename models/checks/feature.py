from models.checks.checklists.filling import SHOWN
from models.checks.checklists.tables import Checklist
from models.checks.tables import CheckMiss, CheckWindow, DutyDay, DutyTable, PlaceCheck
from models.checks.windows.closing import CHECK_WINDOWS
from models.checks.windows.heightening import BEGIN_HEIGHTENED
from models.checks.windows.opening import BEGIN_DAYS, DUTY_DAYS
from models.checks.windows.telling import TO_TELL
from models.checks.worklist import CHECKS_DUE
from models.feature import Domain

CHECKS = Domain(
    "checks",
    tables=(DutyTable, DutyDay, CheckWindow, PlaceCheck, CheckMiss, Checklist),
    due=(DUTY_DAYS, CHECK_WINDOWS, TO_TELL),
    chores=(BEGIN_DAYS, BEGIN_HEIGHTENED),
    worklist=CHECKS_DUE,
    standing=(SHOWN,),
)
