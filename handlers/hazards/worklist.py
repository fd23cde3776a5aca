"""How hazards stand in the list of what waits, and how many are open in a group's grid."""

from collections.abc import Sequence

from handlers.hazards.labels import STATES
from handlers.hazards.list_view import line
from handlers.hazards.several.buttons import list_buttons
from handlers.messages import RenderContext
from handlers.worklist_wording import SectionContent, WorklistWording
from locales.translator import Html
from models.grids.tables import Grid
from models.hazards.tables import HAZARD, Hazard
from models.hazards.workflow import State
from models.hazards.worklist import open_in
from models.worklist import Section


async def words(context: RenderContext, found: Section[Hazard]) -> SectionContent:
    head = context.t.n("<b>{n} hazard waits for you</b>", "<b>{n} hazards wait for you</b>", found.total)
    lines = [await line(context, item.row, item.grid) for item in found.items]
    buttons = await list_buttons(context, [(item.row, item.grid) for item in found.items])
    return SectionContent([head, *_counts(context, found), *lines], buttons)


async def in_group(context: RenderContext, grid: Grid) -> Sequence[Html]:
    found = await open_in(context.session, grid, context.now)
    if not found.total:
        return ()
    head = context.t.n(
        "<b>{grid}</b>: {n} hazard is being dealt with",
        "<b>{grid}</b>: {n} hazards are being dealt with",
        found.total,
        grid=grid.name,
    )
    return head, *_counts(context, found)


WORDING = WorklistWording(HAZARD, words, in_group=in_group)


def _counts(context: RenderContext, found: Section[Hazard]) -> list[Html]:
    t = context.t
    each = [
        t("{state} {count}", state=t.plain(STATES[state]), count=found.counts[state])
        for state in State
        if state in found.counts
    ]
    lines = [Html(" · ".join(each))] if each else []
    if found.overdue:
        lines.append(t("⏰ Overdue: {count}", count=found.overdue))
    return lines
