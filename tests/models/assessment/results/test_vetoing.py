import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.assessment.criteria import Grade
from models.assessment.results.vetoing import CHANGED, lift_veto, veto
from models.assessment.tables import AssessmentAct, AssessmentEvent, AssessmentScore
from models.errors import Conflict, Refused
from models.outbox.tables import OutboxMessage
from tests.models.assessment.counted import DAY, MORNING, Result
from tests.street import Street


async def told(session: AsyncSession) -> list[int]:
    await session.flush()
    rows = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == CHANGED)
    return list((await session.scalars(rows.order_by(col(OutboxMessage.id)))).all())


async def test_a_veto_stands_beside_the_grade_by_name_and_with_a_reason_and_is_taken_back(
    session: AsyncSession, street: Street, score: AssessmentScore
) -> None:
    grade = score.grade
    await veto(session, score, street.community_leader, "瞒报火灾", MORNING)
    assert (score.in_force, score.grade, score.vetoed_by) == (Grade.UNQUALIFIED, grade, street.community_leader.id)
    assert score.veto_reason == "瞒报火灾"
    with pytest.raises(Conflict, match="vetoed"):
        await veto(session, score, street.leader, "再否一次", MORNING)
    await lift_veto(session, score, street.leader, "经查不实", MORNING + DAY)
    assert (score.in_force, score.vetoed_by, score.veto_reason) == (grade, None, "")
    with pytest.raises(Conflict, match="no_veto"):
        await lift_veto(session, score, street.leader, "再撤一次", MORNING + DAY)
    await session.flush()
    rows = select(AssessmentEvent).where(col(AssessmentEvent.score_id) == score.id).order_by(col(AssessmentEvent.id))
    kept = [(each.act, each.person_id, each.data["words"]) for each in (await session.scalars(rows)).all()]
    assert kept == [
        (AssessmentAct.VETO, street.community_leader.id, "瞒报火灾"),
        (AssessmentAct.LIFT, street.leader.id, "经查不实"),
    ]
    assert await told(session) == [12, 12]


async def test_only_leaders_above_may_veto(
    session: AsyncSession, street: Street, score: AssessmentScore, found: Result
) -> None:
    for person in (street.member, street.other_member, street.resident, street.stranger):
        with pytest.raises(Refused, match="not_over"):
            await veto(session, score, person, "理由", MORNING)
    of_grid = found.scores["S-1-1", None]
    with pytest.raises(Refused, match="not_over"):  # nobody vetoes their own grid
        await veto(session, of_grid, street.leader, "理由", MORNING)
    await veto(session, of_grid, found.street_leader, "发生亡人火灾", MORNING)
    assert await told(session) == [14]
