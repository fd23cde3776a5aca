"""Wording what waits: a list to press on for staff in private, counts for groups."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.emergencies.labels import standing
from handlers.hazards.card_body import LINE_SHOWN, SIGNS, code, in_short, joined, waited
from handlers.hazards.labels import SEVERITIES, STATES, kind_word
from handlers.hazards.presses import OpenListed
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.worklist.presses import DutyCall, DutyMatter, DutyPage
from locales.translator import N_, Html, cut
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.hazards.worklist import DUTY, PAGE, Duty, duty_in, duty_of
from models.members.tables import Person

LABEL = 40


async def duty(context: RenderContext) -> MessageContent | Skip:
    person = await context.session.get(Person, context.message.subject_id)
    asked = context.message.args["page"]
    found = await duty_of(context.session, person, context.now, asked) if person else None
    if person is None or found is None:
        return Skip("no post any more")
    last = max(0, (found.total - 1) // PAGE)
    page = min(asked, last)
    if page != asked:
        found = await duty_of(context.session, person, context.now, page) or found
    if not found.waits:
        return MessageContent(context.t("Nothing waits for you. Thank you."))
    lines = [_line(context, hazard, grid) for hazard, grid in found.page]
    opening = tuple((Button(_label(context, hazard), OpenListed(hazard.number).pack()),) for hazard, _ in found.page)
    calls, mandatory_reports = await _calls(context, found), _mandatory_reports(context, found)
    told = joined(*calls.lines, *_head(context, found), *lines, *mandatory_reports.lines)
    return MessageContent(told, (*calls.rows, *opening, *mandatory_reports.rows, *_turner(context, page, last)))


@dataclass(frozen=True)
class Section:
    """A line for each thing that waits, and a button that shows it."""

    lines: Sequence[Html] = ()
    rows: tuple[tuple[Button, ...], ...] = ()


async def _calls(context: RenderContext, found: Duty) -> Section:
    t, lines = context.t, []
    for call in found.calls:
        grid = await context.session.get(Grid, call.grid_id) if call.grid_id else None
        where = cut(grid.name, LINE_SHOWN) if grid else t.plain("grid unknown")
        state = standing(t, call.state, call.finding)
        lines.append(t("<b>S{number}</b> {grid} · {state}", number=call.number, grid=where, state=state))
    rows = tuple(
        (Button(t.plain("Show the call for help S{number}", number=call.number), DutyCall(call.number).pack()),)
        for call in found.calls
    )
    return Section(lines, rows)


def _mandatory_reports(context: RenderContext, found: Duty) -> Section:
    if not found.mandatory_reports:
        return Section()
    t = context.t
    head = t.n("<b>{n} matter to take note of</b>", "<b>{n} matters to take note of</b>", len(found.mandatory_reports))
    rows = tuple(
        (
            Button(
                cut(kind_word(t, kinds_of(context.session), mandatory_report.kind), LABEL),
                DutyMatter(mandatory_report.id).pack(),
            ),
        )
        for mandatory_report in found.mandatory_reports
    )
    return Section([head], rows)


def _head(context: RenderContext, found: Duty) -> list[Html]:
    if not found.total:
        return []
    head = context.t.n("<b>{n} hazard waits for you</b>", "<b>{n} hazards wait for you</b>", found.total)
    return [head, *_counts(context, found)]


def _counts(context: RenderContext, found: Duty) -> list[Html]:
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


def _line(context: RenderContext, hazard: Hazard, grid: str) -> Html:
    t = context.t
    if hazard.due_at is not None and hazard.due_at < context.now:
        when = t("⏰ overdue by {time}", time=waited(t, hazard.due_at, context.now))
    else:
        when = t("Waiting for {waited}", waited=waited(t, hazard.created_at, context.now))
    return t(
        "{sign} <b>{code}</b> {severity} · {when} · {grid} {text}",
        sign=SIGNS[hazard.state],
        code=code(hazard),
        severity=t.plain(SEVERITIES[hazard.severity]),
        when=when,
        grid=cut(grid, LINE_SHOWN),
        text=in_short(context, hazard),
    )


def _label(context: RenderContext, hazard: Hazard) -> str:
    return cut(f"{code(hazard)} {kind_word(context.t, kinds_of(context.session), hazard.category)}", LABEL)


def _turner(context: RenderContext, page: int, last: int) -> tuple[tuple[Button, ...], ...]:
    turn = []
    if page > 0:
        turn.append(Button(context.t.plain("Previous page"), DutyPage(page - 1).pack()))
    if page < last:
        turn.append(Button(context.t.plain("Next page"), DutyPage(page + 1).pack()))
    return (tuple(turn),) if turn else ()


async def counts(context: RenderContext) -> MessageContent | Skip:
    """In a group: nothing that points at a person."""
    grid = await context.session.get(Grid, context.message.subject_id)
    if grid is None:
        return Skip("the grid is gone")
    found = await duty_in(context.session, grid, context.now)
    if not found.total:
        return MessageContent(context.t("<b>{grid}</b>: no hazard is open.", grid=grid.name))
    head = context.t.n(
        "<b>{grid}</b>: {n} hazard is being dealt with",
        "<b>{grid}</b>: {n} hazards are being dealt with",
        found.total,
        grid=grid.name,
    )
    return MessageContent(
        joined(head, *_counts(context, found), context.t("Staff: send /duty to me in private for the list."))
    )


def _fixed(message: str) -> View:
    async def view(context: RenderContext) -> MessageContent | Skip:
        return MessageContent(context.t(message))

    return view


VIEWS: dict[str, View] = {
    DUTY: duty,
    "hazards.duty_counts": counts,
    "hazards.duty_none": _fixed(N_("You hold no post, so nothing waits for you. To see your own reports, send /my.")),
    "hazards.duty_nowhere": _fixed(N_("This group serves no grid yet, so I cannot say what waits here.")),
}
