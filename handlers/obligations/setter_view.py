"""Wording what whoever set a task sees: how far it is, and who is missing."""

from collections.abc import Sequence

from sqlmodel import col

from handlers.dates import local_day
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.obligations.labels import DONE, KINDS, PRINT_ALL, REPEATS, STATES, owner_words
from handlers.obligations.meetings.view import meeting_lines, when_and_where
from handlers.obligations.paper import PART, parts_of
from handlers.obligations.presses import ItemsPage, PrintPart, SetterAct, SetterDo
from handlers.obligations.whistles.view import answer_lines, hazard_buttons, hazard_lines
from locales.translator import N_, Html
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.obligations.acting import CLOSED
from models.obligations.counting import Tally, missing, tally_of
from models.obligations.kinds import KINDS as ALL
from models.obligations.kinds import Series, TaskKind
from models.obligations.owners import Owned, communities_of, owned
from models.obligations.setting import PROGRESS
from models.obligations.tables import Obligation, Requirement, RequirementState
from models.obligations.telling import SUMMARY
from models.obligations.workflow import WAITING

MOST_NAMES, MOST_COMMUNITIES, BAR = 40, 40, 8
ASKED = {
    SetterAct.END: N_("<b>End it now?</b> What is not done by now then counts as not done."),
    SetterAct.WITHDRAW: N_("<b>Withdraw it?</b> Nobody need do it any more, and it counts for nobody."),
}
OF_SERIES = N_(
    "<b>Withdraw this one alone, or end the series?</b> Nobody need do this one any more, and it counts for nobody. If "
    "you skip it, the next is planned; if you end the series, nothing follows."
)
Rows = tuple[tuple[Button, ...], ...]


async def progress(context: RenderContext) -> MessageContent | Skip:
    requirement = await context.session.get(Requirement, context.message.subject_id)
    if requirement is None:
        return Skip("it is gone")
    tally = await tally_of(context.session, requirement.id)
    lines = await head(context, requirement)
    if requirement.kind is TaskKind.WHISTLE:
        lines += [*await hazard_lines(context, requirement), *await answer_lines(context, requirement)]
    elif requirement.state is not RequirementState.DRAFT:
        lines.append(rate(context, requirement, tally))
        lines += await _lacking(context, await missing(context.session, requirement.id))
    lines += await meeting_lines(context, requirement)
    asking = context.message.args.get("sure")
    if asking and requirement.state in (RequirementState.OPEN, RequirementState.DRAFT):
        lines.append(context.t(_question(requirement, SetterAct(asking))))
    buttons = (*_buttons(context, requirement, tally), *await hazard_buttons(context, requirement))
    return MessageContent(Html("\n".join(lines)), buttons)


def _question(requirement: Requirement, act: SetterAct) -> str:
    return OF_SERIES if act is SetterAct.WITHDRAW and requirement.repeats else ASKED[act]


async def head(context: RenderContext, requirement: Requirement) -> list[Html]:
    t, grid = context.t, await context.session.get_one(Grid, requirement.grid_id)
    state = t.plain(STATES[requirement.state])
    lines = [t("<b>{code} {title}</b> ({state})", code=requirement.code, title=requirement.title, state=state)]
    about = {"grid": grid.name, "kind": t.plain(KINDS[requirement.kind])}
    if ALL[requirement.kind].meets:
        lines.append(t("{grid} · {kind} · {when}", when=when_and_where(context, requirement), **about))
    else:
        lines.append(t("{grid} · {kind} · by {day}", day=local_day(context, requirement.due_at), **about))
    if requirement.repeats:
        lines.append(t("Repeats: {series}", series=t.plain(REPEATS[Series(requirement.repeats)])))
    return [*lines, t("{words}", words=requirement.words)] if requirement.words else lines


def rate(context: RenderContext, requirement: Requirement, tally: Tally) -> Html:
    told = {"done": tally.done, "asked": tally.asked, "percent": tally.percent}
    said = context.t(DONE[requirement.kind], bar=bar(tally.done, tally.asked), **told)
    if not tally.excused:
        return said
    return Html(f"{said}\n{context.t('Not counted: {n}', n=tally.excused)}")


def bar(done: int, of: int) -> str:
    """Full only when all is done."""
    full = done * BAR // of if of else BAR
    return "▓" * full + "░" * (BAR - full)


async def _lacking(context: RenderContext, found: Sequence[Owned]) -> list[Html]:
    """By community; where there are many, only how many."""
    if not found:
        return []
    t, names = context.t, await communities_of(context.session, [each.grid for each in found])
    groups: dict[str, list[str]] = {}
    for each in found:
        groups.setdefault(names.get(each.grid.id, ""), []).append(owner_words(context, each))
    lines = [t("<b>Still missing: {n}</b>", n=len(found))]
    for name, owners in list(groups.items())[:MOST_COMMUNITIES]:
        if len(found) > MOST_NAMES:
            lines.append(t("• {community}: {n}", community=name or t.plain("others"), n=len(owners)))
        elif name:
            lines.append(t("• {community}: {owners}", community=name, owners=t.listed(owners)))
        else:
            lines.append(t("• {owners}", owners=t.listed(owners)))
    left = len(groups) - MOST_COMMUNITIES
    return [*lines, t("• … and {n} more", n=left)] if left > 0 else lines


def _buttons(context: RenderContext, requirement: Requirement, tally: Tally) -> Rows:
    t, asking = context.t, context.message.args.get("sure")

    def do(label: str, act: SetterAct) -> Button:
        return Button(t.plain(label), SetterDo(act, requirement.id).pack())

    sure = tuple(do(label, act) for label, act in _answers(requirement, asking))
    if requirement.state is RequirementState.DRAFT:
        if asking:
            return (sure, (do(N_("Back"), SetterAct.BACK),))
        another = (do(N_("Another time"), SetterAct.MOVE),) if ALL[requirement.kind].meets else ()
        return (
            (do(N_("Ask it"), SetterAct.CONFIRM), *another),
            (do(N_("Another title"), SetterAct.RENAME), do(N_("Withdraw"), SetterAct.WITHDRAW)),
        )
    meets = ALL[requirement.kind].meets
    label = N_("Take attendance") if meets else N_("See every share")
    rows: list[tuple[Button, ...]] = [(Button(t.plain(label), ItemsPage(requirement.id, 0).pack()),)]
    if meets:
        rows.append((do(N_("Note a decision"), SetterAct.DECIDE), do(N_("See the minutes"), SetterAct.MINUTES)))
    paper = ALL[requirement.kind].paper
    if paper is not None and requirement.state is not RequirementState.WITHDRAWN:
        rows += [(each,) for each in _printing(context, requirement, tally, PRINT_ALL[paper])]
    if requirement.state is not RequirementState.OPEN:
        return tuple(rows)
    if asking:
        return (*rows, sure, (do(N_("Back"), SetterAct.BACK),))
    if meets and requirement.due_at > context.now:
        return (*rows, (do(N_("Another time"), SetterAct.MOVE), do(N_("Withdraw"), SetterAct.WITHDRAW)))
    if tally.waiting and not meets:
        rows.insert(0, (do(N_("Remind who is missing"), SetterAct.REMIND),))
    return (*rows, (do(N_("End"), SetterAct.END), do(N_("Withdraw"), SetterAct.WITHDRAW)))


def _answers(requirement: Requirement, asking: str | None) -> tuple[tuple[str, SetterAct], ...]:
    """To the question, if one is asked."""
    if asking == SetterAct.END:
        return ((N_("End it"), SetterAct.END_SURE),)
    if requirement.repeats:
        return ((N_("Skip this one"), SetterAct.SKIP), (N_("End the series"), SetterAct.WITHDRAW_SURE))
    return ((N_("Withdraw it"), SetterAct.WITHDRAW_SURE),)


def _printing(context: RenderContext, requirement: Requirement, tally: Tally, label: str) -> list[Button]:
    t, parts = context.t, parts_of(tally.asked)
    if parts == 1:
        return [Button(t.plain(label), PrintPart(requirement.id, 0).pack())]
    return [
        Button(
            t.plain("Print {first} to {last}", first=part * PART + 1, last=min(tally.asked, part * PART + PART)),
            PrintPart(requirement.id, part).pack(),
        )
        for part in range(parts)
    ]


async def summary(context: RenderContext) -> MessageContent | Skip:
    """What is overdue in a grid and below, to who leads it."""
    requirement = await context.session.get(Requirement, context.message.subject_id)
    grid = await context.session.get(Grid, context.message.args["under"])
    if requirement is None or grid is None or requirement.state is not RequirementState.OPEN:
        return Skip("it is over")
    here = col(Obligation.requirement_id) == requirement.id, col(Obligation.state).in_(WAITING), subtree(grid)
    found = await owned(context.session, *here)
    if not found:
        return Skip("all is done there")
    lines = [context.t("<b>Overdue in {grid}</b>", grid=grid.name), *await head(context, requirement)]
    return MessageContent(Html("\n".join([*lines, *await _lacking(context, found)])))


async def closed(context: RenderContext) -> MessageContent | Skip:
    requirement = await context.session.get(Requirement, context.message.subject_id)
    if requirement is None or requirement.state is not RequirementState.CLOSED:
        return Skip("it goes on")
    t, tally = context.t, await tally_of(context.session, requirement.id)
    told = {"code": requirement.code, "title": requirement.title}
    return MessageContent(Html(f"{t('<b>{code} {title}</b> is closed.', **told)}\n{rate(context, requirement, tally)}"))


VIEWS: dict[str, View] = {PROGRESS: progress, SUMMARY: summary, CLOSED: closed}
