from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from models.figures.asked import Counted
from models.figures.quiz import Participation, participation
from models.grids.tables import Grid
from models.quiz.tables import QuizRound
from tests.models.figures.histories import places
from tests.street import Street

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
BEGIN = datetime(2026, 11, 1, 16, tzinfo=UTC)


def put(grid: Grid, asked_at: datetime, voters: int | None, rights: int | None) -> QuizRound:
    """It closes two days later, where it has totals."""
    closes = asked_at + 2 * DAY
    return QuizRound(
        grid_id=grid.id,
        chat_id=1,
        question="q1",
        right=0,
        asked_at=asked_at,
        closes_at=closes,
        closed_at=None if voters is None else closes,
        voters=voters,
        rights=rights,
    )


async def test_questions_are_counted_in_the_week_in_which_they_were_asked(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    grid, community, _, other, *_ = [place.grid for place in await places(session, street, now)]
    end = BEGIN + WEEK
    session.add_all(
        [
            put(grid, BEGIN, 10, 7),
            put(grid, BEGIN + DAY, 4, 4),  # too few to be told
            put(community, BEGIN + 2 * DAY, 5, 0),
            put(other, end - DAY, 20, 20),  # still open when the week ends
            put(other, BEGIN + DAY, None, None),
            put(grid, end, 30, 30),
            put(grid, BEGIN - HOUR, 30, 30),
        ]
    )
    await session.flush()
    found = await participation(session, Counted(street.street, BEGIN, end, end))
    assert found.total == Participation(5, 2, 15, 7)
    by_code = {(await session.get_one(Grid, grid_id)).code: part for grid_id, part in found.parts.items()}
    assert by_code == {"S-1": Participation(3, 2, 15, 7), "S-2": Participation(2, 0, 0, 0)}
    later = await participation(session, Counted(street.street, BEGIN, end, end + WEEK))
    assert later.total == Participation(5, 3, 35, 27)


async def test_without_questions_there_is_nothing(session: AsyncSession, street: Street) -> None:
    found = await participation(session, Counted(street.street, BEGIN, BEGIN + WEEK, BEGIN + WEEK))
    assert found.total == Participation()
    assert list(found.parts.values()) == [Participation()]
