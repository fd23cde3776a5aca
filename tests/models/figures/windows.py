"""Windows of checks at random, with what was missed in them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy.ext.asyncio import AsyncSession

from models.checks.duties import Owner
from models.checks.tables import CheckMiss, CheckWindow, Why
from models.grids.tables import Grid
from models.places.tables import Place

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
BEGIN = datetime(2026, 11, 1, 16, tzinfo=UTC)
EXCUSES = {Why.CALENDAR, Why.LEAVE, Why.CLOSED, Why.EXEMPT}
History = list[tuple[CheckWindow, list[CheckMiss]]]


def window(grid: Grid, place_ids: list[int], number: int, chance: Random) -> CheckWindow:
    due = BEGIN + HOUR * chance.randrange(-48, 21 * 24)
    day = due.date()
    return CheckWindow(
        grid_id=grid.id,
        duty=f"duty {number}",
        owner=Owner.MEMBER,
        first=day,
        last=day,
        heightened=chance.random() < 0.2,
        places=place_ids,
        hours=not place_ids and chance.random() < 0.5,
        opened_at=due - WEEK,
        due_at=due,
        closed_at=due + HOUR * chance.randrange(30) if chance.random() < 0.9 else None,
    )


def expected(of: CheckWindow) -> Sequence[int | None]:
    """Places; None: a round."""
    return of.places or (None,)


async def history(session: AsyncSession, grids: list[Grid], now: datetime, chance: Random) -> History:
    made = [
        Place(code=f"P{number}", kind="shop", name=f"店{number}", grid_id=grids[0].id, opened_at=now, confirmed_at=now)
        for number in range(1, 9)
    ]
    session.add_all(made)
    await session.flush()
    found: History = []
    for number in range(60):
        chosen = [each.id for each in chance.sample(made, chance.randrange(5))]
        of = window(chance.choice(grids), chosen, number, chance)
        misses = [
            CheckMiss(
                window_id=of.id,
                place_id=place_id,
                why=chance.choice([*Why]),
                made_up_at=of.due_at + HOUR * chance.randrange(1, 200) if chance.random() < 0.3 else None,
            )
            for place_id in expected(of)
            if of.closed_at and chance.random() < 0.5
        ]
        session.add_all([of, *misses])
        found.append((of, misses))
    await session.flush()
    return found
