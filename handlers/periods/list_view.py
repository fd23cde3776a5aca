"""Wording the periods that run or are planned, ten a page, to leaders; to others what holds where they are."""

from collections.abc import Sequence

from handlers.dates import day
from handlers.members.reader import held_by_reader, reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.periods.labels import KINDS, progress_words, span
from handlers.periods.left_view import left_button
from handlers.periods.presses import LIST, OWN, PeriodNew, PeriodOpen, PeriodsPage
from locales.translator import N_, Html, cut
from models.checks.campaigns import progress
from models.grids.tables import Grid
from models.onboarding.bind_chat import binding_of
from models.periods.holding import periods_about, running_over
from models.periods.tables import Period, PeriodKind, PeriodState
from models.places.led import led_grids
from models.worklist import PAGE

HOW, IN_PRIVATE = "periods.how", "periods.in_private"
NAME, GRID = 30, 20
NEW = {
    PeriodKind.HEIGHTENED: N_("Open heightened checks"),
    PeriodKind.CAMPAIGN: N_("Open a campaign"),
}


async def led_here(context: RenderContext) -> Sequence[Grid]:
    """In private those that the reader leads, in a leaders' chat its grid."""
    if context.message.chat_id < 0:
        bound = await binding_of(context.session, context.message.chat_id)
        return [bound[1]] if bound else []
    reader = await reader_of(context)
    return await led_grids(context.session, reader) if reader is not None else []


async def listed(context: RenderContext) -> MessageContent | Skip:
    grids = await led_here(context)
    if not grids:
        return Skip("leads nothing any more")
    t, page = context.t, int(context.message.args.get("page", 0))
    found = await periods_about(context.session, grids, page * PAGE, PAGE)
    head = t("<b>Heightened checks and campaigns</b>")
    lines = [await line(context, period, grid) for period, grid in found.periods]
    if not lines:
        lines = [t("None runs, none is planned.")]
    opening = [(Button(cut(period.name, NAME), PeriodOpen(period.id).pack()),) for period, _ in found.periods]
    turn = [
        *([Button(t.plain("Previous page"), PeriodsPage(page - 1).pack())] if page else []),
        *([Button(t.plain("Next page"), PeriodsPage(page + 1).pack())] if (page + 1) * PAGE < found.total else []),
    ]
    new = [Button(t.plain(label), PeriodNew(kind).pack()) for kind, label in NEW.items()]
    rows = (*opening, *((tuple(turn),) if turn else ()), tuple(new))
    return MessageContent(Html("\n".join([head, *lines])), rows)


async def line(context: RenderContext, period: Period, grid: str) -> Html:
    t = context.t
    told = {"name": cut(period.name, NAME), "kind": t.plain(KINDS[period.kind]), "grid": cut(grid, GRID)}
    if period.state is PeriodState.PLANNED:
        return t("• <b>{name}</b> · {kind} · {grid}: planned, {span}", span=span(context, period), **told)
    said = t("• <b>{name}</b> · {kind} · {grid}: running, {span}", span=span(context, period), **told)
    if period.kind is PeriodKind.HEIGHTENED:
        return said
    return Html(f"{said}\n{progress_words(t, await progress(context.session, period, context.zone))}")


async def own(context: RenderContext) -> MessageContent:
    """To a member: what holds now."""
    t, grids = context.t, [held.grid for held in await held_by_reader(context)]
    found = await running_over(context.session, grids)
    if not found:
        return MessageContent(
            t("No heightened checks and no campaign in your grid now. Leaders open them with /period.")
        )
    lines = [t("<b>In your grid now</b>"), *(holding(context, each) for each in found)]
    buttons = [left_button(context, each, t.plain("Places left: {name}", name=cut(each.name, NAME))) for each in found]
    return MessageContent(Html("\n".join(lines)), tuple(row for rows in buttons for row in rows))


def holding(context: RenderContext, period: Period) -> Html:
    """Until when it holds and what that means, to who works there."""
    t, told = context.t, {"name": cut(period.name, NAME), "day": day(context, period.until)}
    if period.kind is PeriodKind.HEIGHTENED:
        return t("🔺 {name}: checks one step more often, until {day}", **told)
    return t("🔺 {name}: campaign, until {day}", **told)


async def how(context: RenderContext) -> MessageContent:
    return MessageContent(
        context.t(
            "/period is for grid leaders: with it they have places checked more often for a time. To report a hazard, "
            "send a photo here or in your grid's group."
        )
    )


async def in_private(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("Leaders: please send /period to me in private, or in the leaders' chat."))


VIEWS: dict[str, View] = {LIST: listed, OWN: own, HOW: how, IN_PRIVATE: in_private}
