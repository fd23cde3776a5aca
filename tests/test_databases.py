from datetime import datetime

import pytest
from sqlalchemy.exc import IntegrityError

from models.db.database import Database
from models.hazards.reporting.submit import Said, report
from models.members.tables import Post, Role
from tests.databases import contents, undone
from tests.models.conftest import SHANGHAI
from tests.street import GROUP, build


async def test_a_transaction_that_is_undone_leaves_no_row_and_no_number_taken(
    worker_database: Database, now: datetime
) -> None:
    before = await contents(worker_database)
    async with undone(worker_database) as session:
        street = await build(session, now)
        said = Said(GROUP, 501, "楼道堆满杂物", (), person=street.resident)
        hazard = await report(session, said, street.grid, now, SHANGHAI)
        await session.flush()
        assert hazard.number == 1
    assert await contents(worker_database) == before


async def _post_nowhere(database: Database) -> None:
    async with undone(database) as session:
        session.add(Post(grid_id=404, role=Role.MEMBER, name="王秀英", phone="+8619900000001"))


async def test_a_row_that_could_not_be_committed_is_found_before_it_is_undone(worker_database: Database) -> None:
    before = await contents(worker_database)
    with pytest.raises((AssertionError, IntegrityError)):
        await _post_nowhere(worker_database)
    assert await contents(worker_database) == before


async def _build_and_fail(database: Database, now: datetime) -> None:
    async with undone(database) as session:
        await build(session, now)
        raise LookupError


async def test_a_transaction_that_fails_is_undone_and_its_error_is_told(
    worker_database: Database, now: datetime
) -> None:
    before = await contents(worker_database)
    with pytest.raises(LookupError):
        await _build_and_fail(worker_database, now)
    assert await contents(worker_database) == before
