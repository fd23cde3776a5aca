"""Numbers for Prometheus, in a registry of their own."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.monitoring.checks import LATELY, PENDING, oldest_messages, oldest_update
from bot.monitoring.findings import CheckFinding
from models.base import first_id
from models.domains import DOMAINS
from models.figures.hazards import standing
from models.inbox.updates import InboxState, InboxUpdate
from models.outbox.tables import Lane, MessageState, OutboxMessage

if TYPE_CHECKING:
    from bot.delivery.counts import Counts

LAG_BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics(Collector):
    """What was read of the database for one scrape, beside what is counted all the time."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.lag = Histogram(
            "wangge_loop_lag_seconds",
            "How much later than asked the event loop came back",
            buckets=LAG_BUCKETS,
            registry=self.registry,
        )
        self._families: list[Metric] = []
        ProcessCollector(registry=self.registry)
        self.registry.register(self)

    def collect(self) -> Iterable[Metric]:
        return self._families

    async def exposition(
        self, session: AsyncSession | None, now: datetime, findings: Iterable[CheckFinding], counts: "Counts | None"
    ) -> bytes:
        """Prometheus text; without a session, what needs no database."""
        families: list[Metric] = [_healthy(findings)]
        if session is not None:
            families += [await _updates(session), await _update_age(session, now)]
            families += [await _messages(session, now), await _message_ages(session, now)]
            families += [await _left_lying(session, now), await _hazards(session, now)]
        if counts is not None:
            families += _delivered(counts)
        self._families = families
        return generate_latest(self.registry)


def _healthy(findings: Iterable[CheckFinding]) -> Metric:
    family = GaugeMetricFamily("wangge_healthy", "1 where a check of /healthz is well", labels=["check"])
    for each in findings:
        family.add_metric([each.name], int(each.ok))
    return family


async def _updates(session: AsyncSession) -> Metric:
    family = GaugeMetricFamily("wangge_inbox_updates", "Updates kept, by state", labels=["state"])
    rows = await session.execute(select(col(InboxUpdate.state), func.count()).group_by(col(InboxUpdate.state)))
    counted = dict(rows.all())
    for state in InboxState:
        family.add_metric([state], counted.get(state, 0))
    return family


async def _update_age(session: AsyncSession, now: datetime) -> Metric:
    waits = await oldest_update(session, now)
    return GaugeMetricFamily(
        "wangge_inbox_oldest_pending_seconds", "Age of the oldest unhandled update", value=waits.total_seconds()
    )


async def _messages(session: AsyncSession, now: datetime) -> Metric:
    """Counting all messages ever would read the whole table at every scrape."""
    told = "Messages by state and lane: all that are pending, and what became of those of the last 24 hours"
    family = GaugeMetricFamily("wangge_outbox_letters", told, labels=["state", "lane"])
    counted = await _pending(session) + await _lately(session, now)
    for state in MessageState:
        for lane in Lane:
            family.add_metric([state, lane.name.lower()], counted[state, lane])
    return family


async def _pending(session: AsyncSession) -> Counter[tuple[MessageState, Lane]]:
    rows = (
        select(col(OutboxMessage.lane), func.count())
        .where(col(OutboxMessage.state) == PENDING)
        .group_by(col(OutboxMessage.lane))
    )
    counted = await session.execute(rows)
    return Counter({(MessageState.PENDING, Lane(lane)): count for lane, count in counted})


async def _lately(session: AsyncSession, now: datetime) -> Counter[tuple[MessageState, Lane]]:
    recent = (col(OutboxMessage.id) >= first_id(now - LATELY), col(OutboxMessage.state) != MessageState.PENDING)
    rows = select(col(OutboxMessage.state), col(OutboxMessage.lane), func.count()).where(*recent)
    counted = await session.execute(rows.group_by(col(OutboxMessage.state), col(OutboxMessage.lane)))
    return Counter({(state, Lane(lane)): count for state, lane, count in counted})


async def _message_ages(session: AsyncSession, now: datetime) -> Metric:
    told = "How long the oldest message could have been sent already"
    family = GaugeMetricFamily("wangge_outbox_oldest_due_seconds", told, labels=["lane"])
    waits = await oldest_messages(session, now)
    for lane in Lane:
        family.add_metric([lane.name.lower()], waits[lane].total_seconds() if lane in waits else 0)
    return family


async def _left_lying(session: AsyncSession, now: datetime) -> Metric:
    family = GaugeMetricFamily("wangge_due_rows", "Rows that are due and not handled yet", labels=["kind"])
    for rows in (rows for domain in DOMAINS for rows in domain.timed):
        family.add_metric([rows.name], await session.scalar(rows.left_lying(now)) or 0)
    return family


async def _hazards(session: AsyncSession, now: datetime) -> Metric:
    family = GaugeMetricFamily("wangge_hazards", "Hazards that are open, and of these overdue", labels=["state"])
    for state, count in zip(("open", "overdue"), await standing(session, now), strict=True):
        family.add_metric([state], count)
    return family


def _delivered(counts: "Counts") -> list[Metric]:
    outcomes = asdict(counts)
    flying = GaugeMetricFamily(
        "wangge_deliveries_in_flight", "Messages asked for and not answered", value=outcomes.pop("in_flight")
    )
    family = CounterMetricFamily("wangge_deliveries", "What became of messages since the start", labels=["outcome"])
    for outcome, count in outcomes.items():
        family.add_metric([outcome], count)
    return [flying, family]
