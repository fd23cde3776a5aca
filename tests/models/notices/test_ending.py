from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.notices.copies import COPY
from models.notices.ending import agree_to_correction, correct, decline_correction, lift, withdraw
from models.notices.receipts import receive
from models.notices.sending import NOTICES, agree, send
from models.notices.tables import Asks, Notice, NoticeAct, NoticeEvent, NoticeKind, NoticeState
from models.outbox.tables import Lane, MessageState
from tests.due import taker
from tests.models.notices.conftest import Town, clock, drafted, messages, said

follow = taker(NOTICES)


async def sent_warning(session: AsyncSession, town: Town, now: datetime) -> Notice:
    notice = await drafted(session, town, now, NoticeKind.WARNING)
    await send(session, notice, notice.revision, town.boss, clock(now))
    await agree(session, notice, notice.revision, town.deputy, clock(now))
    await said(session, COPY, now)
    return notice


async def events(session: AsyncSession) -> list[tuple[NoticeAct, dict[str, object]]]:
    await session.flush()
    rows = select(NoticeEvent).order_by(col(NoticeEvent.id))
    return [(each.act, each.data) for each in (await session.scalars(rows)).all()]


async def test_a_correction_is_in_every_copy_said_or_not(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await drafted(session, town, now)
    await send(session, notice, notice.revision, town.boss, clock(now))
    first, _second = await messages(session, COPY)
    await said(session, COPY, now, first.chat_id)
    with pytest.raises(Refused):
        await correct(session, notice, town.street.leader, "后日停电", now)
    assert await correct(session, notice, town.boss, "后日停电", now)
    for each in await messages(session, COPY):
        assert (each.state, each.lane, each.revision) == (MessageState.PENDING, Lane.ROUTINE, 2)
    assert notice.words == "后日停电"
    assert (NoticeAct.CORRECT, {"was": "明日停电检修"}) in await events(session)


async def test_a_correction_of_a_street_s_warning_needs_a_second_person_too(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await sent_warning(session, town, now)
    assert not await correct(session, notice, town.boss, "今晚9时起大风", now)
    with pytest.raises(Refused):
        await agree_to_correction(session, notice, notice.revision, town.boss, now)
    await decline_correction(session, notice, town.deputy, "时间不对", now)
    with pytest.raises(Conflict):
        await agree_to_correction(session, notice, notice.revision, town.deputy, now)
    assert notice.words == "明日停电检修"
    assert not await correct(session, notice, town.deputy, "今晚8时起大风", now)  # whoever leads may propose
    await agree_to_correction(session, notice, notice.revision, town.boss, now)
    assert (notice.words, notice.correction) == ("今晚8时起大风", None)
    assert {each.state for each in await messages(session, COPY)} == {MessageState.PENDING}


async def test_what_is_withdrawn_or_lifted_is_over(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await drafted(session, town, now, asks=Asks.MEMBERS)
    with pytest.raises(Conflict):
        await withdraw(session, notice, town.boss, "写错", now)
    await send(session, notice, notice.revision, town.boss, clock(now))
    with pytest.raises(Refused):
        await lift(session, notice, town.boss, now)
    await withdraw(session, notice, town.boss, "写错", now)
    with pytest.raises(Conflict):
        await receive(session, notice, town.street.member, now)
    with pytest.raises(Conflict):
        await correct(session, notice, town.boss, "又来", now)
    warning = await sent_warning(session, town, now)
    await lift(session, warning, town.deputy, now)
    assert (notice.state, warning.state) == (NoticeState.WITHDRAWN, NoticeState.LIFTED)
    await follow(session, now + timedelta(days=30))
    assert (notice.state, warning.state) == (NoticeState.WITHDRAWN, NoticeState.LIFTED)
