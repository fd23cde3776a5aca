import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from models.db.postgres_pool import open_pool

pytestmark = pytest.mark.postgres
PID = text("SELECT pg_backend_pid()")


async def _pid(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int((await connection.execute(PID)).scalar_one())


async def test_a_connection_that_broke_while_it_rested_is_replaced(shared_postgres_url: str) -> None:
    ours, other = (open_pool(make_url(shared_postgres_url), 1, rested=0.0) for _ in range(2))
    broken = await _pid(ours)
    async with other.connect() as connection:
        await connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": broken})
    assert await _pid(ours) != broken
    await ours.dispose()
    await other.dispose()


async def test_a_connection_just_given_back_is_used_as_it_is(
    shared_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_pool(make_url(shared_postgres_url), 1, rested=1000.0)
    asked: list[object] = []
    monkeypatch.setattr(engine.dialect, "do_ping", asked.append)
    assert await _pid(engine) == await _pid(engine)
    assert asked == []
    await engine.dispose()
