"""Putting right what a report's words suggested: its kind and its severity."""

from collections.abc import Collection
from datetime import datetime, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import NotFound
from models.hazards.alerting import ladder, notify
from models.hazards.kinds import kinds_of
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, Severity, State
from models.hazards.working.actions import check, record_hazard_event
from models.members.tables import Person

WEIGHT = {Severity.ORDINARY: 0, Severity.MAJOR: 1, Severity.URGENT: 2}


async def may_classify(session: AsyncSession, hazard: Hazard, person: Person) -> None:
    """Staff, and while nobody has accepted it the reporter; raises Refused or Conflict."""
    if person.id != hazard.reporter_id or hazard.state is not State.OPEN:
        await check(session, hazard, Act.CLASSIFY, person)


async def correct_kind(session: AsyncSession, hazard: Hazard, category: str, person: Person, now: datetime) -> None:
    await may_classify(session, hazard, person)
    if category not in {kind.category for kind in kinds_of(session).hazards()}:
        raise NotFound("kind", kind=category)
    record_hazard_event(session, hazard, Act.CLASSIFY, person, now, kind=category, was=hazard.category)
    hazard.category = category
    await notify.changed(session, hazard, now)


async def correct_severity(
    session: AsyncSession, hazard: Hazard, severity: Severity, person: Person, now: datetime, zone: tzinfo
) -> None:
    """By staff alone; the ladder starts anew, and whom it tells at once hears of what has become worse."""
    await check(session, hazard, Act.CLASSIFY, person)
    record_hazard_event(session, hazard, Act.CLASSIFY, person, now, severity=severity, was=hazard.severity)
    if severity is not hazard.severity and not await raise_to(session, hazard, severity, now, zone, by=person):
        await _restart(session, hazard, severity, now, zone)
    await notify.changed(session, hazard, now)


async def raise_to(
    session: AsyncSession,
    hazard: Hazard,
    severity: Severity,
    now: datetime,
    zone: tzinfo,
    *,
    by: Person | None,
    alarmed: Collection[int] = (),
) -> bool:
    """Unless it is as bad already."""
    if WEIGHT[severity] <= WEIGHT[hazard.severity]:
        return False
    await _restart(session, hazard, severity, now, zone)
    await notify.raised(session, hazard, by, now, alarmed)
    return True


async def _restart(session: AsyncSession, hazard: Hazard, severity: Severity, now: datetime, zone: tzinfo) -> None:
    hazard.severity = severity
    await ladder.restart(session, hazard, now, zone)
