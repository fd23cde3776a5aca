import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from models.db.database import Database
from models.errors import Refused
from models.numbers import next_number


async def test_each_series_owner_and_year_counts_for_itself(session: AsyncSession) -> None:
    asked = [("paper", 7, 2026), ("paper", 7, 2026), ("paper", 8, 2026), ("paper", 7, 2027), ("list", 7, 2026)]
    assert [await next_number(session, *each) for each in asked] == [1, 2, 1, 1, 1]
    assert [await next_number(session, "call") for _ in range(2)] == [1, 2]


async def test_numbers_given_at_once_have_no_gaps_and_what_is_rolled_back_leaves_none(database: Database) -> None:
    async def one(fails: bool) -> int:
        async with database.write() as session:
            number = await next_number(session, "paper", 7, 2026)
            if fails:
                raise Refused("rolled_back")
            return number

    taken = await asyncio.gather(*(one(fails=each % 3 == 0) for each in range(12)), return_exceptions=True)
    assert sorted(number for number in taken if isinstance(number, int)) == list(range(1, 9))
    async with database.write() as session:
        assert await next_number(session, "paper", 7, 2026) == 9
