"""Wording who stands out in a month, to the leader of their community, and the draft of a notice that names them."""

from collections.abc import Sequence

from handlers.assessment.presses import StarsDraft
from handlers.assessment.words import NAME, period_words, whole
from handlers.members.reader import reader_of
from handlers.messages import Button, MessageContent, RenderContext, Skip, View
from locales.translator import Html, Translator, cut
from models.assessment.results.stars import STARS, Star, stars_of
from models.assessment.tables import Assessment
from models.grids.tables import Grid
from models.members.positions import leads


async def offered(context: RenderContext) -> MessageContent | Skip:
    assessment = await context.session.get(Assessment, context.message.subject_id)
    grid, reader = await context.session.get(Grid, int(context.message.args["grid"])), await reader_of(context)
    if assessment is None or grid is None or reader is None or not await leads(context.session, reader.id, grid):
        return Skip("it is not for this reader")
    found, t = await stars_of(context.session, assessment, grid), context.t
    if not found:
        return Skip("nobody stands out any more")
    title = {"period": period_words(t, assessment.period), "grid": grid.name}
    lines = [
        t("<b>Star grid members, {period}, {grid}</b>", **title),
        *(t("⭐ {name}, {grid}: {done}/{of} duties, {points} points", **_told(each)) for each in found),
        t("By rule: their share of duties done lies far above what chance leaves to anybody with as many."),
        t("This is for you alone. If you wish to announce it, a notice can be drafted for you to check and send."),
    ]
    return MessageContent(
        Html("\n".join(lines)), ((Button(t.plain("Draft a notice"), StarsDraft(assessment.id, grid.id).pack()),),)
    )


def _told(star: Star) -> dict[str, object]:
    grid, points = cut(star.grid.name, NAME), whole(star.score.score)
    return {"name": star.post.name, "grid": grid, "done": star.done, "of": star.of, "points": points}


def draft_words(t: Translator, assessment: Assessment, grid: Grid, found: Sequence[Star]) -> str:
    named = [t.plain("{grid} {name}", grid=each.grid.name, name=each.post.name) for each in found]
    about = {"period": period_words(t, assessment.period), "names": t.listed(named), "grid": grid.name}
    head = t.plain("Star grid members, {period}", **about)
    body = t.plain(
        "In {grid} these have stood out by the work they did: {names}. Thank you all, and please go on like this.",
        **about,
    )
    return f"{head}\n{body}"


VIEWS: dict[str, View] = {STARS: offered}
