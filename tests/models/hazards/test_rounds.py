from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.evidence.attach import Found
from models.hazards import rounds
from models.hazards.reporting.submit import Said, add
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from models.members.tables import Person
from models.outbox.tables import MessageState, OutboxMessage
from tests.models.conftest import SHANGHAI
from tests.street import GROUP, Street

HOUR = timedelta(hours=1)


async def result(session: AsyncSession, hazard: Hazard, by: Person, number: int, at: datetime) -> None:
    photo = Found("photo", f"file-{number}", 1000, number)
    await add(session, hazard, Said(GROUP, number, "", (photo,), person=by), at, SHANGHAI)


async def late(session: AsyncSession) -> list[int]:
    await session.flush()
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == "hazards.photos").order_by(col(OutboxMessage.id))
    return [each.chat_id for each in (await session.scalars(rows)).all() if "since" in each.args]


async def sent(session: AsyncSession) -> None:
    """As if all that waits had been delivered."""
    await session.flush()
    for message in (await session.scalars(select(OutboxMessage))).all():
        message.state = MessageState.SENT
    await session.flush()


async def test_who_has_come_is_known_until_the_next_round_begins(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    for by, hours in ((street.member, 0), (street.leader, 1), (street.member, 2)):
        await perform(session, hazard, Act.ON_SITE, by, now + hours * HOUR, SHANGHAI)
    came = (await rounds.current(session, hazard)).came
    assert [(each.person_id, each.at) for each in came] == [(street.member.id, now), (street.leader.id, now + HOUR)]
    await perform(session, hazard, Act.DONE, street.member, now + 3 * HOUR, SHANGHAI)
    await perform(session, hazard, Act.SEND_BACK, street.leader, now + 4 * HOUR, SHANGHAI, reason="未整改")
    again = await rounds.current(session, hazard)
    assert again.came == ()
    assert again.sent_back is not None
    assert again.sent_back.data["reason"] == "未整改"


async def test_a_result_counts_in_its_own_round_alone(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    assert not await rounds.result_shown(session, hazard)
    await result(session, hazard, street.member, 601, now)
    assert await rounds.result_shown(session, hazard)
    await perform(session, hazard, Act.DONE, street.member, now + HOUR, SHANGHAI)
    await perform(session, hazard, Act.CLOSE, street.leader, now + HOUR, SHANGHAI)
    assert await rounds.result_shown(session, hazard)
    await perform(session, hazard, Act.DISSATISFIED, street.resident, now + 2 * HOUR, SHANGHAI)
    assert not await rounds.result_shown(session, hazard)
    await perform(session, hazard, Act.ACCEPT, street.member, now + 3 * HOUR, SHANGHAI)
    await result(session, hazard, street.member, 602, now + 3 * HOUR)
    assert [each.message_id for each in await rounds.result_pieces(session, hazard)] == [602]


async def test_late_photos_follow_the_review_once_for_all_that_come_together(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    await result(session, hazard, street.member, 601, now + HOUR)
    assert await late(session) == []  # those before the review are not sent yet, and will show it
    await sent(session)
    for number in (602, 603):
        await result(session, hazard, street.member, number, now + 2 * HOUR)
    assert await late(session) == [street.leader.tg_user_id]
    await sent(session)
    await result(session, hazard, street.member, 604, now + 3 * HOUR)
    assert await late(session) == [street.leader.tg_user_id] * 2


@pytest.mark.parametrize("act", [Act.CLOSE, Act.SEND_BACK])
async def test_after_the_review_nobody_is_shown_late_photos(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, act: Act
) -> None:
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    await sent(session)
    await perform(session, hazard, act, street.leader, now + HOUR, SHANGHAI)
    await result(session, hazard, street.member, 601, now + 2 * HOUR)
    assert await late(session) == []


async def test_what_whoever_put_it_right_on_the_spot_sends_late_is_the_result_though_they_reported_it(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    hazard.reporter_id = street.member.id
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    assert hazard.state is State.REVIEW
    await result(session, hazard, street.member, 601, now + HOUR)
    assert await rounds.result_shown(session, hazard)
