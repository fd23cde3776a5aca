"""Wording how the quarter that runs stands so far: the lines of a result, marked as none."""

from handlers.assessment.presses import (
    BELOW_SO_FAR,
    SO_FAR,
    UNIT_SO_FAR,
    WHY_SO_FAR,
    SoFarBelow,
    SoFarDo,
    SoFarPage,
    SoFarStep,
)
from handlers.assessment.score_view import asked_why, said_at_length, said_in_short
from handlers.assessment.words import GRADES, SIGNS, period_words, refused, score_words, unit_words
from handlers.dates import local
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, ReadsMuch, RenderContext, Skip, View
from locales.translator import Html, Translator, cut
from models.assessment.criteria import Unit
from models.assessment.seeing import PAGE, Seen, is_over, is_own, led_by, may_look_below
from models.assessment.so_far import below_so_far, key_of, own_so_far, unit_of, unit_so_far
from models.due import WallClock
from models.errors import Refused
from models.grids.tables import Grid
from models.members.tables import Person

LABEL = 44
Row = tuple[Button, ...]


def _clock(context: RenderContext) -> WallClock:
    return WallClock(context.now, context.zone)


async def own(context: RenderContext) -> MessageContent | Skip:
    reader = await reader_of(context)
    if reader is None:
        return Skip("for private chats alone")
    t, mine = context.t, await own_so_far(context.session, reader, _clock(context))
    buttons = [
        (_do(SoFarStep.WHY, seen, f"{unit_words(t, seen)} {asked_why(t, seen)}" if mine[1:] else asked_why(t, seen)),)
        for seen in mine
    ]
    buttons += [(_below(t, grid),) for grid in await led_by(context.session, reader)]
    if not mine:
        return MessageContent(t("Nothing of yours is counted in this quarter yet."), tuple(buttons))
    lines = [*_marked(context, mine[0])]
    for seen in mine:
        lines += [t("<b>{unit}</b>", unit=unit_words(t, seen)), *said_in_short(context, seen)]
    return MessageContent(Html("\n".join(lines)), tuple(buttons))


def _marked(context: RenderContext, seen: Seen) -> list[Html]:
    t, assessment = context.t, seen.assessment
    at = local(context, assessment.as_of or context.now)
    return [
        t("<b>So far, {period}, as of {at}</b>", period=period_words(t, assessment.period), at=at),
        t(
            "This is no result of the assessment: it changes with what is done until the quarter ends, and nothing is"
            " kept of it."
        ),
    ]


def _do(step: SoFarStep, seen: Seen, words: str) -> Button:
    return Button(cut(words, LABEL), SoFarDo(step, seen.score.unit, key_of(seen.score)).pack())


def _below(t: Translator, grid: Grid) -> Button:
    return Button(cut(t.plain("Below {grid}, so far", grid=grid.name), LABEL), SoFarBelow(grid.id).pack())


async def unit(context: RenderContext) -> MessageContent | Skip:
    seen = await _readable(context)
    if not isinstance(seen, Seen):
        return seen
    t = context.t
    lines = [*_marked(context, seen), t("<b>{unit}</b>", unit=unit_words(t, seen)), *said_in_short(context, seen)]
    rows: list[Row] = [(_do(SoFarStep.WHY, seen, asked_why(t, seen)),)]
    reader = await reader_of(context)
    if seen.score.unit is not Unit.POST and reader is not None and await _leads(context, seen.grid, reader):
        rows.append((_below(t, seen.grid),))
    return MessageContent(Html("\n".join(lines)), tuple(rows))


async def _leads(context: RenderContext, grid: Grid, reader: Person) -> bool:
    try:
        await may_look_below(context.session, grid, reader)
    except Refused:
        return False
    return True


async def why(context: RenderContext) -> MessageContent | Skip:
    seen = await _readable(context)
    if not isinstance(seen, Seen):
        return seen
    back = _do(SoFarStep.UNIT, seen, context.t.plain("Back"))
    lines = [*_marked(context, seen), *said_at_length(context, seen)]
    return MessageContent(Html("\n".join(lines)), ((back,),))


async def _readable(context: RenderContext) -> Seen | MessageContent | Skip:
    """The unit that the message is about, where it is for who reads it."""
    reader = await reader_of(context)
    of, key = Unit(context.message.args["unit"]), context.message.subject_id or 0
    asked = await unit_of(context.session, of, key)
    if reader is None or asked is None:
        return Skip("it is gone")
    if not await is_own(context.session, asked, reader) and not await is_over(context.session, asked, reader):
        return Skip("it is not for this reader")
    seen = await unit_so_far(context.session, asked, _clock(context))
    return seen or MessageContent(context.t("Nothing of this is counted in this quarter yet."))


async def those_below(context: RenderContext) -> MessageContent | Skip:
    """As those of a period that is over are shown: by grade, without ranks."""
    grid, reader = await context.session.get(Grid, context.message.subject_id), await reader_of(context)
    if grid is None or reader is None:
        return Skip("it is gone")
    page, t = int(context.message.args.get("page", 0)), context.t
    try:
        found = await below_so_far(context.session, grid, reader, page, _clock(context))
    except Refused as error:
        return MessageContent(t("{text}", text=refused(t, error.code, error.data)))
    if not found.found:
        return MessageContent(t("Nobody is assessed here."))
    tally = [f"{t.plain(GRADES[grade])} {many}" for grade, many in found.grades.items()]
    lines = [
        *_marked(context, found.found[0]),
        t("<b>Below {grid}</b>: {tally}", grid=grid.name, tally=t.listed(tally)),
    ]
    rows: list[Row] = [
        (_do(SoFarStep.UNIT, each, f"{SIGNS[each.score.grade]} {unit_words(t, each)} {score_words(t, each.score)}"),)
        for each in found.found
    ]
    turn = [
        *([Button(t.plain("Previous page"), SoFarPage(page - 1).pack())] if page else []),
        *([Button(t.plain("Next page"), SoFarPage(page + 1).pack())] if (page + 1) * PAGE < found.total else []),
    ]
    return MessageContent(Html("\n".join(lines)), (*rows, *([tuple(turn)] if turn else [])))


VIEWS: dict[str, View] = {
    SO_FAR: ReadsMuch(own),
    UNIT_SO_FAR: ReadsMuch(unit),
    WHY_SO_FAR: ReadsMuch(why),
    BELOW_SO_FAR: ReadsMuch(those_below),
}
