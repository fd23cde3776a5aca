"""What the clock and the auditor do about rows that are due, once, at a time of the test's choosing."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from models import audit as auditor
from models.audit import Audit
from models.domains import DOMAINS
from models.due import DueRows, WallClock
from models.emergencies.alerting.escalation import STEPS
from models.hazards.alerting.escalation import RUNGS
from models.hazards.alerting.morning_lists import MORNING_ROUNDS
from models.hazards.assignment.actions import ASSIGNMENTS
from models.hazards.feedback.answers import RECHECKS
from models.hazards.rectification.reminders import ORDERS
from models.hazards.reporting.private_draft import UNSENT
from models.hazards.reporting.publish import WAITING_DRAFTS
from models.hazards.supervision.reminders import SUPERVISIONS
from models.hazards.transfer.reminders import TRANSFERS
from models.hazards.working.putting_off import PUT_OFF
from models.mandatory_reports import climbing as mandatory_reports
from models.members.leave import LEAVES
from models.schedule.calendar.reminders import CALENDAR_REMINDERS

SHANGHAI = ZoneInfo("Asia/Shanghai")
Take = Callable[[AsyncSession, datetime], Awaitable[int]]


def taker(rows: DueRows[Any]) -> Take:
    async def take(session: AsyncSession, now: datetime, zone: tzinfo = SHANGHAI) -> int:
        return await rows.take(session, WallClock(now, zone))

    return take


climb = taker(RUNGS)
say_again = taker(PUT_OFF)
answer_assignments = taker(ASSIGNMENTS)
take_call_steps = taker(STEPS)
ask_again = taker(RECHECKS)
remind_of_intakes = taker(UNSENT)
call_about_supervisions = taker(SUPERVISIONS)
pass_mandatory_reports_up = taker(mandatory_reports.RUNGS)
open_drafts = taker(WAITING_DRAFTS)
remind_of_orders = taker(ORDERS)
remind_departments = taker(TRANSFERS)
follow_leaves = taker(LEAVES)
go_round = taker(MORNING_ROUNDS)
remind_of_calendar = taker(CALENDAR_REMINDERS)


async def audit(session: AsyncSession, now: datetime, since: datetime | None = None) -> Audit:
    return await auditor.audit(session, DOMAINS, now, since)


async def audit_by_checks(session: AsyncSession, now: datetime, since: datetime | None = None) -> Audit:
    """What the features' own checks find, without looking for rows that were left lying."""
    return await auditor.audit(session, [replace(domain, due=(), queues=()) for domain in DOMAINS], now, since)
