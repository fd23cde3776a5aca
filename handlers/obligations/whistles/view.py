"""Wording a whistle before it is blown, who came when, and who has not answered."""

from collections.abc import Sequence

from sqlmodel import col

from handlers.dates import clock
from handlers.hazards.list_view import line
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from handlers.obligations.labels import SIGNS, owner_words
from handlers.obligations.whistles.presses import DRAFT, WhistleAct, WhistleDo, WhistleHazard, WhistleToggle
from locales.translator import Html, cut, visible
from models.departments.tables import departments_for
from models.grids.tables import Grid
from models.hazards.tables import Hazard
from models.obligations.kinds import TaskKind
from models.obligations.owners import Owned, owned
from models.obligations.tables import Obligation, Requirement, RequirementState
from models.obligations.whistles.of_hazard import about
from models.obligations.whistles.unanswered import UNANSWERED
from models.obligations.workflow import State

LABEL = 30


async def draft(context: RenderContext) -> MessageContent | Skip:
    args, t = context.message.args, context.t
    grid = await context.session.get(Grid, context.message.subject_id)
    if grid is None:
        return Skip("the grid is gone")
    lines = [t("<b>📯 Whistle · {grid}</b>", grid=grid.name)]
    if args["words"]:
        lines.append(t("{words}", words=visible(context.seen_here(args["words"]))))
    if args.get("over") == "blown":
        return MessageContent(Html("\n".join([*lines, t("Blown: the departments are called.")])))
    if args.get("over"):
        return MessageContent(Html("\n".join([*lines, t("Not blown.")])))
    found = await departments_for(context.session, grid)
    if not found:
        return MessageContent(Html("\n".join([*lines, t("No department serves this grid yet.")])))
    lines.append(t("Which departments are to come? Choose them, then press “Blow”."))
    toggles = [
        Button(
            f"{'✅' if str(each.id) in args['chosen'] else ''}{cut(each.name, LABEL)}", WhistleToggle(each.id).pack()
        )
        for each in found
    ]
    last = (
        Button(t.plain("All of them"), WhistleDo(WhistleAct.ALL).pack()),
        Button(t.plain("Blow"), WhistleDo(WhistleAct.BLOW).pack()),
        Button(t.plain("Do not blow"), WhistleDo(WhistleAct.CANCEL).pack()),
    )
    pairs = [tuple(toggles[at : at + 2]) for at in range(0, len(toggles), 2)]
    return MessageContent(Html("\n".join(lines)), (*pairs, last))


async def hazard_lines(context: RenderContext, requirement: Requirement) -> Sequence[Html]:
    """The hazard that a whistle is about, as it stands now."""
    hazard = await _hazard(context, requirement)
    if hazard is None:
        return ()
    return (await line(context, hazard, (await context.session.get_one(Grid, hazard.grid_id)).name),)


async def hazard_buttons(context: RenderContext, requirement: Requirement) -> tuple[tuple[Button, ...], ...]:
    hazard = await _hazard(context, requirement)
    if hazard is None:
        return ()
    label = context.t.plain("Show hazard H{number}", number=hazard.number)
    return ((Button(label, WhistleHazard(requirement.id).pack()),),)


async def _hazard(context: RenderContext, requirement: Requirement) -> Hazard | None:
    return await about(context.session, requirement.id) if requirement.kind is TaskKind.WHISTLE else None


async def answer_lines(context: RenderContext, requirement: Requirement) -> Sequence[Html]:
    """Each department with when it was coming, there and done."""
    found = await owned(context.session, col(Obligation.requirement_id) == requirement.id, order=(col(Obligation.id),))
    return [_line(context, each) for each in found]


def _line(context: RenderContext, each: Owned) -> Html:
    t, row = context.t, each.row
    steps = (
        (row.coming_at, t.plain("coming")),
        (row.arrived_at, t.plain("there")),
        (row.done_at, t.plain("done")),
    )
    said = [f"{word} {clock(context, at)}" for at, word in steps if at is not None]
    told = t.listed(said) or (t.plain("not answered") if row.state is State.OPEN else t.plain("not needed"))
    return t("{sign} {owner}: {said}", sign=SIGNS[row.state], owner=owner_words(context, each), said=told)


async def unanswered(context: RenderContext) -> MessageContent | Skip:
    """To the leaders of the level above."""
    requirement = await context.session.get(Requirement, context.message.subject_id)
    if requirement is None or requirement.state is not RequirementState.OPEN:
        return Skip("it is over")
    open_ = col(Obligation.requirement_id) == requirement.id, col(Obligation.state) == State.OPEN
    found = await owned(context.session, *open_)
    if not found:
        return Skip("all have answered")
    t, grid = context.t, await context.session.get_one(Grid, requirement.grid_id)
    about = {"code": requirement.code, "title": requirement.title, "grid": grid.name}
    lines = [t("<b>⏰ Not answered in time: {code} {title}</b> ({grid})", **about)]
    if requirement.words:
        lines.append(t("{words}", words=visible(context.seen_here(requirement.words))))
    lines += await hazard_lines(context, requirement)
    lines.append(t("Waiting for: {owners}", owners=t.listed(owner_words(context, each) for each in found)))
    return MessageContent(Html("\n".join(lines)))


VIEWS: dict[str, View] = {DRAFT: draft, UNANSWERED: unanswered}
