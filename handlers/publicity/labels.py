"""Words of the publicity calendar: days, when a text fits, and why something cannot be done."""

from collections.abc import Mapping
from typing import Any

from handlers.publicity.presses import DAY_RULES, NONE
from handlers.refusals import NOT_YOURS
from locales.translator import N_, Translator
from models.publicity.occasions import Around, Occasion, Span
from models.publicity.schedule import Reason
from models.schedule.calendar.feasts import Feast

RULES = dict(
    zip(
        DAY_RULES,
        (
            N_("First Monday that is worked"),
            N_("First Tuesday"),
            N_("First Wednesday"),
            N_("First Thursday"),
            N_("First Friday"),
            N_("1st of the month"),
            N_("5th of the month"),
            N_("10th of the month"),
            N_("15th of the month"),
            N_("20th of the month"),
            N_("No publicity day"),
        ),
        strict=True,
    )
)
REASONS = {
    Reason.WEEKLY: N_("weekly"),
    Reason.PUBLICITY_DAY: N_("publicity day"),
    Reason.OCCASION: N_("occasion"),
}
FEASTS = {
    Feast.NEW_YEAR: N_("New Year"),
    Feast.SPRING_FESTIVAL: N_("Spring Festival"),
    Feast.QINGMING: N_("Qingming"),
    Feast.LABOUR_DAY: N_("Labour Day"),
    Feast.DRAGON_BOAT: N_("Dragon Boat Festival"),
    Feast.MID_AUTUMN: N_("Mid-Autumn"),
    Feast.NATIONAL_DAY: N_("National Day"),
}
REFUSALS = {
    "calendar.admins": N_("Only administrators of this group and the grid's staff can do this."),
    "calendar.admins_not_known": N_("Telegram does not say now who administers this group. Please press again later."),
    "calendar.no_text": N_("This text is no longer there."),
    "calendar.empty": N_("Please write a few words."),
    "calendar.title_long": N_("Please use at most {limit} characters for the title."),
    "calendar.lines": N_("Please write one to {most} lines, each what to do; there are {n}."),
    "calendar.line_long": N_("Please use at most {limit} characters for each line."),
    "calendar.occasion": N_(
        "I cannot read “{words}”. Please write it such as: all year, 11-15..03-15, or spring festival -10..+15 "
        "(from 10 days before until 15 days after)."
    ),
}


def refused(t: Translator, code: str, data: Mapping[str, Any]) -> str:
    return t.plain(NOT_YOURS[data["who"]] if code == "not_yours" else REFUSALS[code], **data)


def rule_words(t: Translator, rule: str) -> str:
    return t.plain(RULES[rule or NONE]) if (rule or NONE) in RULES else rule


def occasion_words(t: Translator, occasion: Occasion) -> str:
    return t.listed(_part(t, each) for each in occasion.parts) if occasion.parts else t.plain("all year")


def _part(t: Translator, part: Span | Around) -> str:
    if isinstance(part, Span):
        return t.plain("{first} to {last}", first=_day(part.first), last=_day(part.last))
    what = t.plain(FEASTS[part.feast]) if part.feast else _day(part.on)
    if part.lunar:
        what = t.plain("lunar {day}", day=what)
    return t.plain("{what}: {first} to {last}", what=what, first=_off(t, part.before), last=_off(t, part.after))


def _off(t: Translator, days: int) -> str:
    if days < 0:
        return t.plain("{n} days before", n=-days)
    return t.plain("{n} days after", n=days) if days else t.plain("the day itself")


def _day(on: tuple[int, int]) -> str:
    return f"{on[0]:02}-{on[1]:02}"
