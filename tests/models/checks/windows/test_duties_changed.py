"""Other duties are set while windows are open: these stay as they were frozen, and close; what opens next is new."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.checks.duties import parse
from models.checks.duty_tables import kinds_known, reset_duties, set_duties
from tests.models.checks.owing import add_place, go_by, local, misses, owe, windows
from tests.street import Street

DAILY, WEEKLY, MONTHLY = (f"member  shop  {cycle}" for cycle in ("daily", "weekly", "monthly"))
WEEK = [(WEEKLY, "2026-11-02", "2026-11-08")]
BY_LEADER, SECOND_TUESDAY = "leader  shop  weekly", "member  shop  2 tue"
NEXT_WEEK = [(WEEKLY, "2026-11-09", "2026-11-15")]


def on(*numbers: int, duty: str = DAILY) -> list[tuple[str, str, str]]:
    """Days of November; of a weekend nothing is owed by the day."""
    return [(duty, f"2026-11-{number:02}", f"2026-11-{number:02}") for number in numbers]


@pytest.mark.parametrize(
    ("before", "after", "opened"),
    [
        (WEEKLY, WEEKLY, WEEK + NEXT_WEEK),
        (WEEKLY, DAILY, WEEK + on(5, 6, 9, 10)),
        (WEEKLY, MONTHLY, WEEK),
        (WEEKLY, "member  rental  weekly", WEEK),
        (WEEKLY, BY_LEADER, [*WEEK, (BY_LEADER, "2026-11-09", "2026-11-15")]),
        (WEEKLY, f"{WEEKLY}\nmember  rental  daily", WEEK + NEXT_WEEK),
        (DAILY, WEEKLY, on(2, 3, 4) + NEXT_WEEK),
        (DAILY, SECOND_TUESDAY, on(2, 3, 4) + on(10, duty=SECOND_TUESDAY)),
        (DAILY, "", on(2, 3, 4)),
    ],
)
async def test_what_is_open_stays_and_is_missed_and_what_opens_next_is_as_set(
    session: AsyncSession, street: Street, before: str, after: str, opened: list[tuple[str, str, str]]
) -> None:
    await owe(session, street.grid, before, local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-04")
    await set_duties(session, street.grid, parse(after, kinds_known(session)), local("2026-11-04", 10))
    await go_by(session, "2026-11-05", "2026-11-10")
    found = [(each.duty, str(each.first), str(each.last)) for each in await windows(session, street.grid)]
    assert sorted(found) == sorted(opened)
    assert {first for _, first, last in opened if last < "2026-11-10"} == {
        first for first, _, _ in await misses(session, street.grid)
    }


async def test_a_table_that_is_reset_leaves_what_is_open(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, DAILY, local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-02")
    assert await reset_duties(session, street.grid)
    await go_by(session, "2026-11-03", "2026-11-03")
    assert ("2026-11-02", "甲店") in {(first, name) for first, name, _ in await misses(session, street.grid)}
