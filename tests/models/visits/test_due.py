"""When a household is to be visited, by the calendar of the street's zone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.places.kinds import Cycle
from models.visits.due import next_due, period
from models.visits.kinds import SPANS, built_in
from models.visits.tables import Household, Outcome, Visit
from tests.models.conftest import SHANGHAI

DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def days(due: tuple[datetime, datetime]) -> tuple[str, str]:
    """The first and the last, as the street counts."""
    first, end = (each.astimezone(SHANGHAI) for each in due)
    assert (first.hour, end.hour) == (0, 0)
    return f"{first:%Y-%m-%d}", f"{end - DAY:%Y-%m-%d}"


def made(kind: str, added: str, *, key: bool = False) -> Household:
    when = at(added)
    return Household(grid_id=1, kind=kind, key=key, address="1", name="1", added_at=when, due_from=when, due_until=when)


def visit(said: str, outcome: Outcome) -> Visit:
    return Visit(household_id=1, person_id=1, said_at=at(said), outcome=outcome, due_until=at(said))


@pytest.mark.parametrize(
    ("span", "moment", "first", "last"),
    [
        (Cycle.MONTHLY, "2026-02-28T23:59", "2026-02-01", "2026-02-28"),
        (Cycle.MONTHLY, "2028-02-29T00:00", "2028-02-01", "2028-02-29"),
        (Cycle.QUARTERLY, "2026-03-31T23:59", "2026-01-01", "2026-03-31"),
        (Cycle.QUARTERLY, "2026-04-01T00:00", "2026-04-01", "2026-06-30"),
        (Cycle.QUARTERLY, "2026-12-31T23:59", "2026-10-01", "2026-12-31"),
        (Cycle.YEARLY, "2027-01-01T00:00", "2027-01-01", "2027-12-31"),
    ],
)
def test_a_period_is_one_of_the_calendar(span: Cycle, moment: str, first: str, last: str) -> None:
    assert days(period(span, at(moment).astimezone(UTC), SHANGHAI)) == (first, last)


@pytest.mark.parametrize(
    ("kind", "key", "last_visit", "first", "last"),
    [
        ("elderly", False, None, "2026-11-01", "2026-11-30"),
        ("ordinary", False, None, "2026-01-01", "2026-12-31"),
        ("ordinary", True, None, "2026-10-01", "2026-12-31"),
        ("gone_from_the_file", False, None, "2026-01-01", "2026-12-31"),
        ("elderly", False, visit("2026-11-20T10:00", Outcome.MET), "2026-12-01", "2026-12-31"),
        ("elderly", False, visit("2026-12-31T23:30", Outcome.NEEDS_HELP), "2027-01-01", "2027-01-31"),
        ("ordinary", False, visit("2026-11-20T10:00", Outcome.MET), "2027-01-01", "2027-12-31"),
        ("ordinary", False, visit("2026-11-20T10:00", Outcome.ABSENT), "2026-11-20", "2026-12-04"),
        ("elderly", False, visit("2026-12-31T10:00", Outcome.ABSENT), "2026-12-31", "2027-01-14"),
    ],
)
def test_the_next_visit_follows_from_the_last(
    kind: str, key: bool, last_visit: Visit | None, first: str, last: str
) -> None:
    household = made(kind, "2026-11-16T09:00", key=key)
    assert days(next_due(household, last_visit, built_in(), SHANGHAI)) == (first, last)


@given(st.integers(0, 4 * 365 * 24 * 60), st.sampled_from(SPANS))
def test_periods_follow_each_other_without_a_gap(minutes: int, span: Cycle) -> None:
    when = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    begins, ends = period(span, when, SHANGHAI)
    assert begins <= when < ends
    assert period(span, ends, SHANGHAI).due_from == ends
    assert period(span, ends - timedelta(microseconds=1), SHANGHAI) == (begins, ends)
