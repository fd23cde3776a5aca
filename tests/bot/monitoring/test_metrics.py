from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import update
from sqlmodel import col

from bot.delivery.counts import Counts
from bot.monitoring.findings import CheckFinding
from bot.monitoring.metrics import Metrics
from models.db.database import Database
from models.hazards.reporting.submit import Said, report
from models.inbox import updates as inbox
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, MessageState, OutboxMessage
from tests.models.conftest import SHANGHAI
from tests.street import GROUP, build


def said(update_id: int) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"message_id": update_id, "chat": {"id": -1}, "from": {"id": 7}}}


@pytest.fixture
def now() -> datetime:
    """Rows carry their hour in their ids, so these tests live in the present."""
    return datetime.now(UTC)


async def scraped(
    database: Database | None, now: datetime, findings: tuple[CheckFinding, ...] = (), counts: Counts | None = None
) -> dict[str, float]:
    """Values by name{labels}, the labels in the order of their names."""
    metrics = Metrics()
    metrics.lag.observe(0.03)
    if database is None:
        text = await metrics.exposition(None, now, findings, counts)
    else:
        async with database.read() as session:
            text = await metrics.exposition(session, now, findings, counts)
    families = text_string_to_metric_families(text.decode())
    return {
        f"{each.name}{{{','.join(each.labels.values())}}}": each.value for family in families for each in family.samples
    }


async def test_updates_are_counted_by_state(database: Database, now: datetime) -> None:
    async with database.write() as session:
        await inbox.store(session, [said(1), said(2), said(3)], now - timedelta(seconds=7))
        await inbox.done(session, [1])
    values = await scraped(database, now)
    states = {state: values[f"wangge_inbox_updates{{{state}}}"] for state in ("pending", "done", "set_aside")}
    assert states == {"pending": 2, "done": 1, "set_aside": 0}
    assert values["wangge_inbox_oldest_pending_seconds{}"] == 7


async def test_messages_are_counted_by_state_and_lane(database: Database, now: datetime) -> None:
    async with database.write() as session:
        for lane in (Lane.URGENT, Lane.REPLY, Lane.REPLY):
            enqueue(session, -1, "core.set_aside", lane, now - timedelta(seconds=9))
        sent = enqueue(session, -1, "core.set_aside", Lane.ROUTINE, now)
        await session.flush()
        await session.execute(
            update(OutboxMessage).where(col(OutboxMessage.id) == sent.id).values(state=MessageState.SENT)
        )
    values = await scraped(database, now)
    assert values["wangge_outbox_letters{urgent,pending}"] == 1
    assert values["wangge_outbox_letters{reply,pending}"] == 2
    assert values["wangge_outbox_letters{routine,pending}"] == 0
    assert values["wangge_outbox_letters{routine,sent}"] == 1
    assert values["wangge_outbox_oldest_due_seconds{reply}"] == 9
    assert values["wangge_outbox_oldest_due_seconds{routine}"] == 0


async def test_what_was_sent_long_ago_is_counted_no_more_and_what_is_pending_is(
    database: Database, now: datetime
) -> None:
    async with database.write() as session:
        enqueue(session, -1, "core.set_aside", Lane.ROUTINE, now)
        sent = enqueue(session, -1, "core.set_aside", Lane.ROUTINE, now)
        await session.flush()
        await session.execute(
            update(OutboxMessage).where(col(OutboxMessage.id) == sent.id).values(state=MessageState.SENT)
        )
    values = await scraped(database, now + timedelta(days=2))
    assert values["wangge_outbox_letters{routine,sent}"] == 0
    assert values["wangge_outbox_letters{routine,pending}"] == 1


async def test_what_delivery_counts_is_shown(now: datetime) -> None:
    values = await scraped(None, now, counts=Counts(sent=5, too_many_requests=1, in_flight=2))
    assert values["wangge_deliveries_total{sent}"] == 5
    assert values["wangge_deliveries_total{too_many_requests}"] == 1
    assert values["wangge_deliveries_total{failed}"] == 0
    assert values["wangge_deliveries_in_flight{}"] == 2


async def test_each_check_is_a_number(now: datetime) -> None:
    findings = (CheckFinding("database", ok=True, message=""), CheckFinding("clock", ok=False, message=""))
    values = await scraped(None, now, findings)
    assert (values["wangge_healthy{database}"], values["wangge_healthy{clock}"]) == (1, 0)


async def test_without_a_database_there_is_still_what_the_process_knows(now: datetime) -> None:
    values = await scraped(None, now)
    assert values["wangge_loop_lag_seconds_count{}"] == 1
    assert (values["wangge_loop_lag_seconds_bucket{0.02}"], values["wangge_loop_lag_seconds_bucket{0.05}"]) == (0, 1)
    assert not any(name.startswith("wangge_inbox") for name in values)


async def test_every_scrape_shows_what_is_now(database: Database, now: datetime) -> None:
    metrics = Metrics()
    async with database.read() as session:
        before = await metrics.exposition(session, now, (), None)
    async with database.write() as session:
        await inbox.store(session, [said(1)], now)
    async with database.read() as session:
        after = await metrics.exposition(session, now, (), None)
    assert b'wangge_inbox_updates{state="pending"} 0.0' in before
    assert b'wangge_inbox_updates{state="pending"} 1.0' in after


async def test_hazards_that_are_open_and_overdue_are_counted(database: Database) -> None:
    afternoon = datetime(2026, 11, 16, 17, 0, tzinfo=SHANGHAI)  # of a working day: hours of the night do not count
    async with database.write() as session:
        street = await build(session, afternoon)
        for number, hours in enumerate((0, 0, 9)):
            said_at = afternoon - timedelta(hours=hours)
            words = ("楼道堆满杂物", "灭火器过期了", "电动车飞线充电")[number]
            await report(session, Said(GROUP, number + 1, words, person=street.member), street.grid, said_at, SHANGHAI)
    values = await scraped(database, afternoon)
    assert (values["wangge_hazards{open}"], values["wangge_hazards{overdue}"]) == (3, 1)
    later = await scraped(database, afternoon + timedelta(days=9))
    assert (later["wangge_hazards{open}"], later["wangge_hazards{overdue}"]) == (3, 3)
