"""A leader puts a hazard off to a later day, with a reason: until then it is silent, then it is said again.

What must always hold: what is urgent or listed is never put off; nothing longer than its severity allows, nor more than
twice as it stands; nor by anybody below those whom it has climbed to. Whatever moves the hazard on ends it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.errors import Refused
from models.escalation import engine as escalation_engine
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.hazards.alerting import notify
from models.hazards.alerting.ladder import SHOWN, lacking
from models.hazards.supervision.tables import current, number_of
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import TRANSITIONS, Act, Severity
from models.hazards.working.actions import last_change, record_hazard_event
from models.hazards.working.completed_action import CompletedAction, FollowUps
from models.members.positions import leads
from models.members.reach import members_chats, people_at_work
from models.members.tables import Person

LONGEST = {Severity.MAJOR: 3, Severity.ORDINARY: 14}  # days; what is not named is never put off
TIMES = 2
SAID_AT = time(8, 40)  # after the morning's list
DAY = timedelta(days=1)


def last_possible(hazard: Hazard, today: date) -> date:
    return today + LONGEST.get(hazard.severity, 0) * DAY


async def hindered(session: AsyncSession, hazard: Hazard, person: Person) -> None:
    """Raises Refused where it cannot be put off at all, or not by this person."""
    if hazard.severity not in LONGEST:
        raise Refused("put_off_urgent")
    supervision = await current(session, hazard.id)
    if supervision is not None:
        raise Refused("put_off_listed", number=number_of(supervision))
    if await _times(session, hazard) >= TIMES:
        raise Refused("put_off_often", times=TIMES)
    told = await _highest_told(session, hazard)
    held = await leads(session, person.id, await session.get_one(Grid, hazard.grid_id))
    if told is not None and not any(told.path.startswith(each.grid.path) for each in held):
        raise Refused("put_off_above", grid=told.name)


async def check_day(
    session: AsyncSession, hazard: Hazard, person: Person, clock: WallClock, given: Mapping[str, Any]
) -> None:
    """`given`: due, the ISO date on which it is said again."""
    await hindered(session, hazard, person)
    today = clock.now.astimezone(clock.zone).date()
    if not today < date.fromisoformat(given["due"]) <= last_possible(hazard, today):
        raise Refused("put_off_too_far", days=LONGEST[hazard.severity])


async def _times(session: AsyncSession, hazard: Hazard) -> int:
    """How often since it came to stand as it does."""
    since = await last_change(session, hazard)
    rows = select(func.count()).where(
        col(HazardEvent.hazard_id) == hazard.id,
        col(HazardEvent.act) == Act.PUT_OFF,
        col(HazardEvent.id) > (since.id if since else 0),
    )
    return await session.scalar(rows) or 0


async def _highest_told(session: AsyncSession, hazard: Hazard) -> Grid | None:
    """The highest grid whose leaders it has climbed to."""
    grid = await session.get_one(Grid, hazard.grid_id)
    codes = select(col(HazardEvent.data)["reached"].as_string()).where(
        col(HazardEvent.hazard_id) == hazard.id, col(HazardEvent.act) == Act.ESCALATE
    )
    rows = select(Grid).where(col(Grid.id).in_(ids_in(grid.path)), col(Grid.code).in_(codes))
    return min((await session.scalars(rows)).all(), key=lambda each: len(each.path), default=None)


async def follow_put_off(action: CompletedAction) -> None:
    """`given`: due and reason. Its ladder stands still until then."""
    session, hazard, now = action.session, action.hazard, action.now
    until = said_again_at(date.fromisoformat(action.given["due"]), action.zone)
    await escalation_engine.pause(session, hazard.id, until - now)
    shown = next(lack for lack in SHOWN if lacking(hazard.state, lack))
    due_at = await escalation_engine.next_due(session, hazard.id, shown)
    hazard.put_off_until, hazard.due_at = until, max(until, due_at or until)
    await session.flush()


def said_again_at(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, SAID_AT, zone).astimezone(UTC)


async def say_again(session: AsyncSession, hazards: Sequence[Hazard], clock: WallClock) -> None:
    for hazard in hazards:
        hazard.put_off_until = None
        if hazard.state in TRANSITIONS[Act.PUT_OFF].before:
            record_hazard_event(session, hazard, Act.REMIND, None, clock.now, put_off=True)
            await session.flush()
            notify.alert(session, hazard, await _who_hear(session, hazard), "put_off_over", clock.now)
            await notify.changed(session, hazard, clock.now)


PUT_OFF = DueRows(
    "put_off",
    col(Hazard.put_off_until),
    col(Hazard.put_off_until).is_not(None),
    row=Hazard,
    handle=say_again,
    seconds=30,
)


async def _who_hear(session: AsyncSession, hazard: Hazard) -> list[int]:
    """Who put it off, and who has it or else the members; with nobody there, the leaders above."""
    grid = await session.get_one(Grid, hazard.grid_id)
    last = select(col(HazardEvent.person_id)).where(
        col(HazardEvent.hazard_id) == hazard.id, col(HazardEvent.act) == Act.PUT_OFF
    )
    by = await session.scalar(last.order_by(col(HazardEvent.id).desc()).limit(1))
    people = await people_at_work(session, [by, hazard.accepted_by], grid)
    members = [] if hazard.accepted_by in {person.id for person in people} else await members_chats(session, grid)
    chats = list(dict.fromkeys([*(person.tg_user_id for person in people), *members]))
    return chats or await notify.leaders_above(session, grid)


FOLLOW_UPS: FollowUps = {Act.PUT_OFF: follow_put_off}
