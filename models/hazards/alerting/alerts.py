"""Alerts about hazards, and how many at once become a list."""

from models.outbox.alert_lists import Foldable

ALERT, ALERT_LIST, TRANSFERRED = "hazards.ping", "hazards.ping_list", "hazards.transferred"
MORNING_LIST = "hazards.morning"
REVIEW = "hazards.review"
ASKED = "asked"
ASSIGNED = "assigned"  # with a time to answer of its own
OVER = ("taken_back", "overdue")  # to a department: something is over
ALERTS = Foldable(
    kinds=(ALERT, TRANSFERRED, REVIEW),
    list_kind=ALERT_LIST,
    newest=ALERT,
    apart=(ASKED, ASSIGNED, *OVER),
    lists=(MORNING_LIST,),
)
AT_GRID, ABOVE = 3, 1  # so many of what is ordinary come alone in a day, the others in a list
