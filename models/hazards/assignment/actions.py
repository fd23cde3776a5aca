"""What follows from assigning a hazard: who is given it hears so, and who gave it how that was answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.errors import Refused
from models.escalation.tables import Lack
from models.grids.tables import Grid
from models.hazards.alerting import notify
from models.hazards.alerting.alerts import ASSIGNED
from models.hazards.alerting.ladder import ladder_for
from models.hazards.assignment.tables import ASSIGNABLE, WAITING, Assignment, AssignmentState, assignable, waiting_for
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.actions import record_hazard_event
from models.hazards.working.completed_action import CompletedAction, FollowUps
from models.members.reach import people_at_work
from models.members.tables import Person
from models.schedule.duty_hours import due
from models.transition import change_rows


async def check_assignee(
    session: AsyncSession, hazard: Hazard, by: Person, _clock: WallClock, given: Mapping[str, Any]
) -> None:
    """Raises Refused when it cannot be given to this person."""
    if given["to"] not in {person.id for person, _ in await assignable(session, hazard, by)}:
        raise Refused("not_assignable")


async def follow_assign(action: CompletedAction) -> None:
    """`given`: to (a person's id). There is as long to answer as a new hazard has to be accepted."""
    session, hazard, now = action.session, action.hazard, action.now
    await _end(session, hazard, AssignmentState.WITHDRAWN, now)
    ladder = await ladder_for(session, hazard.grid_id, hazard.severity)
    person = await session.get_one(Person, action.given["to"])
    assignment = Assignment(
        hazard_id=hazard.id,
        person_id=person.id,
        by_id=action.person.id,
        from_id=hazard.accepted_by,
        at=now,
        due_at=due(ladder.hours, now, ladder.first(Lack.ACCEPTED), action.zone),
    )
    session.add(assignment)
    await session.flush()
    by, chats = action.person.name, [person.tg_user_id]
    notify.alert(session, hazard, chats, ASSIGNED, now, by=by, assignment=assignment.id)


async def follow_decline(action: CompletedAction) -> None:
    """`given`: reason."""
    assignment = await waiting_for(action.session, action.hazard)
    if assignment is not None:
        await _end(action.session, action.hazard, AssignmentState.DECLINED, action.now)
        told = {"by": action.person.name, "reason": action.given.get("reason", "")}
        await _tell_assigner(action.session, action.hazard, assignment, "declined", action.now, **told)


async def keep_up(action: CompletedAction) -> None:
    """It is taken once who was given the hazard has it, in whatever way, and over when the hazard moves on."""
    session, hazard = action.session, action.hazard
    if hazard.state is action.before and action.act is not Act.TAKE:
        return
    waiting = await waiting_for(session, hazard)
    if waiting is not None and waiting.person_id == hazard.accepted_by:
        await _end(session, hazard, AssignmentState.TAKEN, action.now)
        await _tell_who_had_it(action, waiting)
    else:
        await _end(session, hazard, AssignmentState.WITHDRAWN, action.now)


async def _tell_who_had_it(action: CompletedAction, assignment: Assignment) -> None:
    grid = await action.session.get_one(Grid, action.hazard.grid_id)
    had = await people_at_work(action.session, [assignment.from_id], grid)
    chats = [person.tg_user_id for person in had]
    notify.alert(action.session, action.hazard, chats, "taken_over", action.now, by=action.person.name)


async def lapse(session: AsyncSession, assignments: Sequence[Assignment], clock: WallClock) -> None:
    for assignment in assignments:
        hazard = await session.get_one(Hazard, assignment.hazard_id)
        if hazard.state in ASSIGNABLE:
            await _lapse(session, hazard, assignment, clock.now)
        else:
            assignment.state, assignment.ended_at = AssignmentState.WITHDRAWN, clock.now


async def _lapse(session: AsyncSession, hazard: Hazard, assignment: Assignment, now: datetime) -> None:
    assignment.state, assignment.ended_at = AssignmentState.LAPSED, now
    person = await session.get_one(Person, assignment.person_id)
    record_hazard_event(session, hazard, Act.UNANSWERED, None, now, to=person.id)
    await _tell_assigner(session, hazard, assignment, "unanswered", now, by=person.name)
    await session.flush()
    await notify.changed(session, hazard, now)


ASSIGNMENTS = DueRows(
    "assignments",
    col(Assignment.due_at),
    WAITING,
    row=Assignment,
    handle=lapse,
    seconds=5,
)


async def _tell_assigner(
    session: AsyncSession, hazard: Hazard, assignment: Assignment, why: str, now: datetime, **args: Any
) -> None:
    """Whoever assigned it; the leaders of the grid where that one is not at work."""
    grid = await session.get_one(Grid, hazard.grid_id)
    by = await people_at_work(session, [assignment.by_id], grid)
    chats = [person.tg_user_id for person in by] or await notify.leaders_above(session, grid)
    notify.alert(session, hazard, chats, why, now, **args)


async def _end(session: AsyncSession, hazard: Hazard, state: AssignmentState, now: datetime) -> None:
    await change_rows(session, Assignment, col(Assignment.hazard_id) == hazard.id, WAITING, state=state, ended_at=now)


FOLLOW_UPS: FollowUps = {Act.ASSIGN: follow_assign, Act.DECLINE: follow_decline}
