from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.hazards.supervision.view import supervision
from handlers.messages import MessageContent, RenderContext, Skip
from locales.translator import translator
from models.hazards.reporting.submit import Said, report
from models.hazards.supervision.actions import SUPERVISION
from models.hazards.supervision.tables import Supervision, current
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests import offices
from tests.handlers.room import SHANGHAI
from tests.offices import Offices
from tests.street import GROUP, Street

DAY = timedelta(days=1)


@pytest.fixture
async def above(session: AsyncSession, street: Street, now: datetime) -> Offices:
    return await offices.build(session, street, now)


@pytest.fixture
async def hazard(session: AsyncSession, street: Street, above: Offices, now: datetime) -> Hazard:
    """Listed by the street."""
    hazard = await report(session, Said(GROUP, 501, "电线老化", person=street.resident), street.grid, now, SHANGHAI)
    given = {"due": "2026-12-23", "requirement": "更换线路"}
    await perform(session, hazard, Act.SUPERVISE, above.street_leader, now, SHANGHAI, **given)
    await session.flush()
    return hazard


async def found(session: AsyncSession, hazard: Hazard) -> Supervision:
    standing = await current(session, hazard.id)
    assert standing is not None
    return standing


async def worded(
    session: AsyncSession, hazard: Hazard, of: Supervision, at: datetime, *, editing: bool = False, **args: Any
) -> MessageContent | Skip:
    message = enqueue(session, 14, SUPERVISION, Lane.ESCALATION, at, subject_id=hazard.id, listing=of.id, **args)
    return await supervision(RenderContext(session, message, translator("zh_CN"), at, SHANGHAI, "wangge_bot", editing))


def labels(said: MessageContent | Skip) -> list[str]:
    assert isinstance(said, MessageContent)
    return [button.label for row in said.buttons for button in row]


def head(said: MessageContent | Skip) -> list[str]:
    assert isinstance(said, MessageContent)
    return said.html.splitlines()[:2]


async def test_a_deadline_and_a_week_that_passed_are_said_in_one_message(
    session: AsyncSession, hazard: Hazard, now: datetime
) -> None:
    said = await worded(session, hazard, await found(session, hazard), now, why="late", days=2, missed=True)
    assert head(said) == ["<b>挂牌督办已逾期2天，请立即消除隐患并报告进展。</b>", "已有一周没有报告进展。"]
    assert labels(said) == ["报告进展"]


async def test_a_call_that_was_answered_calls_no_more(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    standing = await found(session, hazard)
    assert head(await worded(session, hazard, standing, now, why="asked"))[0] == "<b>请在今天内报告本周进展。</b>"
    await perform(session, hazard, Act.PROGRESS, street.leader, now, SHANGHAI, progress="已更换一半")
    said = await worded(session, hazard, standing, now, why="asked", editing=True)
    assert head(said)[0] == "<b>本周进展已报告，谢谢。</b>"


async def test_the_lister_is_shown_what_is_said_to_be_done_and_can_lift(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    said = await worded(session, hazard, await found(session, hazard), now, why="done")
    assert head(said)[0] == "<b>已处置完成，请核实；隐患已消除的，请摘牌。</b>"
    assert labels(said) == ["摘牌"]


async def test_once_lifted_the_leader_can_close_from_the_same_message(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    standing = await found(session, hazard)
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    await perform(session, hazard, Act.LIFT, above.street_leader, now, SHANGHAI, reason="隐患已消除")
    assert labels(await worded(session, hazard, standing, now, why="lifted", by="曹林文")) == ["办结", "退回"]
    said = await worded(session, hazard, standing, now, why="demanded", editing=True)
    assert head(said)[0] == "<b>已摘牌。</b>"
    assert labels(said) == []
    assert isinstance(await worded(session, hazard, standing, now, why="demanded"), Skip)
