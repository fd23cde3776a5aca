from models.activities.tables import Activity
from models.feature import Domain

PAGE = "activities.page"
ACTIVITIES = Domain("activities", tables=(Activity,), standing=(PAGE,))
