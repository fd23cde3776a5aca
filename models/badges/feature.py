from models.badges.badges import forget_expired
from models.badges.tables import Badge
from models.feature import Chore, Domain

BADGES = Domain("badges", tables=(Badge,), chores=(Chore("forget_badges", forget_expired),))
