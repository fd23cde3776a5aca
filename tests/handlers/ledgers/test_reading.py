from datetime import date

import pytest

from handlers.ledgers.reading import Wish, read_days, read_kind, read_wish
from models.ledgers.columns import LedgerName
from models.schedule.report_periods.periods import Days

TODAY = date(2026, 11, 16)
OCTOBER = Days(date(2026, 10, 1), date(2026, 10, 31))


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", Wish()),
        ("隐患", Wish(LedgerName.HAZARDS)),
        ("隐患台账 上月", Wish(LedgerName.HAZARDS, OCTOBER)),
        ("隐患 上月 S-1", Wish(LedgerName.HAZARDS, OCTOBER, "S-1")),
        ("hazards 2026-10 S-1", Wish(LedgerName.HAZARDS, OCTOBER, "S-1")),
        ("Hazards October 2026", Wish(LedgerName.HAZARDS, OCTOBER)),
        ("隐患 S-1", Wish(LedgerName.HAZARDS, code="S-1")),
        ("Calls for help last month", Wish(LedgerName.CALLS, OCTOBER)),
        ("Missed checks last month S-1", Wish(LedgerName.MISSED, OCTOBER, "S-1")),
        ("隐患 乱写 S-1", Wish(LedgerName.HAZARDS, bad="乱写")),
        ("火星 上月", Wish(bad="火星")),
        ("整改 2026-10-01 至 2026-10-31 S-1", Wish(LedgerName.RECTIFICATIONS, OCTOBER, "S-1")),
    ],
)
def test_a_kind_then_days_then_a_code(text: str, wish: Wish) -> None:
    assert read_wish(text, TODAY) == wish


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("this_week", Days(date(2026, 11, 16), date(2026, 11, 22))),
        ("last_month", OCTOBER),
        ("2026-W46", Days(date(2026, 11, 9), date(2026, 11, 15))),
        ("2026-10-01至2026-10-31", OCTOBER),
        ("2026-10-01 to 2026-10-31", OCTOBER),
        ("2026年10月1日到2026年10月31日", OCTOBER),
        ("2026-10-01 ~ 2026-10-31", OCTOBER),
        ("2026-10-31至2026-10-01", None),
        ("2026-02-30至2026-03-01", None),
        ("昨天", None),
    ],
)
def test_days_as_people_write_them(text: str, days: Days | None) -> None:
    assert read_days(text, TODAY) == days


@pytest.mark.parametrize("name", [*LedgerName])
def test_each_kind_is_known_by_its_short_name(name: LedgerName) -> None:
    assert read_kind(name.value.upper()) is name
