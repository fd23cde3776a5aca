import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.checks.self_checks import self_checks
from models.places.kinds import Cycle
from tests.models.checks.owing import add_place, local, owe
from tests.street import Street


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("responsible  unit  daily", [("daily", ["甲厂"])]),
        ("responsible  unit  weekly\nresponsible  shop  daily", [("weekly", ["甲厂"]), ("daily", ["乙店", "丙店"])]),
        ("responsible  places  cycle", [("daily", ["甲厂"]), ("weekly", ["乙店"]), ("monthly", ["丙店"])]),
        ("member  places  cycle", []),
    ],
)
async def test_what_is_asked_of_who_is_responsible_follows_the_table(
    session: AsyncSession, street: Street, rows: str, found: list[tuple[str, list[str]]]
) -> None:
    await owe(session, street.street, rows, local("2026-11-02"))
    places = [
        await add_place(session, street.grid, "甲厂", "unit"),
        await add_place(session, street.grid, "乙店"),
        await add_place(session, street.grid, "丙店", cycle=Cycle.MONTHLY),
    ]
    asked = await self_checks(session, places)
    assert [(cycle.text, [each.name for each in of_them]) for cycle, of_them in asked.items()] == found


async def test_nothing_is_asked_of_who_is_responsible_for_nothing(session: AsyncSession, street: Street) -> None:
    assert await self_checks(session, []) == {}
