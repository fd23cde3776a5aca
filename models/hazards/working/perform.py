"""What staff, leaders and reporters do with a hazard, and what follows from each act.

An act is a row of TRANSITIONS; what follows from it is a function of its room, named in the room's FOLLOW_UPS.
"""

from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.due import WallClock
from models.grids.tables import Grid
from models.hazards.alerting import escalation, ladder, notify
from models.hazards.assignment import actions as assignment_actions
from models.hazards.feedback import answers
from models.hazards.rectification import actions as rectification_actions
from models.hazards.reporting import duplicates
from models.hazards.supervision import actions as supervision_actions
from models.hazards.tables import Hazard
from models.hazards.transfer import actions as transfer_actions
from models.hazards.workflow import Act, State
from models.hazards.working import putting_off
from models.hazards.working.actions import act, change, check, last_change, undo
from models.hazards.working.completed_action import CompletedAction, FollowUps
from models.members.reach import members_chats, people_at_work
from models.members.tables import Person


async def perform(
    session: AsyncSession, hazard: Hazard, what: Act, person: Person, now: datetime, zone: tzinfo, **given: Any
) -> None:
    """Does `what` with everything that follows from it; raises Refused or Conflict and then changes nothing.

    `given` is what the act needs to be told (a reason, a deadline, the original's number) and stands on its event.
    """
    if what in answers.ANSWERS and hazard.state is State.DUPLICATE:
        original = await answers.answer_joined(session, hazard, what, person, now)
        if original is not None:
            await change(session, original, what, person, now, joined=hazard.number)
            await _follow(CompletedAction(session, original, what, person, now, zone, State.CLOSED, given))
        return
    await answers.check_in_time(session, hazard, what, person, now)
    if what in TERMS:
        await check(session, hazard, what, person)
        await TERMS[what](session, hazard, person, WallClock(now, zone), given)
    before = hazard.state
    await act(session, hazard, what, person, now, **given)
    await _follow(CompletedAction(session, hazard, what, person, now, zone, before, given))


async def answered(
    session: AsyncSession, hazard: Hazard, what: Act, person: Person, now: datetime, zone: tzinfo, **given: Any
) -> None:
    """Like perform(), for who may answer the call for help that reported it, though of another grid perhaps."""
    before = hazard.state
    await change(session, hazard, what, person, now, **given)
    await _follow(CompletedAction(session, hazard, what, person, now, zone, before, given))


async def undone(session: AsyncSession, hazard: Hazard, call: int, person: Person, now: datetime, zone: tzinfo) -> None:
    """The end of the call for help of this number is undone, and with it what that did to the hazard, if it is as the
    end left it."""
    last = await last_change(session, hazard)
    if last is None or last.data.get("call") != call:
        return
    before = hazard.state
    await undo(session, hazard, last, person, now)
    await _follow(CompletedAction(session, hazard, Act.RESUME, person, now, zone, before, {}))


async def _follow(action: CompletedAction) -> None:
    session, hazard, now = action.session, action.hazard, action.now
    await ladder.keep_up(session, hazard, action.before, now, action.zone)
    await assignment_actions.keep_up(action)
    await rectification_actions.keep_up(action)
    await transfer_actions.keep_up(action)
    await supervision_actions.keep_up(action)
    for follow_ups in ROOMS:
        if action.act in follow_ups:
            await follow_ups[action.act](action)
    if hazard.state in duplicates.ENDS and hazard.state is not action.before:
        await answers.ended(action)
    await notify.changed(session, hazard, now)


async def _done(action: CompletedAction) -> None:
    await notify.ask_review(action.session, action.hazard, action.now)


async def _sent_back(action: CompletedAction) -> None:
    """To the one who did it, or to the members when that one cannot be reached, is on leave or has the post no more."""
    session, hazard = action.session, action.hazard
    if hazard.state is State.TRANSFERRED:
        return
    grid = await session.get_one(Grid, hazard.grid_id)
    doer = await people_at_work(session, [hazard.done_by], grid)
    chats = [person.tg_user_id for person in doer] or await members_chats(session, grid)
    reason = action.given.get("reason", "")
    notify.alert(session, hazard, chats, "sent_back", action.now, reason=reason)


TERMS = {  # what an act is given may be refused
    Act.ASSIGN: assignment_actions.check_assignee,
    Act.PUT_OFF: putting_off.check_day,
}
FOLLOW_UPS: FollowUps = {
    Act.DONE: _done,
    Act.HAND_UP: escalation.follow_hand_up,
    Act.SEND_BACK: _sent_back,
}
ROOMS = (
    FOLLOW_UPS,
    assignment_actions.FOLLOW_UPS,
    putting_off.FOLLOW_UPS,
    duplicates.FOLLOW_UPS,
    rectification_actions.FOLLOW_UPS,
    transfer_actions.FOLLOW_UPS,
    supervision_actions.FOLLOW_UPS,
    answers.FOLLOW_UPS,
)
