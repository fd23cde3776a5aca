"""What reporters say to the outcome (C8, G4), and what follows: not satisfied, an objection, broken again.

    closed ─satisfied─▶ closed ─four weeks─▶ “still fixed?” ─broken again─▶ open, one level up
       └─not satisfied, within 7 days─▶ open, one level up      (a second time: two levels)
    dismissed ─object, once, within 7 days─▶ open, one level up

What must always hold: each end is told to the reporter in one new message, all else in one that is edited; who reported
the same hazard later hears its end too, and may open it again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import DueRows, WallClock
from models.errors import Conflict, Refused
from models.grids.tables import Grid
from models.grids.tree import ancestors
from models.hazards import rounds
from models.hazards.alerting import escalation, notify
from models.hazards.alerting.alerts import ALERT
from models.hazards.feedback import recheck as feedback_recheck
from models.hazards.feedback.recheck import Recheck
from models.hazards.reporting import duplicates
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import LIVE, Act, State
from models.hazards.working.actions import check, record_hazard_event
from models.hazards.working.completed_action import CompletedAction, FollowUps
from models.members.permissions import Who
from models.members.reach import members_chats, people_at_work
from models.members.tables import Person
from models.outbox.folding_statements import STANDING
from models.outbox.tables import OutboxMessage

STILL_FIXED, YOURS = "hazards.still_fixed", "yours_reopened"
IN_TIME = timedelta(days=7)
ANSWERS = frozenset({Act.SATISFIED, Act.DISSATISFIED})
TIMED = frozenset({Act.DISSATISFIED, Act.OBJECT, Act.STILL_FIXED, Act.BROKEN_AGAIN})
WHY = {Act.DISSATISFIED: "reopened", Act.OBJECT: "objection", Act.BROKEN_AGAIN: "broken_again"}

NOT_RIGHT = frozenset({Act.DISSATISFIED, Act.BROKEN_AGAIN})
BEFORE_RESULT = frozenset({State.OPEN, State.ACCEPTED})


async def check_in_time(session: AsyncSession, hazard: Hazard, what: Act, person: Person, now: datetime) -> None:
    """Raises like check(), and Refused: too_late, or objected when there was an objection before."""
    if what not in TIMED:
        return
    await check(session, hazard, what, person)
    if what is Act.OBJECT and hazard.objected:
        raise Refused("objected")
    asked = what in (Act.STILL_FIXED, Act.BROKEN_AGAIN)
    if not (await feedback_recheck.may_answer(session, hazard, now) if asked else _lately_ended(hazard, now)):
        raise Refused("too_late")


def _lately_ended(hazard: Hazard, now: datetime) -> bool:
    return hazard.ended_at is not None and now <= hazard.ended_at + IN_TIME


async def answer_joined(
    session: AsyncSession, joined: Hazard, what: Act, person: Person, now: datetime
) -> Hazard | None:
    """
    The reporter of a duplicate answers: that stands on both hazards. Returns the original if the answer is to open it
    again; raises Refused, and Conflict before the original has ended.
    """
    original = await session.get(Hazard, joined.original_id) if joined.original_id else None
    if person.id != joined.reporter_id or original is None:
        raise Refused("not_yours", who=Who.REPORTER)
    if original.state in LIVE and not original.reopened:
        raise Conflict("moved_on", state=original.state, by="")
    opens = what is Act.DISSATISFIED and original.state is State.CLOSED
    if opens and not _lately_ended(original, now):
        raise Refused("too_late")
    joined.satisfied = what is Act.SATISFIED
    record_hazard_event(session, joined, what, person, now)
    if opens:
        return original
    record_hazard_event(session, original, what, person, now, joined=joined.number)
    await notify.changed(session, original, now)
    return None


async def ended(action: CompletedAction) -> None:
    """Everybody who reported it hears the end, in a message of its own."""
    session, hazard, now = action.session, action.hazard, action.now
    await notify.ask_reporter(session, hazard, now)
    await duplicates.notify_joined(session, hazard, now)
    if hazard.state is State.CLOSED:
        await feedback_recheck.plan(session, hazard, now)


async def follow_reopened(action: CompletedAction) -> None:
    """The level above hears of it, the second time the one above that; and the members, who are to accept it again.

    Who had dealt with it or closed it hears of a reporter who is not satisfied, too.
    """
    session, hazard = action.session, action.hazard
    await feedback_recheck.drop(session, hazard)
    why, reason = WHY[action.act], action.given.get("reason", "")
    grid = await session.get_one(Grid, hazard.grid_id)
    members = await members_chats(session, grid)
    notify.alert(session, hazard, members, why, action.now, reason=reason)
    above = _levels_up(grid, await ancestors(session, grid), hazard.reopened)
    told = {*members, *await escalation.notify_level(session, hazard, above, why, action.now, reason=reason)}
    if action.act is Act.DISSATISFIED:
        ended = await _ended_by(session, hazard, grid)
        others = [chat for chat in ended if chat not in told and chat != action.person.tg_user_id]
        notify.alert(session, hazard, others, YOURS, action.now)


async def _ended_by(session: AsyncSession, hazard: Hazard, grid: Grid) -> list[int]:
    """Who said last that it was done, and who closed it."""
    people = []
    for act in (Act.DONE, Act.CLOSE):
        rows = select(col(HazardEvent.person_id)).where(
            col(HazardEvent.hazard_id) == hazard.id, col(HazardEvent.act) == act
        )
        people.append(await session.scalar(rows.order_by(col(HazardEvent.id).desc()).limit(1)))
    return [person.tg_user_id for person in await people_at_work(session, people, grid)]


async def tell_reason(session: AsyncSession, hazard: Hazard, person: Person | None, words: str, now: datetime) -> None:
    """Why it is not right, if whoever had it opened again then says so: all who were told hear it once more, aloud.

    To be called before the words are recorded; what is said after them is shown without a sound.
    """
    begun = (await rounds.current(session, hazard)).begun
    if not words or person is None or begun is None or begun.act not in NOT_RIGHT or begun.person_id != person.id:
        return
    said = exists().where(
        col(HazardEvent.hazard_id) == hazard.id,
        col(HazardEvent.act) == Act.ADD,
        col(HazardEvent.person_id) == person.id,
        col(HazardEvent.id) > begun.id,
        col(HazardEvent.data)["text"].as_string() != "",
    )
    if hazard.state not in BEFORE_RESULT or await session.scalar(select(said)):
        return
    why = col(OutboxMessage.args)["why"].as_string()
    told = select(col(OutboxMessage.chat_id), why).where(
        col(OutboxMessage.subject_id) == hazard.id,
        col(OutboxMessage.kind) == ALERT,
        col(OutboxMessage.created_at) >= begun.at,
        why.in_([WHY[begun.act], YOURS]),
        STANDING,
    )
    for chat_id, reason in (await session.execute(told)).all():
        notify.alert(session, hazard, [chat_id], reason, now)


def _levels_up(grid: Grid, above: Sequence[Grid], levels: int) -> Grid:
    way = [grid, *reversed(above)]
    return way[min(levels, len(way) - 1)]


FOLLOW_UPS: FollowUps = dict.fromkeys(WHY, follow_reopened)


async def ask_again(session: AsyncSession, due: Sequence[Recheck], clock: WallClock) -> None:
    """Asks the reporters whose hazards were closed four weeks ago."""
    for recheck in due:
        recheck.asked_at = clock.now
        hazard = await session.get_one(Hazard, recheck.hazard_id)
        if hazard.state is State.CLOSED:
            await notify.to_reporter(session, hazard, STILL_FIXED, clock.now)


RECHECKS = DueRows(
    "questions",
    col(Recheck.due_at),
    col(Recheck.asked_at).is_(None),
    slow=timedelta(minutes=20),
    row=Recheck,
    handle=ask_again,
    seconds=600,
)
