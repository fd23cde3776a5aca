"""An objection (异议) to a score, while it is provisional: it goes to the leaders above with a day to answer by, and
climbs where they do not.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.kept import rules_read
from models.assessment.seeing import grid_over, may_object
from models.assessment.tables import (
    OBJECTION,
    WORDS_LIMIT,
    Assessment,
    AssessmentAct,
    AssessmentEvent,
    AssessmentObjection,
    AssessmentScore,
    AssessmentState,
    ObjectionState,
)
from models.due import WallClock
from models.errors import Conflict, Refused
from models.escalation import engine
from models.escalation.audit import Climbing
from models.escalation.engine import Climber, rungs_of
from models.escalation.policy import Ladder, PolicyStep
from models.escalation.tables import Aim, Lack, Rung, RungState
from models.events import record_event
from models.grids.tables import Grid
from models.grids.tree import ids_in
from models.members.reach import private_chats
from models.members.tables import Person, Role
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.schedule.deadlines import end_of

ASKED = "assessment.objection"
AGAIN = timedelta(hours=1)  # where no leader can be reached
OPEN_UNTIL = (AssessmentState.TELLING, AssessmentState.PROVISIONAL)


async def objection_to(session: AsyncSession, score: AssessmentScore) -> AssessmentObjection | None:
    rows = select(AssessmentObjection).where(col(AssessmentObjection.score_id) == score.id)
    found: AssessmentObjection | None = (await session.scalars(rows)).first()
    return found


async def check_may_object(session: AsyncSession, score: AssessmentScore, person: Person, now: datetime) -> None:
    """Raises Refused, or Conflict for a second one."""
    if not await may_object(session, score, person):
        raise Refused("score.not_own")
    assessment = await session.get_one(Assessment, score.assessment_id)
    until = assessment.object_until
    if assessment.state not in OPEN_UNTIL or until is None or now > until:
        raise Refused("score.too_late")
    if await objection_to(session, score) is not None:
        raise Conflict("score.objected")


async def object_to(
    session: AsyncSession, score: AssessmentScore, person: Person, words: str, clock: WallClock
) -> AssessmentObjection:
    """Raises like check_may_object()."""
    await check_may_object(session, score, person, clock.now)
    above = await grid_over(session, score)
    if above is None:
        raise Refused("score.nobody_above")
    days = await _days(session, score)
    objection = AssessmentObjection(
        score_id=score.id,
        person_id=person.id,
        words=words[:WORDS_LIMIT],
        level_id=above.id,
        created_at=clock.now,
        answer_by=_due(days, clock),
    )
    session.add(objection)
    await session.flush()
    record_event(
        session, AssessmentEvent, person, clock.now, **about(score, AssessmentAct.OBJECT, words=objection.words)
    )
    told = await _tell(session, objection, ids_in(above.path)[::-1], clock.now)
    step = PolicyStep(
        Lack.REVIEWED, Aim.ABOVE, objection.answer_by - clock.now if told else AGAIN, every=timedelta(days=days)
    )
    climber = Climber(OBJECTION, objection.id, {step.lack}, Ladder((step,)))
    await engine.start(session, climber, clock.now, UTC, first=True)
    await refresh_standing(session, score.id, clock.now)
    return objection


async def _days(session: AsyncSession, score: AssessmentScore) -> int:
    return rules_read((await session.get_one(Assessment, score.assessment_id)).rules).answer_days


def _due(days: int, clock: WallClock) -> datetime:
    return end_of(clock.now.astimezone(clock.zone).date() + timedelta(days=days), clock.zone)


def about(score: AssessmentScore, act: AssessmentAct, **data: Any) -> dict[str, Any]:
    return {"score_id": score.id, "act": act, "data": data}


async def _tell(
    session: AsyncSession, objection: AssessmentObjection, way: Sequence[int], now: datetime
) -> Grid | None:
    """The leaders of the first of these grids where any can be reached, but for whoever objects; returns the grid."""
    author = await session.get_one(Person, objection.person_id)
    reached = await private_chats(session, way, Role.LEADER) if way else {}
    for step in way:
        if chats := [chat for chat in reached.get(step, ()) if chat != author.tg_user_id]:
            objection.level_id = step
            for chat in chats:
                enqueue(session, chat, ASKED, Lane.ESCALATION, now, subject_id=objection.id)
            return await session.get(Grid, step)
    return None


async def climb(session: AsyncSession, rungs: Sequence[Rung], clock: WallClock) -> None:
    """What nobody has answered goes one level up, and at the top is told again; with as many days as before."""
    for rung in rungs:
        objection = await session.get_one(AssessmentObjection, rung.subject_id)
        if objection.state is not ObjectionState.OPEN:
            rung.state = RungState.CANCELLED
            continue
        score = await session.get_one(AssessmentScore, objection.score_id)
        way = ids_in((await session.get_one(Grid, score.grid_id)).path)[::-1]
        told = way.index(objection.level_id) if objection.level_id in way else 0
        level = await _tell(session, objection, [*way[told + 1 :], way[told]], clock.now)
        if level is None:
            rung.due_at = clock.now + AGAIN
            continue
        objection.answer_by = _due(await _days(session, score), clock)
        record_event(session, AssessmentEvent, None, clock.now, **about(score, AssessmentAct.CLIMB, level=level.code))
        await engine.take(session, rung, clock.now, level.level)
        await refresh_standing(session, objection.id, clock.now)


RUNGS = rungs_of(OBJECTION, climb)
CLIMBS = Climbing(
    "assessment_objections",
    col(AssessmentObjection.id),
    col(AssessmentObjection.state) == literal_column(f"'{ObjectionState.OPEN}'"),
)
