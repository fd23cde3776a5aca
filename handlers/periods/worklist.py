"""How the periods that hold stand in the list of what waits: a line each."""

from handlers.messages import RenderContext
from handlers.periods.list_view import holding
from handlers.worklist_wording import SectionContent, WorklistWording
from models.periods.tables import PERIOD, Period
from models.worklist import Section


async def words(context: RenderContext, found: Section[Period]) -> SectionContent:
    return SectionContent([holding(context, item.row) for item in found.items], [])


WORDING = WorklistWording(PERIOD, words)
