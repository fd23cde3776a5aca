"""Wording which places of a campaign are left, to who works in their grids, ten a page."""

from handlers.dates import day
from handlers.members.reader import held_by_reader
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.periods.presses import LEFT, PeriodLeft, PeriodLeftPage
from handlers.places.labels import in_short
from locales.translator import Html, cut
from models.checks.campaigns import left_in
from models.periods.tables import Period, PeriodKind, PeriodState
from models.places.kinds import place_kinds_of
from models.places.tables import Place
from models.worklist import PAGE

NAME, GRID, ADDRESS = 30, 20, 40


def left_button(context: RenderContext, period: Period, label: str) -> tuple[tuple[Button, ...], ...]:
    """Under what is said of a campaign that runs, in private."""
    if context.message.chat_id < 0 or period.kind is not PeriodKind.CAMPAIGN or period.state is not PeriodState.RUNNING:
        return ()
    return ((Button(label, PeriodLeft(period.id).pack()),),)


async def left(context: RenderContext) -> MessageContent | Skip:
    period = await context.session.get(Period, context.message.subject_id)
    held = await held_by_reader(context)
    if period is None or period.state is not PeriodState.RUNNING or not held:
        return Skip("over, or no post any more")
    t, page = context.t, int(context.message.args.get("page", 0))
    grids = [each.grid for each in held]
    found = await left_in(context.session, period, grids, context.zone, page * PAGE, PAGE)
    told = {"name": cut(period.name, NAME), "day": day(context, period.until)}
    if not found.total:
        return MessageContent(t("<b>{name}</b>: every place in your grids has been checked. Thank you.", **told))
    head = t.n(
        "<b>{name}</b>: {n} place in your grids is left, until {day}",
        "<b>{name}</b>: {n} places in your grids are left, until {day}",
        found.total,
        **told,
    )
    foot = t("Please scan the code there, or send /places with the place's code.")
    lines = [head, *(_line(context, place, grid) for place, grid in found.places), foot]
    return MessageContent(Html("\n".join(lines)), _turner(context, page, found.total))


def _line(context: RenderContext, place: Place, grid: str) -> Html:
    what = in_short(context.t, place_kinds_of(context.session), place)
    told = {"place": what, "address": cut(place.address, ADDRESS), "grid": cut(grid, GRID)}
    if place.address:
        return context.t("• {place} · {address} · {grid}", **told)
    return context.t("• {place} · {grid}", **told)


def _turner(context: RenderContext, page: int, total: int) -> tuple[tuple[Button, ...], ...]:
    t = context.t
    turn = (
        *([Button(t.plain("Previous page"), PeriodLeftPage(page - 1).pack())] if page else ()),
        *([Button(t.plain("Next page"), PeriodLeftPage(page + 1).pack())] if (page + 1) * PAGE < total else ()),
    )
    return (turn,) if turn else ()


VIEWS: dict[str, View] = {LEFT: left}
