"""What is read at a place of how it stands with its checks."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.checks.states import CheckState, standings
from models.checks.tables import Outcome, Why
from models.due import WallClock
from models.places.changes.exemptions import exempt
from models.places.tables import Place
from tests.models.checks.owing import add_place, checked, go_by, local, owe
from tests.models.conftest import SHANGHAI
from tests.models.periods.opened import at_nine
from tests.street import Street

WEEKLY = "member  shop  weekly"


async def states(session: AsyncSession, place: Place, day: str) -> list[tuple[str, CheckState, Why | None]]:
    found = await standings(session, place, WallClock(local(day), SHANGHAI))
    return [(str(each.window.first)[5:], each.state, each.why) for each in found]


async def test_a_place_says_what_is_due_and_how_the_last_window_ended(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    place = await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-02")
    assert await states(session, place, "2026-11-02") == [("11-02", CheckState.DUE, None)]
    await checked(session, place, street.member, local("2026-11-02", 10), Outcome.NO_ENTRY)
    assert await states(session, place, "2026-11-02") == [("11-02", CheckState.NO_ENTRY, None)]
    await go_by(session, "2026-11-03", "2026-11-09")
    assert await states(session, place, "2026-11-09") == [
        ("11-09", CheckState.DUE, None),
        ("11-02", CheckState.NO_ENTRY, Why.NO_ENTRY),
    ]
    await checked(session, place, street.member, local("2026-11-10"))
    assert await states(session, place, "2026-11-10") == [
        ("11-09", CheckState.DONE, None),
        ("11-02", CheckState.LATE, None),
    ]
    await go_by(session, "2026-11-11", "2026-11-16")
    assert await states(session, place, "2026-11-16") == [
        ("11-16", CheckState.DUE, None),
        ("11-09", CheckState.DONE, None),
    ]
    await exempt(session, place, date(2026, 11, 30), "暂停营业", street.leader, at_nine("2026-11-16"))
    await go_by(session, "2026-11-17", "2026-11-23")
    assert await states(session, place, "2026-11-23") == [
        ("11-23", CheckState.EXEMPT, Why.EXEMPT),
        ("11-16", CheckState.EXEMPT, Why.EXEMPT),
    ]
    await go_by(session, "2026-11-24", "2026-12-07")
    assert await states(session, place, "2026-12-07") == [
        ("12-07", CheckState.DUE, None),
        ("11-30", CheckState.MISSED, Why.MISSED),
    ]


@pytest.mark.parametrize(
    ("rows", "until", "shown"),
    [
        ("member  shop  daily", "2026-11-16", True),
        ("member  shop  daily", "2026-11-17", False),
        (WEEKLY, "2026-11-22", True),
        (WEEKLY, "2026-11-23", False),
        ("member  shop  2 mon", "2027-01-03", True),
        ("member  shop  2 mon", "2027-01-11", False),
    ],
)
async def test_a_duty_that_is_owed_no_more_is_forgotten_after_two_cycles(
    session: AsyncSession, street: Street, rows: str, until: str, *, shown: bool
) -> None:
    place = await add_place(session, street.grid, "甲店")
    last = {"daily": "2026-11-02", "weekly": "2026-11-08", "2 mon": "2026-11-09"}[rows.split("  ")[2]]
    await owe(session, street.grid, rows, local("2026-11-01"))
    await go_by(session, "2026-11-02", last)
    await owe(session, street.grid, "member  rental  daily", local(last, 12))
    await go_by(session, until, until)
    assert bool(await states(session, place, until)) is shown
