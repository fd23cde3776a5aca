"""Wording what a digest's numbers mean, what leaders hear of beside it, and why somebody gets no digest."""

from collections.abc import Iterable, Mapping

from handlers.digests.lines_view import lines
from handlers.digests.page_view import COURSES, IN_FOUR_WEEKS, digest_page, repeated_lines
from handlers.digests.presses import MEANING, PAGE
from handlers.digests.report import report
from handlers.digests.words import drive_words, period_words, sent_late, series_words
from handlers.figure_words import (
    CHECK_FIGURES,
    HAZARD_FIGURES,
    NOTICE_FIGURES,
    QUIZ_FIGURES,
    SHARE_FIGURES,
    FigureWords,
)
from handlers.messages import MessageContent, ReadsMuch, RenderContext, Skip, View
from locales.translator import N_, Html, visible
from models.digests import warnings
from models.digests.leaders import REPEATED, UNUSUAL
from models.digests.reading import read_digest
from models.digests.sending import BELOW, REPORT
from models.digests.tables import FrozenPeriod
from models.grids.tables import Grid
from models.hazards.kinds import kinds_of
from models.statistics.episodes import Course

REFUSED = "digests.refused"
REFUSALS = {
    "digest.period": N_(
        "I cannot read “{words}” as a week, a month or a year. For example: /digest last week, /digest 2026-11, or with"
        " a grid: /digest CODE last month"
    ),
    "digest.ahead": N_("That has not begun yet. For example: /digest last week"),
    "digest.no_grid": N_("There is no grid “{words}”. For example: /digest last week, or /digest CODE last month"),
    "digest.not_staff": N_("Digests are for grid staff. In a grid's group /digest shows that grid's week."),
    "digest.not_yours": N_("You can see digests of your own grids, of those below them and of those above."),
    "digest.private": N_("Please send this to me in private; here /digest shows this chat's own grid."),
    "digest.link": N_("This link is no longer good. Send /digest."),
}
SHOWN: Mapping[str, Iterable[str]] = {
    "hazards": (
        "hazards",
        "on_patrol",
        "joined",
        "kinds",
        "closed",
        "open",
        "overdue",
        "reopened",
        "median_to_accept",
        "median_to_close",
        "late",
    ),
    "checks": ("due", "done", "missed", "made_up", "excused"),
    "shares": ("patrol",),
    "notices": ("asked", "confirmed"),
    "quiz": ("voters", "rights"),
}
FIGURES: Mapping[str, Mapping[str, FigureWords]] = {
    "hazards": HAZARD_FIGURES,
    "checks": CHECK_FIGURES,
    "shares": SHARE_FIGURES,
    "notices": NOTICE_FIGURES,
    "quiz": QUIZ_FIGURES,
}


async def meaning(context: RenderContext) -> MessageContent:
    t = context.t
    found = [t("<b>What the numbers mean</b>")]
    for of, names in SHOWN.items():
        for name in names:
            words = FIGURES[of][name]
            found.append(t("<b>{name}</b>: {meaning}", name=t.plain(words.name), meaning=t.plain(words.meaning)))
    found.append(
        t(
            "<b>What is unusual</b>: more than nine weeks in ten hold, by the 52 weeks before (at least 8), of at least"
            " 3 reports from two people or places. What is rare, such as one report in two weeks, cannot be told from"
            " chance when it doubles."
        )
    )
    found.append(
        t(
            "<b>What comes back</b>: three hazards of a kind at one place of the registry within 90 days, without those"
            " that turned out to be none; or one that was opened again twice; in the week that adds to it."
        )
    )
    found.append(
        t(
            "<b>The map</b>: written is how many are open; it is darker where they are more for each small grid, and"
            " hatched where nothing is known."
        )
    )
    found.append(
        t(
            "<b>Who is named</b>: only who is far outside of what chance leaves to a grid of its size; often nobody."
            " Fewer than 5 duties are not rated."
        )
    )
    return MessageContent(Html("\n".join(found)))


async def unusual(context: RenderContext) -> MessageContent | Skip:
    row = await context.session.get(FrozenPeriod, context.message.subject_id)
    grid = await context.session.get(Grid, row.grid_id) if row is not None else None
    if row is None or grid is None:
        return Skip("the week is gone")
    digest = await read_digest(context.session, grid, row.period, context.now, context.zone)
    pointed = warnings.unpacked(row.warnings).pointed[int(context.message.args["place"])]
    alarm, t = pointed.alarm, context.t
    if alarm is None:
        return Skip("it is over")
    series = series_words(t, kinds_of(context.session), digest, pointed.key)
    words = IN_FOUR_WEEKS if alarm.window > 1 else COURSES[Course.NEW]  # once an episode, with its newest week
    told = {"count": alarm.count, "low": alarm.low, "high": alarm.high, "patrol": alarm.on_patrol}
    found = [
        t("<b>⚠ More than usual</b>, {period}", period=period_words(t, row.period)),
        *sent_late(context),
        Html(t(words, series=series, **told)),
        t("Please look what is behind it. /duty shows what is open."),
        *drive_words(t, digest.drives.get(pointed.key, ())),
    ]
    return MessageContent(Html("\n".join(found)))


async def repeated(context: RenderContext) -> MessageContent | Skip:
    row = await context.session.get(FrozenPeriod, context.message.subject_id)
    if row is None:
        return Skip("the week is gone")
    found, t = warnings.unpacked(row.warnings).repeated, context.t
    here = [found[place] for place in context.message.args["places"]]
    lines = [
        t("<b>⚠ Again and again</b>, {period}", period=period_words(t, row.period)),
        *sent_late(context),
        *await repeated_lines(context, kinds_of(context.session), here, len(here)),
        t("Please look what is behind it. /duty shows what is open."),
    ]
    return MessageContent(Html("\n".join(lines)))


async def refused(context: RenderContext) -> MessageContent:
    args = context.message.args
    return MessageContent(context.t(REFUSALS[args["code"]], words=visible(str(args.get("words", "")))))


VIEWS: dict[str, View] = {
    PAGE: ReadsMuch(digest_page),
    BELOW: lines,
    MEANING: meaning,
    UNUSUAL: ReadsMuch(unusual),
    REPEATED: repeated,
    REPORT: ReadsMuch(report),
    REFUSED: refused,
}
