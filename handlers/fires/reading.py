"""Reading when something burned, and how much of it: 昨天 14:30, 昨晚8点半, 1.5万元. Pure."""

import re
import unicodedata
from datetime import datetime, timedelta, tzinfo

from models.schedule.phrases.clock import read_clock
from models.work_log.spans import past_day

DAY = timedelta(days=1)
SHORT = {"今": "今天", "昨": "昨天", "前": "前天"}  # 昨晚8点
AMOUNT = re.compile(r"(\d{1,9}(?:\.\d{1,4})?)\s*(万)?\s*(?:元|块|平方米|平米|㎡|m2|yuan|人)?", re.IGNORECASE)
MOST = 2_000_000_000


def read_moment(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """A time that has been; without a day the newest such time."""
    said = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    clock = read_clock(f"{said}00" if said.endswith(":") else said)  # 8: is 8:00
    if clock is None:
        return None
    on, today = clock.before.strip(), now.astimezone(zone).date()
    if not on:
        at = datetime.combine(today, clock.at, zone)
        return at - DAY if at > now else at
    day = past_day(SHORT.get(on, on), today)
    return datetime.combine(day + DAY * clock.ends_day, clock.at, zone) if day is not None else None


def read_amount(text: str) -> int | None:
    """A number of yuan, square metres or people."""
    found = AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    amount = round(float(found[1]) * (10_000 if found[2] else 1))
    return amount if amount <= MOST else None
