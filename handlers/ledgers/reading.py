"""Reading which ledger, of which days and of which grid somebody asks for: 隐患 上月 S-1."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.ledgers.titles import NAMES
from locales.translator import LOCALES, translator
from models.ledgers.columns import LedgerName
from models.schedule.deadlines import read_day
from models.schedule.report_periods.periods import Days
from models.schedule.report_periods.words import read_period

BETWEEN = re.compile(r"(\d{4}\D.*?)\s*(?:至|到|[~～—–]|\bto\b|\.\.)\s*(\d{4}\D.*)")
EVER, FIRST_DAY = ("ever", "all years", "全部", "历年"), date(2000, 1, 1)
MOST_WORDS = 4  # in the name of a ledger
LEDGER = re.compile(r"台[账帐]$| ledger$")


@dataclass(frozen=True)
class Wish:
    """What was read; what is left out is to be asked. `bad` is what could not be read."""

    kind: LedgerName | None = None
    days: Days | None = None
    code: str = ""
    bad: str = ""


def read_wish(text: str, today: date) -> Wish:
    """A kind, then days, then a grid's code; the last two, or the last, may be left out."""
    words = text.split()
    if not words:
        return Wish()
    for taken in range(min(MOST_WORDS, len(words)), 0, -1):
        if kind := read_kind(" ".join(words[:taken])):
            return _when_and_where(kind, words[taken:], today)
    return Wish(bad=words[0])


def _when_and_where(kind: LedgerName, words: Sequence[str], today: date) -> Wish:
    if not words:
        return Wish(kind)
    if days := read_days(" ".join(words), today):
        return Wish(kind, days)
    if days := read_days(" ".join(words[:-1]), today):
        return Wish(kind, days, words[-1])
    return Wish(kind, code=words[0]) if len(words) == 1 else Wish(kind, bad=" ".join(words[:-1]))


def read_kind(word: str) -> LedgerName | None:
    """By its short name, or as it is called in one of our languages, with or without 台账."""
    said = _plain(word)
    return next((name for name in LedgerName if said in _called(name)), None)


def _called(name: LedgerName) -> set[str]:
    return {name.value, *(_plain(translator(locale).plain(NAMES[name])) for locale in LOCALES)}


def _plain(word: str) -> str:
    return LEDGER.sub("", unicodedata.normalize("NFKC", word).strip().casefold())


def read_days(text: str, today: date) -> Days | None:
    """A week, month, quarter, half or year, all years, or two days with 至 between, both with their years."""
    if text.strip().casefold() in EVER:
        return Days(FIRST_DAY, today)
    if period := read_period(text.replace("_", " "), today):
        return Days(period.first, period.last)
    found = BETWEEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    first, last = (read_day(found[part], today) for part in (1, 2)) if found else (None, None)
    return Days(first, last) if first and last and first <= last else None
