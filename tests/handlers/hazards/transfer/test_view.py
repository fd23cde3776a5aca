from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.hazards.transfer.view import VIEWS
from handlers.messages import MessageContent, RenderContext, Skip
from locales.translator import translator
from models.hazards.alerting.alerts import TRANSFERRED
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard
from models.hazards.transfer.actions import UNHEARD
from models.hazards.transfer.tables import running
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests import offices
from tests.handlers.room import SHANGHAI
from tests.offices import ANSWER_BY, Offices
from tests.street import GROUP, Street


@pytest.fixture
async def above(session: AsyncSession, street: Street, now: datetime) -> Offices:
    return await offices.build(session, street, now)


@pytest.fixture
async def hazard(session: AsyncSession, street: Street, above: Offices, now: datetime) -> Hazard:
    """With the police."""
    street.grid.address = "胜利路18号"
    hazard = await report(session, Said(GROUP, 501, "电线老化", person=street.resident), street.grid, now, SHANGHAI)
    given = {"department": above.police.id, "due": ANSWER_BY}
    await perform(session, hazard, Act.TRANSFER, above.street_leader, now, SHANGHAI, **given)
    await session.flush()
    return hazard


async def worded(
    session: AsyncSession, hazard: Hazard, kind: str, now: datetime, *, editing: bool = False, **args: Any
) -> MessageContent | Skip:
    transfer = await running(session, hazard.id)
    args["transfer"] = args.get("transfer") or (transfer.id if transfer else 0)
    message = enqueue(session, 34, kind, Lane.ESCALATION, now, subject_id=hazard.id, **args)
    said = await VIEWS[kind](RenderContext(session, message, translator("zh_CN"), now, SHANGHAI, "wangge_bot", editing))
    assert isinstance(said, MessageContent | Skip)
    return said


async def text(session: AsyncSession, hazard: Hazard, kind: str, now: datetime, **args: Any) -> str:
    said = await worded(session, hazard, kind, now, **args)
    assert isinstance(said, MessageContent), said
    return said.html


async def test_the_department_is_told_the_way_and_whom_to_ring(
    session: AsyncSession, hazard: Hazard, now: datetime
) -> None:
    said = (await text(session, hazard, TRANSFERRED, now, why="new")).splitlines()
    assert "地点：D区S网格S-1网格S-1-1网格 胜利路18号" in said
    assert "联系人：谭远康（S-1-1网格网格长）19900000014" in said
    assert "联系人：傅勇（S-1-1网格网格员）19900000012" in said
    assert any(line.endswith("曹林文移交派出所，反馈期限11-23") for line in said)


async def test_what_is_not_acknowledged_is_recalled_by_name(
    session: AsyncSession, hazard: Hazard, now: datetime
) -> None:
    said = await text(session, hazard, TRANSFERRED, now + timedelta(hours=1), why="unacknowledged")
    assert said.startswith("<b>派出所尚未签收，请点“收到”并立即处理。</b>")


async def test_the_sender_is_told_whom_to_ring_until_somebody_has_acknowledged(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    silent = await text(session, hazard, UNHEARD, now, silent=True)
    assert "派出所尚未签收，请电话催办" in silent
    assert "王警官 19900000034" in silent
    assert "联系不上派出所" in await text(session, hazard, UNHEARD, now)
    await perform(session, hazard, Act.ACKNOWLEDGE, above.liaison, now, SHANGHAI)
    assert "无需再电话通知" in await text(session, hazard, UNHEARD, now, editing=True, silent=True)
    assert isinstance(await worded(session, hazard, UNHEARD, now, silent=True), Skip)


@pytest.mark.parametrize(("given", "told"), [({}, ""), ({"reason": "误移交"}, "：误移交")])
async def test_who_took_it_back_and_why_is_told_in_its_story(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime, given: dict[str, str], told: str
) -> None:
    transfer = await running(session, hazard.id)
    assert transfer is not None
    await perform(session, hazard, Act.TAKE_BACK, above.street_leader, now, SHANGHAI, **given)
    said = await text(session, hazard, TRANSFERRED, now, editing=True, why="new", transfer=transfer.id)
    assert said.startswith("<b>街道已收回")
    assert said.splitlines()[-1].endswith(f"曹林文从部门收回{told}")
    assert isinstance(await worded(session, hazard, UNHEARD, now, transfer=transfer.id), Skip)
