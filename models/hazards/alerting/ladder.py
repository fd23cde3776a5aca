"""The ladder of a hazard: by its severity, and from what it lacks in its state.

Delays count hours on duty: around the clock for urgent and major hazards, 08:00 to 20:00 local time for ordinary ones.
"""

from datetime import datetime, time, timedelta, tzinfo

from sqlalchemy.ext.asyncio import AsyncSession

from models.escalation import engine as escalation_engine
from models.escalation import policy_store
from models.escalation.engine import Climber
from models.escalation.policy import Ladder, PolicyStep
from models.escalation.policy_store import FoundLadder
from models.escalation.tables import Aim, Lack
from models.grids.tables import Grid, Level
from models.hazards.tables import HAZARD, Hazard
from models.hazards.workflow import Severity, State
from models.schedule.duty_hours import Hours, due

LACKING = {
    State.OPEN: frozenset({Lack.ACCEPTED, Lack.DONE}),
    State.ACCEPTED: frozenset({Lack.DONE, Lack.PROGRESS}),
    State.REVIEW: frozenset({Lack.REVIEWED}),
}
SHOWN = (Lack.ACCEPTED, Lack.DONE, Lack.REVIEWED)  # whose first step is the deadline that people see


def lacking(state: State, lack: Lack) -> bool:
    return lack in LACKING.get(state, ())


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def _hours(count: int) -> timedelta:
    return timedelta(hours=count)


HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)

LADDERS = {
    Severity.URGENT: Ladder(
        steps=(
            PolicyStep(Lack.ACCEPTED, Aim.TOLD, _minutes(5), every=_minutes(5)),
            PolicyStep(Lack.ACCEPTED, Aim.COMMUNITY, _minutes(10)),
            PolicyStep(Lack.ACCEPTED, Aim.DISTRICT, _minutes(15)),
            PolicyStep(Lack.DONE, Aim.ABOVE, _hours(2), every=HOUR),
            PolicyStep(Lack.PROGRESS, Aim.WORKERS, HOUR, every=HOUR),
            PolicyStep(Lack.REVIEWED, Aim.ABOVE, _minutes(30), every=HOUR),
        ),
        told=(Level.GRID, Level.STREET),
    ),
    Severity.MAJOR: Ladder(
        steps=(
            PolicyStep(Lack.ACCEPTED, Aim.COMMUNITY, _minutes(30)),
            PolicyStep(Lack.ACCEPTED, Aim.STREET, _hours(2)),
            PolicyStep(Lack.DONE, Aim.ABOVE, DAY, every=DAY),
            PolicyStep(Lack.PROGRESS, Aim.WORKERS, DAY / 2, every=DAY / 2),
            PolicyStep(Lack.REVIEWED, Aim.ABOVE, _hours(4), every=DAY),
        ),
        told=(Level.GRID,),
    ),
    Severity.ORDINARY: Ladder(
        steps=(
            PolicyStep(Lack.ACCEPTED, Aim.GRID, _hours(2)),
            PolicyStep(Lack.ACCEPTED, Aim.COMMUNITY, _hours(8)),
            PolicyStep(Lack.ACCEPTED, Aim.STREET, DAY),
            PolicyStep(Lack.DONE, Aim.ABOVE, WEEK, every=DAY),
            PolicyStep(Lack.PROGRESS, Aim.WORKERS, WEEK / 2, every=WEEK / 2),
            PolicyStep(Lack.REVIEWED, Aim.ABOVE, DAY, every=DAY),
        ),
        hours=Hours(time(8), time(20)),
    ),
}


async def ladder_for(session: AsyncSession, grid_id: int, severity: Severity) -> Ladder:
    return await policy_store.ladder_for(session, grid_id, severity, LADDERS[severity])


async def ladder_of(session: AsyncSession, grid: Grid, severity: Severity) -> FoundLadder:
    return await policy_store.ladder_of(session, grid, severity, LADDERS[severity])


async def start_ladder(
    session: AsyncSession, hazard: Hazard, now: datetime, zone: tzinfo, *, first: bool = False
) -> datetime:
    """Write the rungs for what the hazard lacks, from now on, in place of any that wait; return its deadline."""
    climber = await _climber(session, hazard)
    await escalation_engine.start(session, climber, now, zone, first=first)
    shown = next(lack for lack in SHOWN if lacking(hazard.state, lack))
    return due(climber.ladder.hours, now, climber.ladder.first(shown), zone)


async def restart(session: AsyncSession, hazard: Hazard, now: datetime, zone: tzinfo) -> None:
    """The ladder begins anew, for what is still lacking: after a change of state or of severity."""
    hazard.put_off_until = None
    if hazard.state in LACKING:
        hazard.due_at = await start_ladder(session, hazard, now, zone)
    else:
        await escalation_engine.stop(session, hazard.id, *Lack)


async def keep_up(session: AsyncSession, hazard: Hazard, before: State, now: datetime, zone: tzinfo) -> None:
    """The ladder follows the hazard, which was `before`. Rectification and transfer keep times of their own."""
    if hazard.state is before:
        return
    if before is State.OPEN and hazard.state is State.ACCEPTED:
        await _accepted(session, hazard, now, zone)
    else:
        await restart(session, hazard, now, zone)


async def _accepted(session: AsyncSession, hazard: Hazard, now: datetime, zone: tzinfo) -> None:
    """It must not lie idle, and be done by the time that ran since it was opened; accepted late, as long from now."""
    hazard.put_off_until = None
    await escalation_engine.stop(session, hazard.id, Lack.ACCEPTED)
    if hazard.due_at is not None and hazard.due_at < now:
        await escalation_engine.afresh(session, hazard.id, Lack.DONE, now)
    await escalation_engine.add(session, await _climber(session, hazard), Lack.PROGRESS, now, zone)
    hazard.due_at = await escalation_engine.next_due(session, hazard.id, Lack.DONE)


async def _climber(session: AsyncSession, hazard: Hazard) -> Climber:
    ladder = await ladder_for(session, hazard.grid_id, hazard.severity)
    return Climber(HAZARD, hazard.id, LACKING.get(hazard.state, frozenset()), ladder)
