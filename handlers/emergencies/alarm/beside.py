"""What an alarm says and offers beside its own buttons: brigades that are called out, or may be, and in private the
emergency plan that holds there (E5, E6).
"""

from collections.abc import Sequence

from handlers.brigades.presses import BrigadeCallOut
from handlers.dates import clock
from handlers.emergencies.buttons import Rows
from handlers.emergencies.call_facts import CallFacts
from handlers.members.reader import reader_of
from handlers.messages import Button, RenderContext
from handlers.plans.presses import SeePlan
from locales.translator import Html, cut
from models.brigades.calling_out import called_out
from models.brigades.find import brigades_over, may_call_out, member_in
from models.brigades.tables import Brigade
from models.grids.tables import Grid
from models.members.positions import posts_of
from models.plans.actions import plan_for

GRID, MOST = 20, 2


async def brigade_lines(context: RenderContext, told: CallFacts) -> Sequence[Html]:
    """Which are called out."""
    lines = []
    for each in await called_out(context.session, told.call):
        brigade = await context.session.get_one(Brigade, each.brigade_id)
        grid = await context.session.get_one(Grid, brigade.grid_id)
        about = {"grid": cut(grid.name, GRID), "time": clock(context, each.at)}
        lines.append(context.t("📣 Brigade of {grid} called out {time}", **about))
    return lines


async def for_volunteer(context: RenderContext) -> bool:
    """Whether the reader is in a brigade and on no staff."""
    reader = await reader_of(context)
    return bool(reader and await member_in(context.session, reader) and not await posts_of(context.session, reader.id))


async def beside_rows(context: RenderContext, told: CallFacts) -> Rows:
    """In private."""
    if context.message.chat_id < 0 or told.grid is None:
        return ()
    plan = await plan_for(context.session, told.grid)
    see = ((Button(context.t.plain("Emergency plan"), SeePlan(plan.id).pack()),),) if plan else ()
    return (*see, *await _call_out(context, told, told.grid))


async def _call_out(context: RenderContext, told: CallFacts, grid: Grid) -> Rows:
    """The nearest brigades that are not called out yet, for who may call them out."""
    reader, near = await reader_of(context), await brigades_over(context.session, grid)
    out = {each.brigade_id for each in await called_out(context.session, told.call)} if near else set()
    rows = []
    for brigade, at in near[:MOST]:
        if reader and brigade.id not in out and await may_call_out(context.session, at, reader):
            label = context.t.plain("Call out: {grid}", grid=cut(at.name, GRID))
            rows.append((Button(label, BrigadeCallOut(brigade.id, told.call.id).pack()),))
    return tuple(rows)
