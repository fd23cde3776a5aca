"""Reading when something burned, and how much of it: 昨天 14:30, 1.5万元. Pure."""

import re
import unicodedata
from datetime import datetime, time, timedelta, tzinfo

from models.work_log.spans import past_day

CLOCK = re.compile(r"(.*?)\s*(\d{1,2})[:时点](\d{2})?分?")
AMOUNT = re.compile(r"(\d{1,9}(?:\.\d{1,4})?)\s*(万)?\s*(?:元|块|平方米|平米|㎡|m2|yuan|人)?", re.IGNORECASE)
MOST = 2_000_000_000


def read_moment(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """A time that has been; without a day the newest such time."""
    found = CLOCK.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None or int(found[2]) > 23 or int(found[3] or 0) > 59:
        return None
    today = now.astimezone(zone).date()
    day = past_day(found[1], today) if found[1] else today
    if day is None:
        return None
    at = datetime.combine(day, time(int(found[2]), int(found[3] or 0)), zone)
    return at - timedelta(days=1) if at > now and not found[1] else at


def read_amount(text: str) -> int | None:
    """A number of yuan, square metres or people."""
    found = AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    amount = round(float(found[1]) * (10_000 if found[2] else 1))
    return amount if amount <= MOST else None
