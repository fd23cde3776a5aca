from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Conflict, Refused
from models.members.tables import Leave, LeaveState, Role
from models.notices.copies import COPY
from models.notices.sending import send
from models.notices.sent.progress import COUNTS
from models.notices.sent.receipts import (
    REMINDER,
    count_of,
    milestone,
    receive,
    remind,
    report_done,
    unconfirmed,
    undo,
)
from models.notices.tables import Asks, Notice
from models.onboarding import chat_reachability
from models.outbox.tables import Lane, MessageState
from tests.due import taker
from tests.models.notices.conftest import OTHER_GROUP, Town, clock, drafted, messages, said
from tests.offices import hold, person
from tests.street import GROUP

count = taker(COUNTS)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


async def running(session: AsyncSession, town: Town, now: datetime, asks: Asks = Asks.MEMBERS) -> Notice:
    notice = await drafted(session, town, now, asks=asks)
    await send(session, notice, notice.revision, town.boss, clock(now))
    await said(session, COPY, now)
    return notice


@pytest.mark.parametrize(
    ("received", "asked", "passed"),
    [
        (0, 0, 0),
        (0, 3, 0),
        (1, 1, 3),
        (1, 2, 2),
        (1, 3, 1),
        (2, 3, 2),
        (3, 3, 3),
        (1, 353, 1),
        (176, 353, 1),
        (177, 353, 2),
    ],
)
def test_the_first_half_and_all_are_milestones(received: int, asked: int, passed: int) -> None:
    assert milestone(received, asked) == passed


async def test_who_is_asked_confirms_and_others_need_not(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await running(session, town, now)
    assert (await receive(session, notice, town.street.member, now)).received == 1
    with pytest.raises(Conflict):
        await receive(session, notice, town.street.member, now)
    for other in (town.street.resident, town.street.leader, town.boss):
        with pytest.raises(Refused, match="not_asked"):
            await receive(session, notice, other, now)
    assert [each.post.name for each in await unconfirmed(session, notice.id)] == ["陈明梅", "彭春远"]


async def test_a_press_by_mistake_is_taken_back_for_five_minutes(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice, member = await running(session, town, now), town.street.member
    with pytest.raises(Conflict, match="nothing"):
        await undo(session, notice, member, now)
    await receive(session, notice, member, now)
    await undo(session, notice, member, now + 4 * MINUTE)
    assert (await count_of(session, notice.id)).received == 0
    await receive(session, notice, member, now + 5 * MINUTE)
    with pytest.raises(Conflict, match="too_late"):
        await undo(session, notice, member, now + 11 * MINUTE)


async def test_done_is_taken_back_for_five_minutes_however_old_the_confirmation(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice, member = await running(session, town, now), town.street.member
    notice.done_by = now + 24 * 60 * MINUTE
    await receive(session, notice, member, now)
    assert (await report_done(session, notice, member, now + 60 * MINUTE)).done == 1
    assert await undo(session, notice, member, now + 64 * MINUTE)
    counted = await count_of(session, notice.id)
    assert (counted.received, counted.done) == (1, 0)
    await report_done(session, notice, member, now + 70 * MINUTE)
    with pytest.raises(Conflict, match="too_late"):
        await undo(session, notice, member, now + 75 * MINUTE)


async def test_reminders_go_to_those_who_have_not_confirmed_and_not_too_often(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await running(session, town, now)
    await receive(session, notice, town.street.member, now)
    with pytest.raises(Refused):
        await remind(session, notice, town.street.leader, clock(now))
    reminded = await remind(session, notice, town.boss, clock(now))
    assert (reminded.told, reminded.missed) == (1, 1)  # one of the two has not started the bot
    assert [each.chat_id for each in await messages(session, REMINDER)] == [town.other_member.tg_user_id]
    with pytest.raises(Conflict):
        await remind(session, notice, town.boss, clock(now + 4 * MINUTE))
    await remind(session, notice, town.boss, clock(now + 5 * MINUTE))
    for late in (town.street.other_member, town.other_member):
        await receive(session, notice, late, now)
    with pytest.raises(Conflict, match="all_received"):
        await remind(session, notice, town.boss, clock(now + 20 * MINUTE))


async def test_two_posts_of_one_person_are_confirmed_by_one_press(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    hold(session, town.other_grid, Role.MEMBER, town.street.member)
    notice = await running(session, town, now)
    assert (await receive(session, notice, town.street.member, now)).received == 2


async def test_a_stand_in_confirms_for_who_is_on_leave(session: AsyncSession, town: Town, now: datetime) -> None:
    backup = person(session, 41, "张替", now)
    hold(session, town.street.grid, Role.BACKUP, backup)
    notice = await running(session, town, now)
    with pytest.raises(Refused, match="not_asked"):
        await receive(session, notice, backup, now)
    away: dict[str, Any] = {
        "state": LeaveState.AWAY,
        "begins_at": now,
        "ends_at": now + timedelta(days=1),
        "filed_at": now,
    }
    session.add(Leave(person_id=town.street.member.id, **away))
    await session.flush()
    assert (await receive(session, notice, backup, now)).received == 1


async def test_copies_show_counts_at_milestones_one_a_second_over_all_notices(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notices = [await running(session, town, now) for _ in range(4)]
    for notice in notices:
        await receive(session, notice, town.street.member, now)
    for second in range(10):
        while await count(session, now + second * SECOND):
            pass
        waiting = [each for each in await messages(session, COPY) if each.state is MessageState.PENDING]
        assert len(waiting) == min(second + 1, 8)
        assert {each.lane for each in waiting} == {Lane.IDLE}
    assert {each.chat_id for each in waiting} == {GROUP, OTHER_GROUP}
    assert [notice.counts_at for notice in notices] == [None] * 4


async def test_a_group_that_became_a_supergroup_is_not_told_all_of_it_again_for_a_count(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await running(session, town, now)
    await chat_reachability.moved(session, GROUP, -1009, now)
    await receive(session, notice, town.street.member, now)
    for second in range(5):
        await count(session, now + second * SECOND)
    waiting = [each.chat_id for each in await messages(session, COPY) if each.state is MessageState.PENDING]
    assert (waiting, notice.counts_at) == ([OTHER_GROUP], None)


async def test_a_copy_whose_last_edit_was_refused_shows_the_next_count(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await running(session, town, now)
    for copy in await messages(session, COPY):
        copy.state = MessageState.FAILED
    await receive(session, notice, town.street.member, now)
    await count(session, now)
    assert [each.state for each in await messages(session, COPY)] == [MessageState.PENDING, MessageState.FAILED]


async def test_between_milestones_no_copy_is_edited(session: AsyncSession, town: Town, now: datetime) -> None:
    for number in range(8):
        hold(session, town.other_grid, Role.MEMBER, person(session, 50 + number, f"成员{number}", now))
    await session.flush()
    notice = await running(session, town, now)
    await receive(session, notice, town.street.member, now)
    notice.counts_at = None
    await receive(session, notice, town.street.other_member, now)
    assert notice.counts_at is None


async def test_done_is_more_than_received(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await running(session, town, now)
    with pytest.raises(Refused, match="nothing_to_do"):
        await report_done(session, notice, town.street.member, now)
    notice = await drafted(session, town, now, asks=Asks.MEMBERS, done_by=now + timedelta(days=1))
    await send(session, notice, notice.revision, town.boss, clock(now))
    await receive(session, notice, town.street.member, now)
    assert (await count_of(session, notice.id)).done == 0
    count = await report_done(session, notice, town.other_member, now)
    assert (count.received, count.done, count.asked) == (2, 1, 3)
    with pytest.raises(Conflict):
        await report_done(session, notice, town.other_member, now)


async def test_a_reminder_asked_for_at_night_goes_in_the_morning(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await running(session, town, now)
    night, morning = now + 13 * 60 * MINUTE, now + 22 * 60 * MINUTE
    assert (await remind(session, notice, town.boss, clock(night))).at == morning
    assert {each.not_before for each in await messages(session, REMINDER)} == {morning}
    with pytest.raises(Conflict, match="by_day"):
        await remind(session, notice, town.boss, clock(night + 60 * MINUTE))
    with pytest.raises(Conflict, match="reminded"):
        await remind(session, notice, town.boss, clock(morning))
