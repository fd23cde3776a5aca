"""A veto (一票否决): a leader above makes a result unqualified, by name and with a reason. It stands beside the grade,
is shown with who and why, and can be taken back.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.criteria import Unit
from models.assessment.seeing import must_be_over
from models.assessment.tables import WORDS_LIMIT, AssessmentAct, AssessmentEvent, AssessmentScore
from models.errors import Conflict
from models.events import record_event
from models.members.reach import private_chats, reachable_people
from models.members.tables import Person, Role
from models.outbox.enqueue import enqueue
from models.outbox.standing import refresh_standing
from models.outbox.tables import Lane
from models.transition import transition

CHANGED = "assessment.changed"


async def check_veto(session: AsyncSession, score: AssessmentScore, person: Person, *, lift: bool) -> None:
    """Raises Refused for who is no leader above, Conflict where there is a veto already, or none to take back."""
    await must_be_over(session, score, person)
    if lift != (score.vetoed_at is not None):
        raise Conflict("score.no_veto" if lift else "score.vetoed")


async def veto(session: AsyncSession, score: AssessmentScore, person: Person, reason: str, now: datetime) -> None:
    """Raises like check_veto()."""
    await check_veto(session, score, person, lift=False)
    values = {"vetoed_at": now, "vetoed_by": person.id, "veto_reason": reason[:WORDS_LIMIT]}
    if not await transition(session, score, col(AssessmentScore.vetoed_at).is_(None), **values):
        raise Conflict("score.vetoed")
    await _changed(session, score, person, AssessmentAct.VETO, reason, now)


async def lift_veto(session: AsyncSession, score: AssessmentScore, person: Person, reason: str, now: datetime) -> None:
    """Raises like check_veto()."""
    await check_veto(session, score, person, lift=True)
    values = {"vetoed_at": None, "vetoed_by": None, "veto_reason": ""}
    if not await transition(session, score, col(AssessmentScore.vetoed_at).is_not(None), **values):
        raise Conflict("score.no_veto")
    await _changed(session, score, person, AssessmentAct.LIFT, reason, now)


async def _changed(
    session: AsyncSession, score: AssessmentScore, person: Person, act: AssessmentAct, reason: str, now: datetime
) -> None:
    """Who is assessed hears, of a grid its leaders; but for who has done it."""
    data = {"words": reason[:WORDS_LIMIT]}
    record_event(session, AssessmentEvent, person, now, score_id=score.id, act=act, data=data)
    if score.unit is Unit.POST:
        people = await reachable_people(session, [score.person_id] if score.person_id else [])
        chats = [each.tg_user_id for each in people]
    else:
        chats = (await private_chats(session, [score.grid_id], Role.LEADER)).get(score.grid_id, [])
    for chat in dict.fromkeys(chats):
        if chat != person.tg_user_id:
            enqueue(session, chat, CHANGED, Lane.ROUTINE, now, subject_id=score.id, act=act)
    await refresh_standing(session, score.id, now)
