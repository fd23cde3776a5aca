"""How must-reports stand in the list of what waits, and how one is opened from there."""

from handlers.hazards.labels import kind_word
from handlers.mandatory_reports.presses import DutyMatter
from handlers.messages import Button, RenderContext
from handlers.request import Request
from handlers.worklist_wording import SectionContent, WorklistWording
from locales.translator import cut
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.mandatory_reports.tables import MANDATORY_REPORT, SUBJECT, MandatoryReport
from models.members.positions import leads
from models.members.tables import Person
from models.worklist import Section

LABEL = 40


async def words(context: RenderContext, found: Section[MandatoryReport]) -> SectionContent:
    t, kinds = context.t, kinds_of(context.session)
    head = t.n("<b>{n} matter to take note of</b>", "<b>{n} matters to take note of</b>", found.total)
    told = [item.row for item in found.items]
    buttons = [Button(cut(kind_word(t, kinds, each.kind), LABEL), DutyMatter(each.id).pack()) for each in told]
    return SectionContent([head], buttons)


async def show(request: Request, press: DutyMatter, person: Person) -> bool:
    told = await request.session.get(MandatoryReport, press.matter)
    grid = await request.session.get(Grid, told.grid_id) if told else None
    if grid is None or not await leads(request.session, person.id, grid):
        return False
    request.reply(MANDATORY_REPORT, subject_id=press.matter)
    return True


WORDING = WorklistWording(SUBJECT, words, {DutyMatter: show})
