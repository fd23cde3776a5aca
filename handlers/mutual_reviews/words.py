"""The words of mutual reviews: the four questions, the marks, who reviews, and why something cannot be done."""

from collections.abc import Mapping
from typing import Any

from locales.translator import N_, Translator
from models.mutual_reviews.tables import FLOOR, Side

QUESTION_WORDS = (
    N_("Are the grids laid out sensibly?"),
    N_("Are the procedures reasonable?"),
    N_("Does the work show results?"),
    N_("Are residents satisfied?"),
)
MARK_WORDS = (N_("good"), N_("fairly good"), N_("so-so"), N_("not good"))
SIDE_WORDS: Mapping[Side, str] = {
    Side.RESIDENTS: N_("residents and appraisers"),
    Side.GRIDS: N_("grids"),
    Side.COMMUNITIES: N_("communities"),
    Side.STREET: N_("the street and its departments"),
}
REFUSALS: Mapping[str, str] = {
    "review.over": N_("No review is open just now; it ends at midnight of its last day."),
    "review.not_yours": N_("This is not yours to review any more. For what is, send /review."),
    "review.not_leader": N_("Only leaders of the street set the year's review."),
    "review.not_community_leader": N_("Only leaders of the community choose its appraisers."),
    "review.not_shown": N_("Results are shown to the leaders of what was reviewed, and to the levels above."),
    "review.bad_days": N_("Please choose a first day after today, within a year, and 7 to 31 days."),
    "review.goes_on": N_("A review is set already. Send /review to see it."),
    "review.had": N_("The year {year} has had its review; there is one a year."),
    "review.no_link": N_("This link is not valid. Please ask for it anew."),
    "review.own_people": N_("This link is for people without a post here. What you review, you get from /review."),
    "review.enough": N_("There are {most} appraisers already. Please tell whoever sent you the link."),
    "review.taken_out": N_("This has been done already."),
}
COMPLAINTS: Mapping[str, str] = {
    "review_day": N_("Please choose a first day after today, such as 11-01."),
    "review_length": N_("Please write how many days it is open, from 7 to 31."),
    "review_words": N_("Please use at most {limit} characters."),
}


def refused(t: Translator, code: str, data: Mapping[str, Any]) -> str:
    return t.plain(REFUSALS[code], **data)


def too_few(t: Translator) -> str:
    return t.plain("fewer than {n} people, so nothing is shown", n=FLOOR)
