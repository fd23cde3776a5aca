"""Every kind of letter and the view that words it."""

from handlers import core_view
from handlers.emergencies import alarm_view, outcome_view
from handlers.emergencies import view as emergencies
from handlers.grids import view as grids
from handlers.hazards import (
    asking_view,
    departments_view,
    duty_view,
    feedback_view,
    intake_view,
    listing_view,
    paper_view,
    pieces_view,
    ping_view,
    rectify_view,
    replaced_view,
    reporting_view,
    transfer_view,
)
from handlers.hazards import view as hazards
from handlers.members import leave_view
from handlers.members import view as members
from handlers.worded import View

VIEWS: dict[str, View] = {
    **core_view.VIEWS,
    **emergencies.VIEWS,
    **alarm_view.VIEWS,
    **outcome_view.VIEWS,
    **hazards.VIEWS,
    **ping_view.VIEWS,
    **pieces_view.VIEWS,
    **asking_view.VIEWS,
    **feedback_view.VIEWS,
    **duty_view.VIEWS,
    **intake_view.VIEWS,
    **reporting_view.VIEWS,
    **rectify_view.VIEWS,
    **paper_view.VIEWS,
    **replaced_view.VIEWS,
    **transfer_view.VIEWS,
    **listing_view.VIEWS,
    **departments_view.VIEWS,
    **grids.VIEWS,
    **members.VIEWS,
    **leave_view.VIEWS,
}
