from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.messages import Delete, MessageContent
from models.grids.tables import Binding, Chat, Purpose
from models.hazards.alerting import notify as hazard_notify
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from models.outbox.alert_lists import fold
from models.outbox.tables import Lane, MessageState, OutboxMessage
from tests import offices
from tests.handlers.room import SHANGHAI, Room
from tests.street import GROUP, Street

LEADERS = -1002


@pytest.fixture
async def hazard(session: AsyncSession, street: Street, now: datetime) -> Hazard:
    hazard = Hazard(grid_id=street.grid.id, chat_id=GROUP, state=State.OPEN, text="楼道堆物", created_at=now)
    session.add(hazard)
    session.add(Chat(id=LEADERS, type="supergroup", title="负责人群", seen_at=now))
    session.add(Binding(grid_id=street.grid.id, purpose=Purpose.LEADERS, chat_id=LEADERS, bound_at=now))
    await session.flush()
    return hazard


@pytest.mark.parametrize("where", [14, LEADERS])
@pytest.mark.parametrize("kind", ["hazards.morning", "hazards.ping_list"])
async def test_a_page_of_a_list_is_turned(room: Room, hazard: Hazard, where: int, kind: str) -> None:
    standing = await room.standing(where, kind, 901)
    request = await room.presses(14, where, "hzl:1", on=901)
    await room.session.refresh(standing)
    assert (standing.args["page"], standing.state, standing.revision) == (1, MessageState.PENDING, 2)
    assert request.toast is None


@pytest.mark.parametrize("where", [14, LEADERS])
async def test_a_press_shows_the_hazard_in_full(room: Room, hazard: Hazard, where: int) -> None:
    request = await room.presses(14, where, f"hzo:{hazard.number}")
    [message] = await room.messages(where)
    assert (message.kind, message.subject_id, message.lane, request.toast) == (
        "hazards.ping",
        hazard.id,
        Lane.REPLY,
        None,
    )
    text = await room.text("hazards.ping")
    assert "楼道堆物" in text
    assert "待受理" in text


async def test_what_stood_of_it_in_the_chat_gives_way_to_what_is_shown(
    room: Room, session: AsyncSession, hazard: Hazard, now: datetime
) -> None:
    hazard_notify.alert(session, hazard, [14, LEADERS], "unaccepted", now - timedelta(hours=1))
    await session.flush()
    await session.execute(update(OutboxMessage).values(state=MessageState.SENT, message_id=7))
    await room.presses(14, 14, f"hzo:{hazard.number}")
    await fold(session, now)
    standing, shown = await room.messages(14)
    assert (standing.state, standing.revision) == (MessageState.PENDING, 2)
    assert isinstance(await room.worded(standing), Delete)
    assert isinstance(await room.worded(shown), MessageContent)
    [elsewhere] = await room.messages(LEADERS)
    assert elsewhere.state is MessageState.SENT


@pytest.mark.parametrize(
    ("by", "where", "data", "words"),
    [
        (16, 16, "hzo:1", "只有"),
        (14, GROUP, "hzo:1", "按钮"),
        (14, 14, "hzo:999", "按钮"),
        (14, 14, "hzo:x", "按钮"),
        (14, 14, "hzo", "按钮"),
        (14, 14, "hzo:1:2", "按钮"),
    ],
)
async def test_strangers_and_forged_presses_are_refused(
    room: Room, hazard: Hazard, by: int, where: int, data: str, words: str
) -> None:
    request = await room.presses(by, where, data)
    assert request.toast is not None
    assert request.toast.alert
    assert words in request.toast.text
    assert await room.kinds() == []


async def test_to_a_liaison_it_is_shown_as_what_the_department_has_to_do(
    room: Room, session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    above = await offices.build(session, street, now)
    given = {"department": above.police.id, "due": offices.ANSWER_BY}
    await perform(session, hazard, Act.TRANSFER, above.street_leader, now, SHANGHAI, **given)
    by = above.liaison.tg_user_id
    await room.presses(by, by, f"hzo:{hazard.number}")
    said = await room.worded(await room.newest("hazards.transferred"))
    assert isinstance(said, MessageContent)
    assert said.html.startswith("<b>本件由派出所办理，请按时反馈结果。</b>")
    assert [button.label for row in said.buttons for button in row] == ["反馈结果", "收到"]


async def test_a_liaison_of_another_department_sees_nothing(
    room: Room, session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    above = await offices.build(session, street, now)
    given = {"department": above.police.id, "due": offices.ANSWER_BY}
    await perform(session, hazard, Act.TRANSFER, above.street_leader, now, SHANGHAI, **given)
    other = above.other_liaison.tg_user_id
    request = await room.presses(other, other, f"hzo:{hazard.number}")
    assert request.toast is not None
    assert "只有" in request.toast.text
    assert await room.kinds(other) == []
