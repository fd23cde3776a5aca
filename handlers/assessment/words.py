"""The words of assessment: periods, units, grades, and why something cannot be done."""

from collections.abc import Mapping
from typing import Any

from handlers.figure_words import SHARE_FIGURES
from locales.translator import N_, Translator, cut
from models.assessment.criteria import Criterion, Grade
from models.assessment.seeing import Seen
from models.assessment.tables import AssessmentScore
from models.members.tables import Role
from models.schedule.report_periods.periods import PeriodKind, ReportPeriod

NAME = 24
GRADES: Mapping[Grade, str] = {
    Grade.EXCELLENT: N_("excellent"),
    Grade.QUALIFIED: N_("qualified"),
    Grade.BASIC: N_("basically qualified"),
    Grade.UNQUALIFIED: N_("unqualified"),
    Grade.UNRATED: N_("too little to go by, not rated"),
}
SIGNS: Mapping[Grade, str] = {
    Grade.EXCELLENT: "🟢",
    Grade.QUALIFIED: "🔵",
    Grade.BASIC: "🟡",
    Grade.UNQUALIFIED: "🟠",
    Grade.UNRATED: "⚪",
}
HALVES = (N_("first half of {year}"), N_("second half of {year}"))
ROLES: Mapping[Role, str] = {Role.LEADER: N_("leader"), Role.MEMBER: N_("member")}
REFUSALS: Mapping[str, str] = {
    "score.not_yours": N_("A result is shown to whoever it is about, and to the leaders above. This is not yours."),
    "score.not_over": N_("Only the leaders above whoever is assessed can do this."),
    "score.not_own": N_("Only who is assessed can object; for a grid, its leader."),
    "score.too_late": N_("The days to object are over, and the result is final. Please talk to your leader."),
    "score.objected": N_("You have objected to this result already; one objection is answered once."),
    "score.answered": N_("This objection has been answered already."),
    "score.nobody_above": N_("There is no level above that could answer."),
    "score.vetoed": N_("There is a veto on this result already."),
    "score.no_veto": N_("There is no veto on this result, or not any more."),
    "score.no_duties": N_("There were no duties of this part, so there is nothing to correct."),
    "score.no_stars": N_("Nobody stands out in this month."),
    "score.bad_count": N_("More cannot have been done than there was to do. Please write two numbers, such as 12/14."),
}
COMPLAINTS: Mapping[str, str] = {
    "why_long": N_("Please use at most {limit} characters."),
    "two_numbers": N_("Please write how many were done of how many, such as 12/14."),
}


def refused(t: Translator, code: str, data: Mapping[str, Any]) -> str:
    return t.plain(REFUSALS[code], **data)


def period_words(t: Translator, period: ReportPeriod) -> str:
    year, month = period.first.year, period.first.month
    match period.kind:
        case PeriodKind.QUARTER:
            return t.plain("quarter {n} of {year}", n=(month + 2) // 3, year=year)
        case PeriodKind.HALF:
            return t.plain(HALVES[month > 1], year=year)
        case PeriodKind.YEAR:
            return t.plain("the year {year}", year=year)
        case _:
            return t.plain("month {n} of {year}", n=month, year=year)


def unit_words(t: Translator, seen: Seen) -> str:
    """Of a grid its name; of a post also its role, and who holds it by the roster."""
    grid = cut(seen.grid.name, NAME)
    if seen.post is None:
        return grid
    return t.plain("{grid} {role} {name}", grid=grid, role=t.plain(ROLES[seen.post.role]), name=seen.post.name)


def whole(points: float | None) -> int:
    """Never more than was reached: 89.9 is not shown as 90."""
    return int((points or 0) + 1e-9)


def score_words(t: Translator, score: AssessmentScore) -> str:
    grade = t.plain(GRADES[score.in_force])
    if score.score is None:
        return grade
    return t.plain("{points} points, {grade}", points=whole(score.score), grade=grade)


def criterion_word(t: Translator, criterion: Criterion) -> str:
    return t.plain(SHARE_FIGURES[criterion].name)
