from models.feature import Domain
from models.plans.actions import CONFIRM, PAGE, PLANS_DUE
from models.plans.tables import Plan

PLANS = Domain("plans", tables=(Plan,), due=(PLANS_DUE,), standing=(CONFIRM, PAGE))
