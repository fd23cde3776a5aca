"""Every kind of letter and the view that words it."""

from handlers import core_view
from handlers.grids import view as grids
from handlers.hazards import view as hazards
from handlers.members import view as members
from handlers.worded import View

VIEWS: dict[str, View] = {**core_view.VIEWS, **hazards.VIEWS, **grids.VIEWS, **members.VIEWS}
