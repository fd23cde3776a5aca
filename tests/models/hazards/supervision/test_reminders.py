from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.outbox.tables import OutboxMessage
from tests import offices
from tests.due import call_about_supervisions
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import list_it
from tests.offices import Offices, told
from tests.street import Street

KIND = "hazards.listing"
DAY = timedelta(days=1)
LEADER, COMMUNITY, STREET, DISTRICT = 14, 15, 32, 31


@pytest.fixture
async def above(session: AsyncSession, street: Street, now: datetime) -> Offices:
    return await offices.build(session, street, now)


async def test_the_responsible_hear_of_the_supervision_and_the_lister_has_a_message_to_lift_it_from(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    await list_it(session, hazard, above.street_leader, now)
    assert await told(session, KIND) == [(STREET, "listed_by_you"), (LEADER, "listed"), (COMMUNITY, "listed")]


async def test_each_week_progress_is_asked_for_and_a_week_without_is_told_upwards(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    supervision = await list_it(session, hazard, above.street_leader, now)
    assert await call_about_supervisions(session, now + 7 * DAY - timedelta(seconds=1)) == 0
    assert await call_about_supervisions(session, now + 7 * DAY) == 1
    assert (await told(session, KIND))[3:] == [(LEADER, "asked"), (COMMUNITY, "asked")]
    await call_about_supervisions(session, now + 8 * DAY)
    assert (await told(session, KIND))[5:] == [
        (STREET, "missed"),
        (DISTRICT, "missed"),
        (LEADER, "demanded"),
        (COMMUNITY, "demanded"),
    ]
    assert supervision.next_at == now + 14 * DAY


async def test_progress_is_told_to_the_lister_and_the_week_begins_anew(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    supervision = await list_it(session, hazard, above.street_leader, now)
    await perform(session, hazard, Act.PROGRESS, street.leader, now + 3 * DAY, SHANGHAI, progress="已清理一半")
    assert (await told(session, KIND))[3:] == [(STREET, "progress")]
    assert supervision.reported_at == now + 3 * DAY
    assert supervision.next_at == now + 10 * DAY
    assert await call_about_supervisions(session, now + 9 * DAY) == 0


async def test_overdue_is_told_daily_to_the_lister_the_level_above_and_the_responsible(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    supervision = await list_it(session, hazard, above.street_leader, now)
    await perform(session, hazard, Act.PROGRESS, street.leader, now + 36 * DAY, SHANGHAI, progress="已清理一半")
    before = await told(session, KIND)
    for day in (38, 39):
        await call_about_supervisions(session, now + day * DAY)
    heard = [(STREET, "overdue"), (DISTRICT, "overdue"), (LEADER, "late"), (COMMUNITY, "late")]
    assert (await told(session, KIND))[len(before) :] == heard * 2
    assert supervision.next_at == now + 40 * DAY


async def test_weeks_of_downtime_are_one_call(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    supervision = await list_it(session, hazard, above.street_leader, now)
    late = now + 30 * DAY + timedelta(hours=1)
    assert await call_about_supervisions(session, late) == 1
    assert [why for _, why in await told(session, KIND)][3:] == ["missed"] * 2 + ["demanded"] * 2
    assert await call_about_supervisions(session, late + timedelta(minutes=1)) == 0
    assert supervision.progress_by > late


async def test_a_call_replaces_the_one_before_but_not_what_was_reported(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    await list_it(session, hazard, above.street_leader, now)
    await perform(session, hazard, Act.PROGRESS, street.leader, now, SHANGHAI, progress="已清理一半")
    for day in range(7, 9):
        await call_about_supervisions(session, now + day * DAY)
    await session.flush()
    standing = (
        await session.scalars(
            select(OutboxMessage).where(col(OutboxMessage.kind) == KIND).order_by(col(OutboxMessage.id))
        )
    ).all()
    assert [(message.chat_id, message.args["why"]) for message in standing] == [
        (STREET, "progress"),
        (STREET, "missed"),
        (DISTRICT, "missed"),
        (LEADER, "demanded"),
        (COMMUNITY, "demanded"),
    ]


async def test_a_deadline_and_a_week_that_passed_are_told_together(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    await list_it(session, hazard, above.street_leader, now)
    await call_about_supervisions(session, now + 40 * DAY)
    await session.flush()
    newest = (
        await session.scalars(
            select(OutboxMessage).where(col(OutboxMessage.kind) == KIND).order_by(col(OutboxMessage.id))
        )
    ).all()
    assert [(message.args["why"], message.args["missed"]) for message in newest] == [
        ("overdue", True),
        ("overdue", True),
        ("late", True),
        ("late", True),
    ]


async def test_what_is_said_to_be_done_is_shown_to_the_lister_who_alone_can_let_it_end(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    await list_it(session, hazard, above.street_leader, now)
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    assert (await told(session, KIND))[3:] == [(STREET, "done")]


async def test_a_lifted_supervision_calls_for_nothing(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    await list_it(session, hazard, above.street_leader, now)
    await perform(session, hazard, Act.LIFT, above.street_leader, now, SHANGHAI, reason="已消除")
    assert (await told(session, KIND))[3:] == [(LEADER, "lifted"), (COMMUNITY, "lifted")]
    assert await call_about_supervisions(session, now + 100 * DAY) == 0


async def test_when_the_lister_has_left_the_post_its_new_holder_hears(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    await list_it(session, hazard, above.street_leader, now)
    for post in await offices.posts_of(session, above.street_leader):
        post.person_id = above.second_street_leader.id
    await session.flush()
    await perform(session, hazard, Act.PROGRESS, street.leader, now, SHANGHAI, progress="进行中")
    assert (await told(session, KIND))[-1] == (above.second_street_leader.tg_user_id, "progress")
