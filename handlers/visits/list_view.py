"""Wording the households that are due, or were searched for, ten a page; to leaders also numbers by grid."""

from collections.abc import Sequence

from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, View
from handlers.visits.labels import household_kind_word, in_short
from handlers.visits.page_view import due_line
from handlers.visits.presses import HouseholdAdd, HouseholdOpen, HouseholdsPage
from locales.translator import Html, cut
from models.members.tables import Person
from models.visits.access import Scope, scope_of
from models.visits.counts import visits_by_grid
from models.visits.find import Found, due_households, search
from models.visits.households import LIST
from models.visits.kinds import household_kinds_of
from models.visits.tables import Household
from models.worklist import PAGE

LABEL, GRID, WORDS, MOST_GRIDS = 40, 20, 40, 20
Rows = tuple[tuple[Button, ...], ...]


async def listed(context: RenderContext) -> MessageContent:
    reader = await reader_of(context)
    scope = await scope_of(context.session, reader.id) if reader is not None else None
    if reader is None or not scope:
        return MessageContent(context.t("You have no households to visit any more."))
    t, args = context.t, context.message.args
    words, page = str(args.get("words", "")), int(args.get("page", 0))
    found = await _found(context, scope, words, page)
    if words:
        told = {"words": cut(words, WORDS)}
        head = t.n("<b>{n} household</b> with “{words}”", "<b>{n} households</b> with “{words}”", found.total, **told)
    elif found.total:
        head = t.n("<b>Visits</b>: {n} household is due", "<b>Visits</b>: {n} households are due", found.total)
    else:
        head = t("<b>Visits</b>: nothing is due.")
    numbers = await _numbers(context, scope) if scope.led and not words and not page else []
    lines = [_line(context, household, grid) for household, grid in found.households]
    how = t("To find another: /visit and part of its address or name.")
    return MessageContent(Html("\n".join([head, *numbers, *lines, how])), _buttons(context, found, page, reader))


async def _found(context: RenderContext, scope: Scope, words: str, page: int) -> Found:
    where = {"skip": page * PAGE, "most": PAGE}
    if words:
        return await search(context.session, scope, words, **where)
    return await due_households(context.session, scope, context.now, **where)


async def _numbers(context: RenderContext, scope: Scope) -> Sequence[Html]:
    t = context.t
    grids = await visits_by_grid(context.session, scope.led, context.now, context.zone)
    most = sorted(grids, key=lambda grid: -grid.due)[:MOST_GRIDS]
    lines = [
        t(
            "• {grid}: due {due}, visited {done}, need help {help}",
            grid=cut(each.name, GRID),
            due=each.due,
            done=each.done,
            help=each.need_help,
        )
        for each in most
    ]
    if len(grids) > len(most):
        lines.append(t("• … and {n} more", n=len(grids) - len(most)))
    return [t("<b>By grid, this quarter</b>"), *lines, t("<b>Soonest first</b>")] if lines else []


def _line(context: RenderContext, household: Household, grid: str) -> Html:
    kind = household_kind_word(context.t, household_kinds_of(context.session), household.kind)
    told = {"household": in_short(household), "kind": kind, "grid": cut(grid, GRID)}
    return context.t("• {household} · {kind} · {grid}: {due}", due=due_line(context, household), **told)


def _buttons(context: RenderContext, found: Found, page: int, reader: Person) -> Rows:
    t = context.t
    opening = [
        (Button(cut(in_short(household), LABEL), HouseholdOpen(household.id).pack()),)
        for household, _ in found.households
    ]
    turn = [
        *([Button(t.plain("Previous page"), HouseholdsPage(page - 1).pack())] if page else []),
        *([Button(t.plain("Next page"), HouseholdsPage(page + 1).pack())] if (page + 1) * PAGE < found.total else []),
    ]
    add = (Button(t.plain("Enter a household"), HouseholdAdd(reader.id).pack()),)
    return (*opening, *((tuple(turn),) if turn else ()), add)


VIEWS: dict[str, View] = {LIST: listed}
