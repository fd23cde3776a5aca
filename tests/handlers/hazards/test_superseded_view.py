from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.hazards.superseded_view import replaced
from handlers.messages import Delete, MessageContent, RenderContext, Skip
from locales.translator import translator
from models.evidence.attach import Found
from models.hazards.reporting.submit import Said, report
from models.outbox.supersede import REPLACED
from models.outbox.tables import OutboxMessage
from tests.handlers.room import SHANGHAI
from tests.street import GROUP, Street

LONG_AGO = timedelta(hours=48)


async def worded(
    session: AsyncSession, street: Street, now: datetime, form: str, *, editing: bool = True, age: timedelta = LONG_AGO
) -> MessageContent | Delete | Skip:
    said = Said(GROUP, 501, "楼道堆物", (Found("photo", "file-1", 1000, 501),), person=street.resident)
    hazard = await report(session, said, street.grid, now, SHANGHAI)
    await session.flush()
    message = OutboxMessage(
        chat_id=14, lane=2, kind=REPLACED, subject_id=hazard.id, form=form, not_before=now, created_at=now
    )
    message.message_id, message.sent_at, message.created_at = 7, now, now - age
    return await replaced(RenderContext(session, message, translator("zh_CN"), now, SHANGHAI, "wangge_bot", editing))


async def test_it_points_to_what_follows_without_buttons(session: AsyncSession, street: Street, now: datetime) -> None:
    said = await worded(session, street, now, "text")
    assert isinstance(said, MessageContent)
    assert (said.buttons, said.photos) == ((), ())
    assert "11-14 09:00的消息已更新" in said.html


async def test_a_photo_stays_so_that_the_message_can_be_edited(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    said = await worded(session, street, now, "photo:abc")
    assert isinstance(said, MessageContent)
    assert said.photos == ("file-1",)


async def test_what_was_never_sent_is_not_sent(session: AsyncSession, street: Street, now: datetime) -> None:
    assert isinstance(await worded(session, street, now, "", editing=False), Skip)


async def test_it_is_taken_away_while_it_can_be(session: AsyncSession, street: Street, now: datetime) -> None:
    assert isinstance(await worded(session, street, now, "text", age=timedelta(hours=46)), Delete)
