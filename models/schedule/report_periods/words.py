"""Reading which week, month, quarter, half or year a report is asked for: 上周, 本月, 11月, last week, 2026-W46. Pure.

A kind alone (week, 月报) is the newest that has ended; one without a year is the newest that has begun.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

from models.schedule.deadlines import WRITTEN, read_day
from models.schedule.report_periods.periods import MONTHS, PeriodKind, ReportPeriod, period_of
from models.text.numerals import number

YEARS = range(2000, 2100)
LONGEST_BACK = 15  # years: week 53 comes at least every seven
KINDS = {
    PeriodKind.WEEK: r"周|星期|礼拜|week(?:ly)?",
    PeriodKind.MONTH: r"月|month(?:ly)?",
    PeriodKind.QUARTER: r"季度?|quarter(?:ly)?",
    PeriodKind.HALF: r"半年|half(?:[- ]year(?:ly)?)?",
    PeriodKind.YEAR: r"年度?|year(?:ly)?|annual",
}
BACK = (
    (re.compile(r"(?:本|这一?个?|当|今|this |current )(.+)"), 0),
    (re.compile(r"(?:上一?个?|last |previous )(.+)"), 1),
    (re.compile(r"上上个?(.+)|the (.+) before last"), 2),
)
SINGLE = {"去年": 1, "前年": 2}
ENGLISH = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
YEAR = r"(?:(\d{4})(?:年度?|[-/. ])?)?"
COUNT = r"(\d{1,2}|[一二两三四五六七八九十]{1,3})"
ORDINALS = {"first": 1, "second": 2, "上": 1, "下": 2}
NUMBERED = (
    (re.compile(rf"{YEAR}(?:w|week )(\d{{1,2}})"), PeriodKind.WEEK),
    (re.compile(rf"{YEAR}第?{COUNT}(?:周|星期)"), PeriodKind.WEEK),
    (re.compile(r"(\d{4})[-/.](\d{1,2})"), PeriodKind.MONTH),
    (re.compile(rf"{YEAR}{COUNT}月份?"), PeriodKind.MONTH),
    (re.compile(rf"{YEAR}(?:q)([1-4])"), PeriodKind.QUARTER),
    (re.compile(rf"{YEAR}第?{COUNT}季度?"), PeriodKind.QUARTER),
    (re.compile(rf"{YEAR}(?:h)([12])"), PeriodKind.HALF),
    (re.compile(rf"{YEAR}(上|下)半年"), PeriodKind.HALF),
    (re.compile(rf"{YEAR}(first|second) half"), PeriodKind.HALF),
)
MONTH_IN_ENGLISH = re.compile(rf"({'|'.join(ENGLISH)}|{'|'.join(name[:3] for name in ENGLISH)})(?: (\d{{4}}))?")
WHOLE_YEAR = re.compile(r"(\d{4})(?:年度?)?")
REPORT = re.compile(r"(?<=[周期拜月份季度年])(?:的?[周月季年]?报告?|的?(?:简报|汇总))$| report$| digest$")
FULL_DAY = re.compile(r"\d{4}.*")


def read_period(text: str, today: date) -> ReportPeriod | None:
    """None: it is no period. One that lies wholly ahead is returned; its first day tells."""
    said = _plain(text)
    return next((found for reading in READINGS if (found := reading(said, today))), None)


def _plain(text: str) -> str:
    said = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip(" 。.,，").lower()
    said = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", said)
    return REPORT.sub("", said)


def _kind(word: str) -> PeriodKind | None:
    return next((kind for kind, words in KINDS.items() if re.fullmatch(words, word)), None)


def _by_kind(said: str, today: date) -> ReportPeriod | None:
    kind = _kind(said)
    return period_of(kind, today).previous() if kind else None


def _relative(said: str, today: date) -> ReportPeriod | None:
    if said in SINGLE:
        return _earlier(period_of(PeriodKind.YEAR, today), SINGLE[said])
    for pattern, back in BACK:
        found = pattern.fullmatch(said)
        kind = _kind(found[found.lastindex or 0]) if found else None
        if kind and said != "上半年":  # the first half of a year
            return _earlier(period_of(kind, today), back)
    return None


def _earlier(period: ReportPeriod, back: int) -> ReportPeriod:
    for _ in range(back):
        period = period.previous()
    return period


def _numbered(said: str, today: date) -> ReportPeriod | None:
    for pattern, kind in NUMBERED:
        if found := pattern.fullmatch(said):
            nth = ORDINALS.get(found[2]) or number(found[2])
            return _nth(kind, nth, int(found[1]) if found[1] else None, today)
    return None


def _english_month(said: str, today: date) -> ReportPeriod | None:
    found = MONTH_IN_ENGLISH.fullmatch(said)
    if found is None:
        return None
    month = next(place for place, name in enumerate(ENGLISH, 1) if name.startswith(found[1]))
    return _nth(PeriodKind.MONTH, month, int(found[2]) if found[2] else None, today)


def _whole_year(said: str, _: date) -> ReportPeriod | None:
    found = WHOLE_YEAR.fullmatch(said)
    return period_of(PeriodKind.YEAR, date(int(found[1]), 1, 1)) if found and int(found[1]) in YEARS else None


def _week_of_day(said: str, today: date) -> ReportPeriod | None:
    """Of a day with its year."""
    day = read_day(said, today) if FULL_DAY.match(said) and WRITTEN.fullmatch(said) else None
    return period_of(PeriodKind.WEEK, day) if day and day.year in YEARS else None


def _nth(kind: PeriodKind, nth: int | None, year: int | None, today: date) -> ReportPeriod | None:
    """Without a year the newest that has begun."""
    if nth is None or nth < 1:
        return None
    if year is not None:
        return _in_year(kind, nth, year) if year in YEARS else None
    return next((found for found in _of_years(kind, nth, today) if found.first <= today), None)


def _of_years(kind: PeriodKind, nth: int, today: date) -> Iterator[ReportPeriod]:
    """The newest first; the first week of a year may begin in the year before."""
    for year in range(today.year + 1, today.year - LONGEST_BACK, -1):
        if found := _in_year(kind, nth, year):
            yield found


def _in_year(kind: PeriodKind, nth: int, year: int) -> ReportPeriod | None:
    try:
        if kind is PeriodKind.WEEK:
            return period_of(kind, date.fromisocalendar(year, nth, 1))
        return period_of(kind, date(year, (nth - 1) * MONTHS[kind] + 1, 1))
    except ValueError:
        return None


READINGS: tuple[Callable[[str, date], ReportPeriod | None], ...] = (
    _by_kind,
    _relative,
    _numbered,
    _english_month,
    _whole_year,
    _week_of_day,
)
