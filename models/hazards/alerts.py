"""Alerts about hazards, and how many at once become a list."""

from models.outbox.digest import Foldable

ALERT, DIGEST, TRANSFERRED = "hazards.ping", "hazards.ping_list", "hazards.transferred"
ASKED = "asked"
OVER = ("taken_back", "overdue")  # to a department: something is over
ALERTS = Foldable(kinds=(ALERT, TRANSFERRED), digest=DIGEST, newest=ALERT, apart=(ASKED, *OVER))
