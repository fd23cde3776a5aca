from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.escalation.tables import Lack, Rung, RungState
from models.evidence.attach import Found
from models.grids.tables import Level
from models.hazards.alerting import notify
from models.hazards.feedback.recheck import Recheck
from models.hazards.reporting.duplicates import join_asked
from models.hazards.reporting.submit import Said, add, report
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, Severity, State
from models.hazards.working.perform import perform
from models.members.tables import Person, Post, Role
from models.outbox.tables import OutboxMessage
from tests.due import ask_again
from tests.models.conftest import SHANGHAI
from tests.street import GROUP, Street

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


async def close(session: AsyncSession, hazard: Hazard, street: Street, at: datetime) -> None:
    await perform(session, hazard, Act.DONE, street.member, at, SHANGHAI)
    await perform(session, hazard, Act.CLOSE, street.leader, at, SHANGHAI)


async def dismiss(session: AsyncSession, hazard: Hazard, street: Street, at: datetime) -> None:
    await perform(session, hazard, Act.DISMISS, street.leader, at, SHANGHAI, reason="现场无此情况")


async def messages(session: AsyncSession, kind: str) -> list[OutboxMessage]:
    await session.flush()
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == kind).order_by(col(OutboxMessage.id))
    return list((await session.scalars(rows.execution_options(populate_existing=True))).all())


async def told(session: AsyncSession, kind: str) -> list[int]:
    return [message.chat_id for message in await messages(session, kind)]


async def pinged(session: AsyncSession, why: str) -> list[int]:
    return [message.chat_id for message in await messages(session, "hazards.ping") if message.args["why"] == why]


async def street_leader(session: AsyncSession, street: Street, now: datetime) -> Person:
    person = Person(tg_user_id=31, name="曹林文", first_seen=now, started=True)
    post = Post(grid_id=street.street.id, role=Role.LEADER, name="曹林文", phone="+8619900000031", person_id=person.id)
    session.add_all([person, post])
    await session.flush()
    return person


async def acts(session: AsyncSession, hazard: Hazard) -> list[Act]:
    await session.flush()
    rows = select(col(HazardEvent.act)).where(col(HazardEvent.hazard_id) == hazard.id)
    return list((await session.scalars(rows.order_by(col(HazardEvent.id)))).all())


@pytest.fixture
async def second(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> Hazard:
    """The same hazard again, by a neighbour who has started the bot."""
    said = Said(GROUP, 601, "楼道又堆了纸箱", (Found("photo", "file-2", 1000, 601),), person=street.stranger)
    made = await report(session, said, street.grid, now, SHANGHAI)
    await join_asked(session, made, street.stranger, now, SHANGHAI)
    return made


@pytest.mark.parametrize(
    ("after", "opens"), [(timedelta(0), True), (7 * DAY, True), (7 * DAY + timedelta(seconds=1), False)]
)
async def test_not_satisfied_opens_it_again_within_seven_days(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, after: timedelta, opens: bool
) -> None:
    await close(session, hazard, street, now)
    if opens:
        await perform(session, hazard, Act.DISSATISFIED, street.resident, now + after, SHANGHAI)
        assert (hazard.state, hazard.reopened, hazard.ended_at) == (State.OPEN, 1, None)
    else:
        with pytest.raises(Refused) as refused:
            await perform(session, hazard, Act.DISSATISFIED, street.resident, now + after, SHANGHAI)
        assert refused.value.code == "too_late"
        assert hazard.state is State.CLOSED


async def test_a_stranger_hears_whose_answer_it_is_however_late(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await close(session, hazard, street, now)
    with pytest.raises(Refused) as refused:
        await perform(session, hazard, Act.DISSATISFIED, street.stranger, now + 30 * DAY, SHANGHAI)
    assert refused.value.code == "not_yours"


async def test_the_first_time_one_level_hears_and_the_second_time_the_one_above(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    chief = await street_leader(session, street, now)
    member = street.member.tg_user_id
    await close(session, hazard, street, now)
    await perform(session, hazard, Act.DISSATISFIED, street.resident, now, SHANGHAI)
    assert await pinged(session, "reopened") == [member, street.community_leader.tg_user_id]
    await close(session, hazard, street, now + DAY)
    await perform(session, hazard, Act.DISSATISFIED, street.resident, now + DAY, SHANGHAI)
    assert (await pinged(session, "reopened"))[2:] == [member, chief.tg_user_id]
    rows = select(col(Rung.reached)).where(col(Rung.state) == RungState.TAKEN).order_by(col(Rung.id))
    assert (await session.scalars(rows)).all() == [Level.COMMUNITY, Level.STREET]


async def test_opened_again_it_must_be_accepted_anew(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await close(session, hazard, street, now)
    await perform(session, hazard, Act.DISSATISFIED, street.resident, now + DAY, SHANGHAI)
    await session.flush()
    waiting = select(Rung).where(col(Rung.state) == RungState.WAITING, col(Rung.lack) == Lack.ACCEPTED)
    assert (await session.scalars(waiting)).all()
    assert hazard.due_at == now + DAY + timedelta(hours=2)
    assert (hazard.accepted_by, hazard.done_by) == (None, None)


async def test_each_end_is_one_question(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> None:
    await close(session, hazard, street, now)
    await perform(session, hazard, Act.DISSATISFIED, street.resident, now, SHANGHAI)
    await close(session, hazard, street, now)
    assert await told(session, "hazards.outcome") == [GROUP, GROUP]
    assert [message.args["round"] for message in await messages(session, "hazards.outcome")] == [0, 1]
    assert hazard.satisfied is None


async def test_a_dismissal_is_told_and_an_objection_climbs(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await dismiss(session, hazard, street, now)
    assert await told(session, "hazards.outcome") == [GROUP]
    await perform(session, hazard, Act.OBJECT, street.resident, now + DAY, SHANGHAI, reason="今天又堵上了")
    assert (hazard.state, hazard.objected) == (State.OPEN, True)
    assert await pinged(session, "objection") == [street.member.tg_user_id, street.community_leader.tg_user_id]
    assert (await messages(session, "hazards.ping"))[-1].args["reason"] == "今天又堵上了"


async def test_an_objection_is_heard_once(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> None:
    await dismiss(session, hazard, street, now)
    await perform(session, hazard, Act.OBJECT, street.resident, now, SHANGHAI, reason="还在")
    await dismiss(session, hazard, street, now)
    with pytest.raises(Refused) as refused:
        await perform(session, hazard, Act.OBJECT, street.resident, now, SHANGHAI, reason="还在")
    assert refused.value.code == "objected"


async def test_an_objection_after_seven_days_is_a_new_report(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await dismiss(session, hazard, street, now)
    with pytest.raises(Refused) as refused:
        await perform(session, hazard, Act.OBJECT, street.resident, now + 8 * DAY, SHANGHAI, reason="还在")
    assert refused.value.code == "too_late"


async def test_who_joined_may_open_the_original_again(
    session: AsyncSession, hazard: Hazard, second: Hazard, street: Street, now: datetime
) -> None:
    await close(session, hazard, street, now)
    assert await told(session, "hazards.joined_outcome") == [street.stranger.tg_user_id]
    await perform(session, second, Act.DISSATISFIED, street.stranger, now + DAY, SHANGHAI)
    assert (hazard.state, second.state, second.satisfied) == (State.OPEN, State.DUPLICATE, False)
    assert street.community_leader.tg_user_id in await pinged(session, "reopened")
    assert (await acts(session, second))[-1] is Act.DISSATISFIED
    assert Act.DISSATISFIED in await acts(session, hazard)


async def test_who_joined_and_comes_second_is_heard_on_the_record(
    session: AsyncSession, hazard: Hazard, second: Hazard, street: Street, now: datetime
) -> None:
    await close(session, hazard, street, now)
    await perform(session, hazard, Act.DISSATISFIED, street.resident, now, SHANGHAI)
    await perform(session, second, Act.DISSATISFIED, street.stranger, now, SHANGHAI)
    assert hazard.reopened == 1
    assert (await acts(session, hazard)).count(Act.DISSATISFIED) == 2


async def test_who_joined_and_is_satisfied_changes_nothing(
    session: AsyncSession, hazard: Hazard, second: Hazard, street: Street, now: datetime
) -> None:
    await close(session, hazard, street, now)
    await perform(session, second, Act.SATISFIED, street.stranger, now, SHANGHAI)
    assert (hazard.state, hazard.satisfied, second.satisfied) == (State.CLOSED, None, True)


async def test_who_joined_has_nothing_to_answer_before_the_end(
    session: AsyncSession, hazard: Hazard, second: Hazard, street: Street, now: datetime
) -> None:
    with pytest.raises(Conflict) as refused:
        await perform(session, second, Act.DISSATISFIED, street.stranger, now, SHANGHAI)
    assert refused.value.data == {"state": State.OPEN, "by": ""}
    assert second.satisfied is None
    assert Act.DISSATISFIED not in await acts(session, hazard)


async def test_for_who_joined_the_seven_days_are_the_original_s(
    session: AsyncSession, hazard: Hazard, second: Hazard, street: Street, now: datetime
) -> None:
    await close(session, hazard, street, now)
    with pytest.raises(Refused) as refused:
        await perform(session, second, Act.DISSATISFIED, street.stranger, now + 8 * DAY, SHANGHAI)
    assert refused.value.code == "too_late"
    with pytest.raises(Refused):
        await perform(session, second, Act.DISSATISFIED, street.resident, now, SHANGHAI)
    assert hazard.state is State.CLOSED


@pytest.mark.parametrize(("severity", "asked"), [(Severity.URGENT, 1), (Severity.MAJOR, 1), (Severity.ORDINARY, 0)])
async def test_four_weeks_later_the_grave_ones_are_asked_about(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, severity: Severity, asked: int
) -> None:
    hazard.severity = severity
    await close(session, hazard, street, now)
    await session.flush()
    assert await ask_again(session, now + 4 * WEEK - timedelta(seconds=1)) == 0
    assert await ask_again(session, now + 4 * WEEK) == asked
    assert await told(session, "hazards.still_fixed") == [GROUP] * asked
    assert await ask_again(session, now + 5 * WEEK) == 0


async def asked_again(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> datetime:
    hazard.severity = Severity.MAJOR
    await close(session, hazard, street, now)
    await session.flush()
    await ask_again(session, now + 4 * WEEK)
    return now + 4 * WEEK


async def test_broken_again_opens_it_one_level_up(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    asked_at = await asked_again(session, hazard, street, now)
    await perform(session, hazard, Act.BROKEN_AGAIN, street.resident, asked_at + DAY, SHANGHAI)
    assert hazard.state is State.OPEN
    assert street.community_leader.tg_user_id in await pinged(session, "broken_again")
    await session.flush()
    assert not (await session.scalars(select(Recheck))).all()


async def test_still_fixed_stays_closed(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> None:
    asked_at = await asked_again(session, hazard, street, now)
    await perform(session, hazard, Act.STILL_FIXED, street.resident, asked_at, SHANGHAI)
    assert hazard.state is State.CLOSED
    assert (await acts(session, hazard))[-1] is Act.STILL_FIXED


@pytest.mark.parametrize("weeks", [0, 9])
async def test_nobody_says_broken_again_unasked_or_much_later(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, weeks: int
) -> None:
    if weeks:
        await asked_again(session, hazard, street, now)
    else:
        await close(session, hazard, street, now)
    with pytest.raises(Refused) as refused:
        await perform(session, hazard, Act.BROKEN_AGAIN, street.resident, now + weeks * WEEK, SHANGHAI)
    assert refused.value.code == "too_late"


async def test_what_is_open_again_is_not_asked_about(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    hazard.severity = Severity.MAJOR
    await close(session, hazard, street, now)
    await perform(session, hazard, Act.DISSATISFIED, street.resident, now, SHANGHAI)
    await session.flush()
    assert await ask_again(session, now + 5 * WEEK) == 0


async def test_who_has_started_the_bot_has_one_message_that_is_edited(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    said = Said(GROUP, 701, "灭火器过期", (Found("photo", "f", 1, 701),), person=street.stranger)
    made = await report(session, said, street.grid, now, SHANGHAI)
    for what in (Act.ACCEPT, Act.ON_SITE, Act.DONE):
        await perform(session, made, what, street.member, now, SHANGHAI)
    [message] = await messages(session, notify.REPORTER)
    assert (message.chat_id, message.subject_id) == (street.stranger.tg_user_id, made.id)
    assert message.revision > 1


async def test_who_starts_the_bot_later_has_it_from_the_next_change_on(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    assert await told(session, notify.REPORTER) == []
    street.resident.started = True
    await perform(session, hazard, Act.ON_SITE, street.member, now, SHANGHAI)
    assert await told(session, notify.REPORTER) == [street.resident.tg_user_id]


async def test_a_member_on_patrol_has_the_alert_and_no_second_message(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    said = Said(GROUP, 702, "灭火器过期", (Found("photo", "f", 1, 702),), person=street.member)
    made = await report(session, said, street.grid, now, SHANGHAI)
    await perform(session, made, Act.ACCEPT, street.member, now, SHANGHAI)
    assert await told(session, notify.REPORTER) == []
    assert await pinged(session, "new") == [street.member.tg_user_id]


@pytest.mark.parametrize("kind", ["closed", "dismissed"])
async def test_the_reporter_s_words_after_the_end_are_kept_as_words(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, kind: str
) -> None:
    await (close if kind == "closed" else dismiss)(session, hazard, street, now)
    said = Said(GROUP, 703, "谢谢", (), person=street.resident)
    await add(session, hazard, said, now, SHANGHAI)
    assert hazard.state is State(kind)
    assert (await acts(session, hazard))[-1] is Act.ADD


async def test_two_answers_at_once_count_once(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await close(session, hazard, street, now)
    await perform(session, hazard, Act.DISSATISFIED, street.resident, now, SHANGHAI)
    with pytest.raises(Conflict):
        await perform(session, hazard, Act.DISSATISFIED, street.resident, now, SHANGHAI)
    assert hazard.reopened == 1
