"""Wording what the registry lacks, by grid, to leaders in private."""

from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.places.lists.view import LACKS, lack_conditions, turner
from handlers.places.presses import COVERAGE, ShowLacking
from locales.translator import N_, Html, cut
from models.places.coverage import GridCoverage, Lacks, coverage
from models.places.led import led_grids
from models.worklist import PAGE

NAME = 30
IN_SHORT = {
    Lacks.GRID: N_("no grid {n}"),
    Lacks.RESPONSIBLE: N_("nobody responsible {n}"),
    Lacks.CONFIRMATION: N_("not confirmed {n}"),
    Lacks.MEMBER: N_("no member {n}"),
    Lacks.CHECK: N_("no check {n}"),
    Lacks.NEED: N_("exempt {n}"),
}
NOT_LEADER = "places.not_leader"


async def covered(context: RenderContext) -> MessageContent | Skip:
    reader = await reader_of(context)
    grids = await led_grids(context.session, reader) if reader is not None else ()
    if not grids:
        return Skip("leads nothing any more")
    t, page = context.t, int(context.message.args.get("page", 0))
    found = await coverage(context.session, grids, await lack_conditions(context), skip=page * PAGE, most=PAGE)
    head = t.n("<b>Coverage</b>: {n} place entered", "<b>Coverage</b>: {n} places entered", found.places)
    if not any(found.lacking.values()):
        return MessageContent(Html(f"{head}\n{t('Nothing is lacking.')}"))
    all_lines = [t("{what}: {count}", what=t(LACKS[what]), count=n) for what, n in found.lacking.items() if n]
    lines = [_line(context, each) for each in found.grids]
    buttons = tuple(
        (Button(t.plain("Show: {what}", what=t.plain(LACKS[what])), ShowLacking(what).pack()),)
        for what, n in found.lacking.items()
        if n
    )
    html = Html("\n".join([head, *all_lines, t("<b>By grid</b>"), *lines]))
    return MessageContent(html, (*buttons, *turner(t, found.total, page)))


def _line(context: RenderContext, each: GridCoverage) -> Html:
    t = context.t
    lacking = t.listed(t.plain(IN_SHORT[what], n=n) for what, n in each.lacking.items() if n)
    return t("• {grid} ({places}): {lacking}", grid=cut(each.name, NAME), places=each.places, lacking=lacking)


async def not_leader(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("/coverage is for leaders, in private: it says what the registry of places lacks."))


VIEWS: dict[str, View] = {COVERAGE: covered, NOT_LEADER: not_leader}
