"""The words for periods: what they are, from when until when, and why one cannot be opened or ended."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers.dates import day
from handlers.messages import RenderContext
from handlers.refusals import NOT_YOURS
from locales.translator import N_, Html, Translator
from models.checks.campaigns import Part, Progress
from models.periods.tables import Period, PeriodKind

KINDS = {PeriodKind.HEIGHTENED: N_("Heightened checks"), PeriodKind.CAMPAIGN: N_("Campaign")}
REFUSALS: dict[str, str] = {
    "period.past": N_("The first day has passed. Please name today or a later day."),
    "period.backwards": N_("The last day lies before the first. Please name a later one."),
    "period.long": N_("That is more than a year. Please name an earlier last day."),
    "period.overlaps": N_(
        "“{name}” ({first} to {last}) is there already on some of these days. End it, or change the days."
    ),
    "period.no_places": N_("There is no open place of these kinds here. Please name others."),
    "period.no_grid": N_("This grid is no longer in the roster. Please send /period again."),
    "period.over": N_("It is over already."),
}
COMPLAINTS = {
    "no_such_grid": N_("Please press one of the grids named."),
    "no_such_kind": N_("There is no kind of place “{word}”. Please press a button, or write the kinds with commas."),
    "text_long": N_("Please use at most {limit} characters."),
    "first_unreadable": N_("Please write a day such as today, tomorrow, next Monday or 2027-01-15."),
    "last_unreadable": N_("Please write a day such as 2027-02-28 or end of next month."),
    "target_unreadable": N_("Please write a number from 1 to 100."),
}


def refused(t: Translator, code: str, data: Mapping[str, Any]) -> str:
    if code == "not_yours":
        return t.plain(NOT_YOURS[data["who"]])
    return t.plain(REFUSALS[code], **data)


def span(context: RenderContext, period: Period) -> str:
    """From when until when, both days included."""
    return span_words(context, period.first, period.until)


def span_words(context: RenderContext, first: date, last: date) -> str:
    return context.t.plain("{first} to {last}", first=day(context, first), last=day(context, last))


def progress_words(t: Translator, found: Progress) -> Html:
    told = {"n": found.reached, "all": found.places, "percent": found.percent, "target": found.target}
    return t("Checked {n} of {all} places: {percent} % (target {target} %)", **told)


def part_words(t: Translator, part: Part) -> Html:
    return t("• {grid}: {n} of {all}", grid=part.grid, n=part.reached, all=part.places)
