"""Steps that tests of several files take with a hazard, and what they ask afterwards."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.escalation.tables import Rung, RungState
from models.hazards.rectification.tables import Rectification, unfinished
from models.hazards.supervision.tables import Supervision, current
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.transfer.tables import Transfer, running
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.members.tables import Person
from models.outbox.tables import OutboxMessage
from tests.models.conftest import SHANGHAI
from tests.offices import ANSWER_BY, Offices

PARTY = "明珠小区物业服务中心"
PRINTED = {"place": "望城路1号3号楼二楼", "facts": "二楼楼道堆放杂物"}
DUE = "2026-12-23"
TO_DEPARTMENT = "hazards.transferred"
DAY = timedelta(days=1)


async def order(
    session: AsyncSession, hazard: Hazard, leader: Person, now: datetime, due: str = "2026-11-23", party: str = PARTY
) -> Rectification:
    await perform(session, hazard, Act.ORDER, leader, now, SHANGHAI, responsible=party, due=due, **PRINTED)
    await session.flush()
    made = await unfinished(session, hazard.id)
    assert made is not None
    return made


async def correct(
    session: AsyncSession, hazard: Hazard, by: Person, now: datetime, reason: str = "笔误", **said: str
) -> None:
    """To these words: what they were is of no matter to the action."""
    changes = {field: ["", words] for field, words in said.items()}
    given = {"reason": reason, "number": "〔2026〕第1号", "changes": changes}
    await perform(session, hazard, Act.CORRECT, by, now, SHANGHAI, **given)
    await session.flush()


async def void(session: AsyncSession, hazard: Hazard, by: Person, now: datetime, reason: str = "责任单位有误") -> None:
    given = {"reason": reason, "number": "〔2026〕第1号"}
    await perform(session, hazard, Act.VOID, by, now, SHANGHAI, **given)
    await session.flush()


async def transfer(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime, *, department: int = 0, due: str = ANSWER_BY
) -> Transfer:
    given = {"department": department or above.police.id, "due": due, "remark": "请尽快查处"}
    await perform(session, hazard, Act.TRANSFER, above.street_leader, now, SHANGHAI, **given)
    found = await running(session, hazard.id)
    assert found is not None
    return found


async def answer(session: AsyncSession, hazard: Hazard, above: Offices, now: datetime) -> None:
    await perform(session, hazard, Act.OUTCOME, above.liaison, now, SHANGHAI, outcome="已处罚并清除")


async def list_it(session: AsyncSession, hazard: Hazard, by: Person, now: datetime) -> Supervision:
    await perform(session, hazard, Act.SUPERVISE, by, now, SHANGHAI, due=DUE, requirement="限期清除")
    supervision = await current(session, hazard.id)
    assert supervision is not None
    return supervision


async def messages(session: AsyncSession) -> list[tuple[str, int]]:
    await session.flush()
    rows = select(col(OutboxMessage.kind), col(OutboxMessage.chat_id)).order_by(col(OutboxMessage.id))
    return [(kind, chat) for kind, chat in (await session.execute(rows))]


async def acts(session: AsyncSession, hazard: Hazard) -> list[Act]:
    await session.flush()
    rows = select(col(HazardEvent.act)).where(col(HazardEvent.hazard_id) == hazard.id)
    return list((await session.scalars(rows.order_by(col(HazardEvent.id)))).all())


async def waiting(session: AsyncSession) -> list[Rung]:
    await session.flush()
    return list((await session.scalars(select(Rung).where(col(Rung.state) == RungState.WAITING))).all())
