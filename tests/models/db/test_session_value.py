from sqlalchemy.ext.asyncio import AsyncSession

from models.db.database import Database
from models.db.session_value import SessionValue

SEEN: SessionValue[list[int]] = SessionValue("seen_by_a_test", list)


async def test_a_session_keeps_its_value_and_another_has_its_own(database: Database) -> None:
    async with database.read() as one, database.read() as other:
        SEEN.of(one).append(1)
        assert (SEEN.of(one), SEEN.of(other)) == ([1], [])


async def test_what_is_taken_or_replaced_is_there_no_more(session: AsyncSession) -> None:
    SEEN.of(session).append(1)
    assert (SEEN.take(session), SEEN.of(session)) == ([1], [])
    SEEN.keep(session, [2])
    assert SEEN.of(session) == [2]


async def test_what_the_deployment_says_holds_for_every_session(database: Database) -> None:
    database.info[SEEN.name] = [7]
    async with database.read() as one:
        assert SEEN.of(one) == [7]
