from models.checks.checklists import SHOWN, Checklist
from models.checks.closing import CHECK_WINDOWS
from models.checks.opening import BEGIN_DAYS, DUTY_DAYS
from models.checks.tables import CheckMiss, CheckWindow, DutyDay, DutyTable, PlaceCheck
from models.checks.telling import TO_TELL
from models.checks.worklist import CHECKS_DUE
from models.feature import Domain

CHECKS = Domain(
    "checks",
    tables=(DutyTable, DutyDay, CheckWindow, PlaceCheck, CheckMiss, Checklist),
    due=(DUTY_DAYS, CHECK_WINDOWS, TO_TELL),
    chores=(BEGIN_DAYS,),
    worklist=CHECKS_DUE,
    standing=(SHOWN,),
)
