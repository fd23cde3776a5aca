"""A period's page, and what leaders hear at its beginning and its end: of a campaign, the closing report."""

from collections.abc import Sequence

from handlers.dates import local
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.periods.labels import KINDS, part_words, progress_words, span
from handlers.periods.left_view import left_button
from handlers.periods.list_view import led_here
from handlers.periods.presses import PAGE, PeriodButton, PeriodDo
from handlers.place_words import place_kind_word
from locales.translator import Html, cut
from models.checks.campaigns import findings, progress
from models.grids.tables import Grid
from models.members.tables import Person
from models.notices.tables import Notice
from models.periods.tables import Period, PeriodKind, PeriodState
from models.periods.turning import BEGUN, OVER
from models.places.kinds import place_kinds_of

REPORT = "periods.report"
MOST_PARTS, MOST_NAMES, NAME = 30, 20, 24
Rows = tuple[tuple[Button, ...], ...]


async def page(context: RenderContext) -> MessageContent | Skip:
    period = await context.session.get(Period, context.message.subject_id)
    if period is None or not await led_here(context):
        return Skip("leads nothing any more")
    lines = [*await _facts(context, period), *await _by_whom(context, period)]
    if period.kind is PeriodKind.CAMPAIGN and period.state is not PeriodState.PLANNED:
        lines += await _progress(context, period)
    if context.message.args.get("sure") and period.state is not PeriodState.OVER:
        lines.append(context.t("<b>End it today?</b> Windows that are open stay open; no more are opened."))
    left = left_button(context, period, context.t.plain("Places left in my grids"))
    return MessageContent(Html("\n".join(lines)), (*left, *_buttons(context, period)))


async def _facts(context: RenderContext, period: Period) -> list[Html]:
    t, grid = context.t, await context.session.get_one(Grid, period.grid_id)
    told = {"name": cut(period.name, 40), "kind": t.plain(KINDS[period.kind])}
    lines = [
        t("<b>{name}</b> · {kind}", **told),
        t("Grid: {grid}", grid=grid.name),
        t("Days: {span}", span=span(context, period)),
    ]
    if period.kind is PeriodKind.CAMPAIGN:
        kinds = place_kinds_of(context.session)
        named = t.listed(place_kind_word(t, kinds, kind) for kind in period.kinds)
        lines.append(t("Places: {kinds}; target {target} %", kinds=named, target=period.target or 0))
    else:
        lines.append(t("Every check is due one step more often: what is weekly, daily. Time on patrol stays."))
    if period.why:
        lines.append(t("Why: {reason}", reason=period.why))
    return lines


async def _by_whom(context: RenderContext, period: Period) -> list[Html]:
    t, lines = context.t, []
    opened = await context.session.get(Person, period.opened_by) if period.opened_by else None
    if opened is not None:
        lines.append(t("Opened by {name}, {time}", name=opened.name, time=local(context, period.opened_at)))
    warning = await context.session.get(Notice, period.notice_id) if period.notice_id else None
    if warning is not None:
        lines.append(t("Opened by warning {code}, {time}", code=warning.code, time=local(context, period.opened_at)))
    ended = await context.session.get(Person, period.ended_by) if period.ended_by else None
    if ended is not None:
        lines.append(t("Ended early by {name}", name=ended.name))
    elif period.state is PeriodState.OVER:
        lines.append(t("It is over."))
    return lines


async def _progress(context: RenderContext, period: Period) -> Sequence[Html]:
    t, found = context.t, await progress(context.session, period, context.zone)
    parts = [part_words(t, part) for part in found.parts[:MOST_PARTS]]
    if len(found.parts) > MOST_PARTS:
        parts.append(t("• … and {n} more", n=len(found.parts) - MOST_PARTS))
    return [progress_words(t, found), *parts]


def _buttons(context: RenderContext, period: Period) -> Rows:
    t, rows = context.t, list[tuple[Button, ...]]()
    if period.kind is PeriodKind.CAMPAIGN and period.state is not PeriodState.PLANNED:
        rows.append((Button(t.plain("Report so far"), PeriodDo(PeriodButton.REPORT, period.id).pack()),))
    if period.state is PeriodState.OVER:
        return tuple(rows)
    if context.message.args.get("sure"):
        sure = Button(t.plain("End it"), PeriodDo(PeriodButton.END_SURE, period.id).pack())
        return (*rows, (sure, Button(t.plain("Back"), PeriodDo(PeriodButton.BACK, period.id).pack())))
    return (*rows, (Button(t.plain("End it early"), PeriodDo(PeriodButton.END, period.id).pack()),))


async def begun(context: RenderContext) -> MessageContent | Skip:
    period = await context.session.get(Period, context.message.subject_id)
    if period is None or period.state is PeriodState.OVER:
        return Skip("over already")
    lines = [context.t("<b>Begins today</b>"), *await _facts(context, period)]
    return MessageContent(Html("\n".join(lines)))


async def over(context: RenderContext) -> MessageContent | Skip:
    """Of a campaign, its closing report."""
    period = await context.session.get(Period, context.message.subject_id)
    if period is None:
        return Skip("gone")
    if period.kind is PeriodKind.CAMPAIGN:
        return await report(context)
    told = {"name": cut(period.name, 40), "span": span(context, period)}
    return MessageContent(context.t("<b>Over</b>: {name} ({span}). Checks are due as usual again.", **told))


async def report(context: RenderContext) -> MessageContent | Skip:
    period = await context.session.get(Period, context.message.subject_id)
    if period is None:
        return Skip("gone")
    t, found = context.t, await progress(context.session, period, context.zone)
    head = t("<b>Closing report: {name}</b>", name=cut(period.name, 40))
    if period.state is not PeriodState.OVER:
        head = t("<b>Report so far: {name}</b>", name=cut(period.name, 40))
    reached = t("<b>The target is reached.</b>") if found.met else t("<b>The target is not reached.</b>")
    lines = [head, *(await _facts(context, period))[1:], reached, *await _progress(context, period)]
    return MessageContent(Html("\n".join([*lines, *await _findings(context, period)])))


async def _findings(context: RenderContext, period: Period) -> list[Html]:
    t, found = context.t, await findings(context.session, period, context.zone, MOST_NAMES)
    lines = [
        t(
            "Problems found: {problems}; hazards reported: {hazards}, of which closed: {closed}",
            problems=found.problems,
            hazards=found.hazards,
            closed=found.closed,
        )
    ]
    if found.left:
        names = t.listed(cut(name, NAME) for name in found.names)
        more = found.left - len(found.names)
        named = t.plain("{names} and {n} more", names=names, n=more) if more else names
        lines.append(t("Not reached: {n}: {places}", n=found.left, places=named))
    return lines


VIEWS: dict[str, View] = {PAGE: page, BEGUN: begun, OVER: over, REPORT: report}
