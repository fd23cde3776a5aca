from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.hazards.reporting.duplicate_questions import choices
from handlers.messages import RenderContext
from locales.translator import translator
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.outbox.tables import OutboxMessage
from tests.handlers.room import SHANGHAI
from tests.street import GROUP, Street


@pytest.mark.parametrize(
    ("chat", "label"),
    [(GROUP, "H1 我是李**，电话138****5678"), (12, "H1 我是李秀英，电话13812345678")],
)
async def test_in_a_group_neither_numbers_nor_who_reported_in_private_are_read_on_a_button(
    session: AsyncSession, street: Street, now: datetime, chat: int, label: str
) -> None:
    of_both: dict[str, Any] = {"grid_id": street.grid.id, "state": State.ACCEPTED, "created_at": now}
    said = "我是李秀英，电话13812345678"
    session.add(Hazard(number=1, text=said, discreet=True, reporter_id=street.resident.id, **of_both))
    asked_about = Hazard(number=2, **of_both)
    session.add(asked_about)
    await session.flush()
    about: dict[str, Any] = {"kind": "hazards.ask", "subject_id": asked_about.id}
    message = OutboxMessage(chat_id=chat, lane=1, not_before=now, created_at=now, **about)
    context = RenderContext(session, message, translator("zh_CN"), now, SHANGHAI, "wangge_bot")
    assert [each.label for each in await choices(context, asked_about)] == [label]
