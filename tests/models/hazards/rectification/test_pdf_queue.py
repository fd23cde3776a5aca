from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.hazards.rectification import pdf_queue
from models.hazards.rectification.pdf_queue import LEASE, NOTICE, RETRY_AFTER, TOLD_AFTER, WantedPdf
from models.hazards.rectification.tables import PaperState
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.outbox.tables import MessageState, OutboxMessage
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import order
from tests.street import Street, resign


async def notices(session: AsyncSession) -> list[OutboxMessage]:
    await session.flush()
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == NOTICE).order_by(col(OutboxMessage.id))
    return list((await session.scalars(rows.execution_options(populate_existing=True))).all())


async def claim(session: AsyncSession, now: datetime) -> list[WantedPdf]:
    await session.flush()
    return await pdf_queue.claim_wanted(session, now, 10)


async def test_a_notice_is_claimed_once_until_its_lease_ends(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    made = await order(session, hazard, street.leader, now)
    assert await claim(session, now) == [WantedPdf(made.id, 1, 1)]
    assert await claim(session, now) == []
    await session.flush()
    assert await pdf_queue.next_wanted(session) == now + LEASE
    assert await claim(session, now + LEASE) == [WantedPdf(made.id, 1, 2)]


async def test_what_is_made_goes_to_the_leader_who_ordered_and_the_members(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    made = await order(session, hazard, street.leader, now)
    [wanted] = await claim(session, now)
    assert await pdf_queue.made(session, wanted, "1.pdf", now)
    told = [(message.chat_id, message.subject_id, message.args) for message in await notices(session)]
    args = {"order": made.id, "issue": 1, "file": "1.pdf"}
    assert told == [(chat, hazard.id, args) for chat in (street.leader.tg_user_id, street.member.tg_user_id)]
    assert await claim(session, now + LEASE) == []


async def test_who_ordered_and_has_the_post_no_more_gets_no_notice(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await order(session, hazard, street.community_leader, now)
    await resign(session, street.community_leader, now)
    [wanted] = await claim(session, now)
    await pdf_queue.made(session, wanted, "1.pdf", now)
    assert [message.chat_id for message in await notices(session)] == [
        street.leader.tg_user_id,
        street.member.tg_user_id,
    ]


async def test_a_claim_that_was_taken_over_is_not_recorded(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await order(session, hazard, street.leader, now)
    [slow] = await claim(session, now)
    [fast] = await claim(session, now + LEASE)
    assert await pdf_queue.made(session, fast, "1.pdf", now)
    assert not await pdf_queue.made(session, slow, "1.pdf", now)
    assert len(await notices(session)) == 2


async def test_a_notice_extended_while_it_was_made_is_made_again(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await order(session, hazard, street.leader, now)
    [old] = await claim(session, now)
    await perform(session, hazard, Act.EXTEND, street.leader, now, SHANGHAI, due="2026-12-01", reason="等货")
    [new] = await claim(session, now)
    assert not await pdf_queue.made(session, old, "1.pdf", now)
    assert await pdf_queue.made(session, new, "2.pdf", now)
    assert {message.args["issue"] for message in await notices(session)} == {2}


async def test_messages_of_an_older_issue_are_worded_anew(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await order(session, hazard, street.leader, now)
    [first] = await claim(session, now)
    await pdf_queue.made(session, first, "1.pdf", now)
    for message in await notices(session):
        message.state = MessageState.SENT
    await perform(session, hazard, Act.EXTEND, street.leader, now, SHANGHAI, due="2026-12-01", reason="等货")
    [second] = await claim(session, now)
    await pdf_queue.made(session, second, "2.pdf", now)
    told = [(message.args["issue"], message.state, message.revision) for message in await notices(session)]
    assert told == [(1, MessageState.PENDING, 2)] * 2 + [(2, MessageState.PENDING, 1)] * 2


async def withdraw(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> None:
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    await perform(session, hazard, Act.DISMISS, street.leader, now, SHANGHAI, reason="误报")


async def test_what_was_sent_of_a_withdrawn_order_is_worded_anew(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await order(session, hazard, street.leader, now)
    [wanted] = await claim(session, now)
    await pdf_queue.made(session, wanted, "1.pdf", now)
    for message in await notices(session):
        message.state = MessageState.SENT
    await withdraw(session, hazard, street, now)
    assert [(message.state, message.revision) for message in await notices(session)] == [(MessageState.PENDING, 2)] * 2


async def test_a_notice_withdrawn_while_it_was_made_goes_to_nobody(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await order(session, hazard, street.leader, now)
    [wanted] = await claim(session, now)
    await withdraw(session, hazard, street, now)
    assert await pdf_queue.made(session, wanted, "1.pdf", now)
    assert await notices(session) == []


async def fails(session: AsyncSession, at: datetime, times: int) -> datetime:
    """Tries in vain as soon as may be; when the next try is due."""
    for _ in range(times):
        [wanted] = await claim(session, at)
        assert await pdf_queue.try_later(session, wanted, at)
        await session.flush()
        due = await pdf_queue.next_wanted(session)
        assert due is not None
        at = due
    return at


@pytest.mark.parametrize("tries", [TOLD_AFTER, TOLD_AFTER + 20])
async def test_no_number_of_tries_gives_a_notice_up_and_the_leader_hears_once(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, tries: int
) -> None:
    ordered = await order(session, hazard, street.leader, now)
    at = await fails(session, now, TOLD_AFTER - 1)
    assert await notices(session) == []
    at = await fails(session, at, tries - TOLD_AFTER + 1)
    readers = [street.leader.tg_user_id, street.member.tg_user_id]
    assert [(each.chat_id, each.args["file"]) for each in await notices(session)] == [(one, None) for one in readers]
    [wanted] = await claim(session, at)
    assert await pdf_queue.made(session, wanted, "1.pdf", at)
    await session.refresh(ordered)
    assert (ordered.paper, ordered.file) == (PaperState.MADE, "1.pdf")
    assert [each.args["file"] for each in await notices(session)] == [None, None, "1.pdf", "1.pdf"]


async def test_pauses_grow_up_to_an_hour(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> None:
    await order(session, hazard, street.leader, now)
    at, pauses = now, []
    for _ in range(len(RETRY_AFTER) + 2):
        due = await fails(session, at, 1)
        pauses.append(due - at)
        at = due
    assert pauses == sorted(pauses)
    assert pauses[-2:] == [timedelta(hours=1)] * 2


async def test_one_that_kills_its_maker_comes_further_apart(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await order(session, hazard, street.leader, now)
    at = now
    for _ in range(len(RETRY_AFTER)):
        assert await claim(session, at)
        at += timedelta(hours=1)
    assert await claim(session, at - timedelta(minutes=1)) == []


async def test_a_notice_of_a_withdrawn_order_is_tried_no_more(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    ordered = await order(session, hazard, street.leader, now)
    [wanted] = await claim(session, now)
    await withdraw(session, hazard, street, now)
    assert await pdf_queue.try_later(session, wanted, now)
    await session.refresh(ordered)
    assert ordered.paper is PaperState.FAILED
    assert await claim(session, now + timedelta(days=1)) == []
    assert await notices(session) == []


async def test_putting_off_is_no_try(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> None:
    made = await order(session, hazard, street.leader, now)
    [wanted] = await claim(session, now)
    await pdf_queue.put_off(session, wanted, now + LEASE)
    assert await claim(session, now) == []
    assert await claim(session, now + LEASE) == [WantedPdf(made.id, 1, 1)]
