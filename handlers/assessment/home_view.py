"""Wording one's own newest results, with what a leader may look at below; and those below a grid, by grade."""

from collections.abc import Sequence

from handlers.assessment.presses import BELOW, HOME, BelowOpen, BelowPage, ScoreOpen, SoFarOpen, StandardOpen
from handlers.assessment.words import GRADES, SIGNS, period_words, refused, score_words, unit_words
from handlers.dates import local_day
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from locales.translator import N_, Html, cut
from models.assessment.planning import next_counted
from models.assessment.results.telling import RESULTS
from models.assessment.seeing import OF_THE_GRID, PAGE, Seen, before, below, led_by, newest, own_scores
from models.assessment.tables import Assessment
from models.errors import Refused
from models.grids.tables import Grid, Level
from models.members.positions import posts_of
from models.members.tables import Person
from models.mutual_reviews.seeing import seen_by

NOT_HERE = "assessment.not_here"
LABEL = 44
Rows = list[tuple[Button, ...]]


async def own(context: RenderContext) -> MessageContent | Skip:
    reader = await reader_of(context)
    if reader is None:
        return Skip("for private chats alone")
    t, mine = context.t, await own_scores(context.session, reader)
    lines = [t("<b>My assessment</b>"), *_listed(context, mine)]
    if not mine:
        lines += await _nothing_yet(context, reader)
    below_them = await _below_buttons(context, reader)
    if below_them:
        lines.append(t("Results of those below you are for you alone; please talk about them in private."))
    if await seen_by(context.session, reader):
        lines.append(t("Beside it, and no part of it: the mutual review, /review"))
    rows = (*_buttons(context, mine), *await _so_far_button(context, reader), *below_them)
    return MessageContent(Html("\n".join(lines)), (*rows, *await _standard_buttons(context, reader)))


async def results(context: RenderContext) -> MessageContent | Skip:
    """They are there: one's own, and for leaders those below."""
    reader = await reader_of(context)
    if reader is None:
        return Skip("for private chats alone")
    t, every = context.t, await own_scores(context.session, reader)
    last = max((each.assessment.last for each in every), default=None)
    mine = [each for each in every if each.assessment.last == last]
    below_them = await _below_buttons(context, reader)
    if not mine and not below_them:
        return Skip("nothing is assessed any more")
    lines = [t("<b>The results of the assessment are there.</b>"), *_listed(context, mine)]
    open_ = [each.assessment.object_until for each in mine if each.assessment.object_until]
    if open_:
        until = local_day(context, max(open_))
        lines.append(t("They are provisional: you see how each comes about, and may object until {day}.", day=until))
    return MessageContent(Html("\n".join(lines)), (*_buttons(context, mine), *below_them))


def _listed(context: RenderContext, scores: Sequence[Seen]) -> list[Html]:
    t = context.t
    return [
        t(
            "{sign} {period}, {unit}: {score}",
            sign=SIGNS[each.score.in_force],
            period=period_words(t, each.assessment.period),
            unit=unit_words(t, each),
            score=score_words(t, each.score),
        )
        for each in scores
    ]


def _buttons(context: RenderContext, scores: Sequence[Seen]) -> Rows:
    t = context.t
    return [
        (
            Button(
                cut(f"{period_words(t, each.assessment.period)} {unit_words(t, each)}", LABEL),
                ScoreOpen(each.score.id).pack(),
            ),
        )
        for each in scores
    ]


async def _below_buttons(context: RenderContext, reader: Person) -> Rows:
    t, found = context.t, list[tuple[Button, ...]]()
    for grid in await led_by(context.session, reader):
        for assessment in await newest(context.session, grid):
            words = t.plain("Below {grid}, {period}", grid=grid.name, period=period_words(t, assessment.period))
            found.append((Button(cut(words, LABEL), BelowOpen(assessment.id, grid.id).pack()),))
    return found


async def _so_far_button(context: RenderContext, reader: Person) -> Rows:
    """For who is assessed."""
    held = await posts_of(context.session, reader.id)
    if not any(each.post.role in OF_THE_GRID for each in held):
        return []
    return [(Button(context.t.plain("This quarter so far"), SoFarOpen().pack()),)]


async def _standard_buttons(context: RenderContext, reader: Person) -> Rows:
    """For who leads more than a small grid."""
    led = [grid for grid in await led_by(context.session, reader) if grid.level not in (Level.GRID, Level.CELL)]
    words = N_("Which grids meet the standard, {grid}")
    return [(Button(cut(context.t.plain(words, grid=grid.name), LABEL), StandardOpen(grid.id).pack()),) for grid in led]


async def _nothing_yet(context: RenderContext, reader: Person) -> list[Html]:
    t, held = context.t, await posts_of(context.session, reader.id)
    if not held:
        return [t("Grid members and leaders are assessed; you hold no such post.")]
    said = [t("There is no result of yours yet.")]
    at = await next_counted(context.session, held[0].grid)
    if at is not None:
        said.append(t("The next will be counted on {day}; you will be told.", day=local_day(context, at)))
    return said


async def those_below(context: RenderContext) -> MessageContent | Skip:
    """By grade, and within a grade in the order of the tree: no ranks."""
    args, reader = context.message.args, await reader_of(context)
    assessment = await context.session.get(Assessment, context.message.subject_id)
    grid = await context.session.get(Grid, int(args["grid"]))
    if reader is None or assessment is None or grid is None:
        return Skip("it is gone")
    page, t = int(args.get("page", 0)), context.t
    try:
        found = await below(context.session, assessment, grid, reader, page)
    except Refused as error:
        return MessageContent(t("{text}", text=refused(t, error.code, error.data)))
    title = {"grid": grid.name, "period": period_words(t, assessment.period)}
    lines = [t("<b>Below {grid}, {period}</b>", **title)]
    tally = [f"{t.plain(GRADES[grade])} {many}" for grade, many in found.grades.items()]
    lines.append(t("{tally}", tally=t.listed(tally)) if tally else t("Nobody has been assessed here."))
    buttons: Rows = [
        (
            Button(
                cut(f"{SIGNS[each.score.in_force]} {unit_words(t, each)} {score_words(t, each.score)}", LABEL),
                ScoreOpen(each.score.id).pack(),
            ),
        )
        for each in found.found
    ]
    turn = [
        *([Button(t.plain("Previous page"), BelowPage(page - 1).pack())] if page else []),
        *([Button(t.plain("Next page"), BelowPage(page + 1).pack())] if (page + 1) * PAGE < found.total else []),
    ]
    earlier = await before(context.session, assessment)
    last = [Button(t.plain("The period before"), BelowOpen(earlier.id, grid.id).pack())] if earlier else []
    return MessageContent(Html("\n".join(lines)), tuple(row for row in (*buttons, tuple(turn), tuple(last)) if row))


async def not_here(context: RenderContext) -> MessageContent:
    return MessageContent(context.t("Assessment is a matter between you and me: please send me /score in private."))


VIEWS: dict[str, View] = {
    HOME: own,
    RESULTS: results,
    BELOW: those_below,
    NOT_HERE: not_here,
}
