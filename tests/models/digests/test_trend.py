"""What a run of weeks is compared with: across the turn of a year, and around a Spring Festival that moved."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.digests.figures import PeriodFigures, UnitFigures, packed
from models.digests.stored_periods import Point, total_in, trend
from models.digests.tables import FrozenPeriod
from models.figures.hazards import Reported
from models.grids.tables import Grid
from models.schedule.report_periods.periods import PeriodKind
from models.schedule.report_periods.words import read_period
from models.schedule.report_periods.year_before import Basis
from tests.models.conftest import SHANGHAI
from tests.models.digests.weeks import some
from tests.street import Street

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
STORED = 50  # reported in each stored week, so that what is counted from rows is told from it
SAME, EVE = Basis.SAME_PERIOD, Basis.BY_EVE


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI).astimezone(UTC)


async def kept(session: AsyncSession, grid: Grid, first: date, last: date) -> None:
    """A frozen week from each Monday to the last, as the clock leaves them."""
    figures = packed(PeriodFigures(UnitFigures(reported=Reported(hazards=STORED))))
    while first <= last:
        end = noon(first + WEEK)
        row = {"grid_id": grid.id, "kind": PeriodKind.WEEK, "first": first, "figures": figures}
        session.add(FrozenPeriod.model_validate({**row, "as_of": end, "frozen_at": end}))
        first += WEEK
    await session.flush()


async def of(session: AsyncSession, street: Street, name: str) -> Sequence[Point]:
    period = read_period(name, date(2027, 6, 1))
    assert period is not None
    total = await total_in(session, street.street, period, SHANGHAI)
    return await trend(session, street.street, period, SHANGHAI, total)


async def test_the_week_53_and_the_first_of_the_year_after_have_their_weeks_a_year_before(
    session: AsyncSession, street: Street
) -> None:
    await kept(session, street.street, date(2025, 11, 10), date(2027, 1, 4))
    found = await of(session, street, "2027-W01")
    assert [each.period.name for each in found[-3:]] == ["2026-W52", "2026-W53", "2027-W01"]
    assert [each.compared.days.first.isoformat() for each in found[-3:]] == ["2025-12-22", "2025-12-29", "2026-01-05"]
    assert [each.year_before for each in found] == [STORED] * 8
    assert {each.compared.basis for each in found} == {SAME}


@pytest.mark.parametrize(
    ("name", "since", "counted", "expected"),
    [
        (  # eves: 16 February 2026, 28 January 2025
            "2026-W08",
            date(2024, 12, 9),
            {date(2024, 12, 17): 1, date(2025, 1, 27): 4, date(2025, 1, 28): 2, date(2025, 2, 3): 1},
            [(SAME, STORED), (EVE, 1), (EVE, 0), (EVE, 0), (EVE, 0), (EVE, 0), (EVE, 4), (EVE, 3)],
        ),
        (  # 5 February 2027
            "2027-W06",
            date(2025, 12, 22),
            {date(2026, 2, 11): 3, date(2026, 2, 12): 1, date(2026, 2, 18): 1, date(2026, 2, 25): 2},
            [(SAME, STORED), (SAME, STORED), (SAME, STORED), (EVE, 0), (EVE, 0), (EVE, 3), (EVE, 2), (EVE, 2)],
        ),
    ],
)
async def test_around_the_spring_festival_weeks_are_counted_by_days_from_new_year_s_eve(
    session: AsyncSession,
    street: Street,
    name: str,
    since: date,
    counted: dict[date, int],
    expected: list[tuple[Basis, int]],
) -> None:
    await kept(session, street.street, since, date(2027, 2, 8))
    for day, many in counted.items():
        await some(session, street, noon(day), many)
    found = await of(session, street, name)
    assert [(each.compared.basis, each.year_before) for each in found] == expected
    assert {each.total.reported.hazards for each in found if each.total} == {STORED}


async def test_of_days_before_the_first_week_that_is_kept_nothing_is_known(
    session: AsyncSession, street: Street
) -> None:
    await kept(session, street.street, date(2025, 1, 6), date(2026, 2, 16))
    found = [each.year_before for each in await of(session, street, "2026-W08")]
    assert found == [None, None, None, None, 0, 0, 0, 0]
    assert all(each.total is not None for each in await of(session, street, "2026-W08"))


async def test_a_street_that_has_just_begun_has_no_year_before(session: AsyncSession, street: Street) -> None:
    found = await of(session, street, "2026-W53")
    assert [(each.total is None, each.year_before) for each in found] == [(True, None)] * 7 + [(False, None)]
