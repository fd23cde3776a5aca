from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.evidence.attach import Found, attach
from models.evidence.tables import Moment
from models.grids.tables import Chat, Level, Purpose
from models.members.tables import Person, Role
from models.notices.audience import Reach
from models.notices.consent import CONSENT, CONSENT_GOOD, who_may_agree
from models.notices.copies import COPY, OUTCOME, PHOTOS, SOME, add_late_chats
from models.notices.drafting import change, discard, show_nothing, shown_with
from models.notices.drafting import show as show_with
from models.notices.sending import NOTICES, agree, give_back, send
from models.notices.sent.progress import PROGRESSES, tally_of
from models.notices.tables import Notice, NoticeAct, NoticeCopy, NoticeEvent, NoticeKind, NoticeLevel, NoticeState
from models.onboarding.chat_reachability import moved
from models.outbox.tables import MessageState
from tests.due import SHANGHAI, audit, taker
from tests.models.notices.conftest import (
    LEADERS_CHAT,
    OTHER_GROUP,
    WHOLE,
    Town,
    bind,
    clock,
    copies,
    drafted,
    grid,
    messages,
    said,
    to,
)
from tests.offices import hold, person
from tests.street import GROUP

follow, show = taker(NOTICES), taker(PROGRESSES)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


async def test_a_notice_goes_to_each_chat_once_and_is_sent_when_all_have_it(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await drafted(session, town, now, audience=to(Reach.GROUPS, Reach.LEADERS))
    await send(session, notice, notice.revision, town.boss, clock(now))
    with pytest.raises(Conflict):
        await send(session, notice, notice.revision, town.boss, clock(now))
    assert await copies(session, notice) == [LEADERS_CHAT, GROUP, OTHER_GROUP]
    assert [each.chat_id for each in await messages(session, COPY)] == [LEADERS_CHAT, GROUP, OTHER_GROUP]
    await said(session, COPY, now, GROUP)
    await show(session, now + 3 * SECOND)
    assert notice.state is NoticeState.SENDING
    tally = await tally_of(session, notice.id)
    assert (tally.copies, tally.reached, tally.lost) == (3, 1, 0)
    (await session.get_one(Chat, OTHER_GROUP)).reachable = False
    await said(session, COPY, now, LEADERS_CHAT)
    await show(session, now + 6 * SECOND)
    tally = await tally_of(session, notice.id)
    assert (notice.state, tally.reached, tally.lost, notice.progress_at) == (NoticeState.SENT, 2, 1, None)
    await follow(session, now + timedelta(days=7))
    assert (notice.state, notice.next_at) == (NoticeState.EXPIRED, None)
    assert not (await audit(session, now + timedelta(days=8))).lost


async def _many_groups(session: AsyncSession, town: Town, now: datetime) -> None:
    for number in range(SOME):
        where = grid(f"S-1-9{number}", Level.GRID, town.street.community)
        session.add(where)
        await session.flush()
        await bind(session, where, -5000 - number, Purpose.GROUP, now)


async def test_copies_are_posted_some_at_a_time(session: AsyncSession, town: Town, now: datetime) -> None:
    await _many_groups(session, town, now)
    notice = await drafted(session, town, now)
    await send(session, notice, notice.revision, town.boss, clock(now))
    counted = select(func.count()).where(col(NoticeCopy.notice_id) == notice.id, col(NoticeCopy.letter_id).is_(None))
    assert (len(await messages(session, COPY)), await session.scalar(counted)) == (SOME, 2)
    await follow(session, now)
    assert len(await messages(session, COPY)) == SOME
    await follow(session, now + SECOND)
    assert (len(await messages(session, COPY)), await session.scalar(counted)) == (SOME + 2, 0)
    assert notice.next_at == notice.expires_at


async def test_with_photos_fewer_copies_make_as_many_messages(session: AsyncSession, town: Town, now: datetime) -> None:
    await _many_groups(session, town, now)
    notice = await drafted(session, town, now)
    for number in range(3):
        photo = Found("photo", f"photo-{number}", None, number)
        await attach(session, notice.subject, photo, notice.author_id, notice.chat_id, Moment.BEFORE, now)
    await session.flush()
    await send(session, notice, notice.revision, town.boss, clock(now))
    assert (len(await messages(session, PHOTOS)), len(await messages(session, COPY))) == (SOME // 4, SOME // 4)


async def test_a_group_bound_later_gets_what_still_holds(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await drafted(session, town, now, audience=to(Reach.GROUPS))
    await send(session, notice, notice.revision, town.boss, clock(now))
    late = now + HOUR
    await bind(session, town.street.street, -1004, Purpose.GROUP, late)
    await bind(session, town.other_community, -1005, Purpose.LEADERS, late)  # not of its audience
    for again in range(2):
        await add_late_chats(session, late)
        await follow(session, late + again * SECOND)
    assert [each.chat_id for each in await messages(session, COPY)] == [GROUP, OTHER_GROUP, -1004]


WARNING = NoticeKind.WARNING


@pytest.mark.parametrize("kind", [NoticeKind.NOTICE, WARNING])
async def test_a_group_bound_at_night_hears_warnings_at_once_and_notices_in_the_morning(
    session: AsyncSession, town: Town, now: datetime, kind: NoticeKind
) -> None:
    notice = await drafted(session, town, now, kind, audience=to(Reach.GROUPS))
    await send(session, notice, notice.revision, town.boss, clock(now))
    if kind is WARNING:
        await agree(session, notice, notice.revision, town.deputy, clock(now))
    night = datetime.combine(now.astimezone(SHANGHAI).date(), time(23), SHANGHAI)
    await bind(session, town.street.street, -1004, Purpose.GROUP, night)
    await add_late_chats(session, night)
    await follow(session, night)
    *_, late = await messages(session, COPY)
    assert (late.chat_id, late.not_before) == (-1004, night if kind is WARNING else night + 8 * HOUR)
    assert {each.not_before for each in await messages(session, COPY) if each is not late} == {now}


async def test_a_warning_to_a_street_needs_a_second_person(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await drafted(session, town, now, WARNING)
    await send(session, notice, notice.revision, town.boss, clock(now))
    assert notice.state is NoticeState.AWAITING
    assert [each.chat_id for each in await messages(session, CONSENT)] == [town.deputy.tg_user_id]
    for nobody in (town.boss, town.street.leader, town.street.resident):
        with pytest.raises(Refused):
            await agree(session, notice, notice.revision, nobody, clock(now))
    with pytest.raises(Conflict):
        await agree(session, notice, notice.revision + 1, town.deputy, clock(now))
    assert await copies(session, notice) == []
    await agree(session, notice, notice.revision, town.deputy, clock(now))
    assert await copies(session, notice) == [GROUP, OTHER_GROUP]


Hand = Callable[[AsyncSession, Notice, Person, datetime], Awaitable[None]]


async def _rewrites(session: AsyncSession, notice: Notice, person: Person, now: datetime) -> None:
    await change(session, notice, person, now, words="全体疏散")


async def _adds_a_photo(session: AsyncSession, notice: Notice, person: Person, now: datetime) -> None:
    await show_with(session, notice, person, [Found("photo", "photo-1", None, 1)], notice.chat_id, now)


async def _writes_nothing(_session: AsyncSession, _notice: Notice, _person: Person, _now: datetime) -> None:
    pass


@pytest.mark.parametrize("hand", [_rewrites, _adds_a_photo, _writes_nothing])
@pytest.mark.parametrize("deputy_sends", [True, False])
async def test_who_changed_or_sent_the_draft_of_another_is_no_second_person(
    session: AsyncSession, town: Town, now: datetime, hand: Hand, deputy_sends: bool
) -> None:
    third = person(session, 41, "书记", now)
    hold(session, town.street.street, Role.LEADER, third)
    notice = await drafted(session, town, now, WARNING)
    await hand(session, notice, town.deputy, now)
    await change(session, notice, town.boss, now, drill=False)  # does not make the words the writer's again
    await send(session, notice, notice.revision, town.deputy if deputy_sends else town.boss, clock(now))
    had_a_hand = deputy_sends or hand is not _writes_nothing
    asked = {each.chat_id for each in await messages(session, CONSENT)}
    assert asked == {third.tg_user_id} | (set() if had_a_hand else {town.deputy.tg_user_id})
    for each in (town.boss, town.deputy) if had_a_hand else (town.boss,):
        with pytest.raises(Refused, match="own"):
            await agree(session, notice, notice.revision, each, clock(now))
    await agree(session, notice, notice.revision, third, clock(now))
    assert notice.state is NoticeState.SENDING


async def test_where_both_leaders_wrote_it_nobody_is_left_to_agree(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await drafted(session, town, now, WARNING)
    await change(session, notice, town.deputy, now, words="全体疏散")
    with pytest.raises(Refused, match="nobody_to_agree"):
        await send(session, notice, notice.revision, town.deputy, clock(now))
    assert (notice.state, notice.sender_id) == (NoticeState.DRAFT, None)


async def test_nobody_agrees_by_another_post_or_account(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await drafted(session, town, now, WARNING)
    hold(session, town.street.street, Role.BACKUP, town.boss).phone = "+8619900000099"
    twin = person(session, 41, "曹林文2", now)
    hold(session, town.street.street, Role.LEADER, twin).phone = "+8619900000099"
    await session.flush()
    assert [each.id for each in await who_may_agree(session, notice, town.boss.id)] == [town.deputy.id]
    await send(session, notice, notice.revision, town.boss, clock(now))
    for same in (town.boss, twin):
        with pytest.raises(Refused, match="own"):
            await agree(session, notice, notice.revision, same, clock(now))


async def test_without_a_second_person_nothing_is_sent(session: AsyncSession, town: Town, now: datetime) -> None:
    town.deputy.started = False
    notice = await drafted(session, town, now, WARNING)
    with pytest.raises(Refused, match="nobody_to_agree"):
        await send(session, notice, notice.revision, town.boss, clock(now))
    assert notice.state is NoticeState.DRAFT


@pytest.mark.parametrize(
    ("kind", "drill", "reach", "needs"),
    [
        (NoticeKind.NOTICE, False, Reach.GROUPS, False),
        (WARNING, False, Reach.GROUPS, True),
        (WARNING, False, Reach.STAFF, True),
        (WARNING, True, Reach.STAFF, False),
        (WARNING, True, Reach.GROUPS, True),
        (NoticeKind.NOTICE, True, Reach.GROUPS, True),
    ],
)
async def test_what_two_must_agree_to(
    session: AsyncSession, town: Town, now: datetime, kind: NoticeKind, drill: bool, reach: Reach, needs: bool
) -> None:
    notice = await drafted(session, town, now, kind, drill=drill, audience=to(reach))
    await send(session, notice, notice.revision, town.boss, clock(now))
    assert notice.state is (NoticeState.AWAITING if needs else NoticeState.SENDING)


async def test_a_warning_to_a_community_needs_nobody_else(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await drafted(session, town, now, WARNING, grid_id=town.street.community.id)
    await send(session, notice, notice.revision, town.street.community_leader, clock(now))
    assert await copies(session, notice) == [GROUP]


async def test_an_edit_voids_what_was_asked_and_silence_does_too(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await drafted(session, town, now, WARNING)
    await send(session, notice, notice.revision, town.boss, clock(now))
    asked = notice.revision
    await change(session, notice, town.boss, now, words="今晚大风")
    assert notice.state is NoticeState.DRAFT
    with pytest.raises(Conflict):
        await agree(session, notice, asked, town.deputy, clock(now))
    with pytest.raises(Conflict):
        await send(session, notice, asked, town.boss, clock(now))
    await send(session, notice, notice.revision, town.boss, clock(now))
    await follow(session, now + CONSENT_GOOD)
    assert (notice.state, notice.next_at) == (NoticeState.DRAFT, None)
    with pytest.raises(Conflict):
        await agree(session, notice, notice.revision, town.deputy, clock(now))


@pytest.mark.parametrize("planned", [False, True])
async def test_a_warning_whose_end_passes_while_it_waits_is_a_draft_again(
    session: AsyncSession, town: Town, now: datetime, planned: bool
) -> None:
    """Asked about, or planned while the clock stood still."""
    end, send_at = now + 2 * MINUTE, now + MINUTE if planned else None
    notice = await drafted(session, town, now, WARNING, parts=WHOLE | {"until": end.isoformat()}, send_at=send_at)
    await send(session, notice, notice.revision, town.boss, clock(now))
    if planned:
        await agree(session, notice, notice.revision, town.deputy, clock(now))
        await follow(session, end)
    else:
        await agree(session, notice, notice.revision, town.deputy, clock(end))
    assert (notice.state, notice.next_at, await copies(session, notice)) == (NoticeState.DRAFT, None, [])
    assert [(each.chat_id, each.args["why"]) for each in await messages(session, OUTCOME)] == [
        (town.boss.tg_user_id, "ended")
    ]
    rows = select(col(NoticeEvent.act)).where(col(NoticeEvent.notice_id) == notice.id)
    assert (NoticeAct.AGREE in (await session.scalars(rows)).all()) is planned


async def test_what_is_sent_back_has_a_reason_and_can_be_sent_again(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await drafted(session, town, now, WARNING)
    await send(session, notice, notice.revision, town.boss, clock(now))
    with pytest.raises(Refused):
        await give_back(session, notice, notice.revision, town.boss, "不必", now)
    await give_back(session, notice, notice.revision, town.deputy, "请写明时间", now)
    assert (notice.state, notice.reason) == (NoticeState.RETURNED, "请写明时间")
    await change(session, notice, town.boss, now, words="今晚8时起大风")
    await send(session, notice, notice.revision, town.boss, clock(now))
    await agree(session, notice, notice.revision, town.deputy, clock(now))
    assert notice.state is NoticeState.SENDING


async def test_a_reason_given_for_an_earlier_text_sends_no_later_one_back(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await drafted(session, town, now, WARNING)
    await send(session, notice, notice.revision, town.boss, clock(now))
    asked = notice.revision
    await change(session, notice, town.boss, now, words="今晚8时起大风")
    await send(session, notice, notice.revision, town.boss, clock(now))
    with pytest.raises(Conflict, match="not_awaited"):
        await give_back(session, notice, asked, town.deputy, "请写明时间", now)
    assert (notice.state, notice.reason) == (NoticeState.AWAITING, "")


async def test_what_says_nothing_or_reaches_nobody_is_not_sent(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    empty = await drafted(session, town, now, words="")
    nobody = await drafted(session, town, now, audience=to())
    for notice, why in ((empty, "empty"), (nobody, "nobody")):
        with pytest.raises(Refused, match=why):
            await send(session, notice, notice.revision, town.boss, clock(now))
    await discard(session, empty, town.boss, now)
    with pytest.raises(Conflict):
        await change(session, empty, town.boss, now, words="又来")
    rows = select(Notice).where(col(Notice.state) == NoticeState.SENDING)
    assert (await session.scalars(rows)).all() == []


async def test_a_planned_notice_goes_at_its_time_and_a_series_plans_its_next(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    later = now + HOUR
    notice = await drafted(session, town, now, send_at=later, repeats="weekly 0 10:00")
    await send(session, notice, notice.revision, town.boss, clock(now))
    assert (notice.state, await copies(session, notice)) == (NoticeState.PLANNED, [])
    await follow(session, later)
    assert (notice.state, await copies(session, notice)) == (NoticeState.SENDING, [GROUP, OTHER_GROUP])
    rows = select(Notice).where(col(Notice.first_id) == notice.id)
    [following] = (await session.scalars(rows)).all()
    assert (following.state, following.next_at) == (NoticeState.PLANNED, later + timedelta(days=7))
    await discard(session, following, town.boss, later)
    await follow(session, later + timedelta(days=7))
    assert (await session.scalars(rows)).all() == [following]


async def test_the_next_of_a_series_may_go_without_the_photos_of_the_first_and_so_do_those_after_it(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    first = await drafted(session, town, now, repeats="weekly 0 10:00")
    await show_with(session, first, town.boss, [Found("photo", "f", 9, 5, unique_id="u")], GROUP, now)
    await send(session, first, first.revision, town.boss, clock(now))
    following = (await session.scalars(select(Notice).where(col(Notice.first_id) == first.id))).one()
    assert len((await shown_with(session, following))[0]) == 1
    await show_nothing(session, following, town.boss, now)
    assert await shown_with(session, following) == ([], None)
    assert len((await shown_with(session, first))[0]) == 1
    at = following.send_at or now
    await send(session, following, following.revision, town.boss, clock(now))
    await follow(session, at)
    after = (await session.scalars(select(Notice).where(col(Notice.first_id) == following.id))).one()
    assert await shown_with(session, after) == ([], None)
    with pytest.raises(Conflict, match="sent"):
        await show_nothing(session, first, town.boss, now)


WARNS = {
    "level": NoticeLevel.YELLOW,
    "opens_period": True,
    "asks_visits": True,
    "restricted": True,
    "audience": to(Reach.LEADERS),
    "repeats": "daily 0 10:00",
}


async def _series(session: AsyncSession, town: Town, now: datetime, **values: Any) -> tuple[Notice, Notice]:
    """A warning of the community that was sent at ten, and the next."""
    ten = now + HOUR
    about = {"grid_id": town.street.community.id, "send_at": ten, **WARNS, **values}
    warning = await drafted(session, town, now, WARNING, **about)
    await send(session, warning, warning.revision, town.boss, clock(now))
    await follow(session, ten + SECOND)
    rows = select(Notice).where(col(Notice.first_id) == warning.id)
    return warning, (await session.scalars(rows)).one()


async def test_the_next_of_a_series_of_warnings_is_as_whole_as_the_first(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    end, by = now + 5 * HOUR, now + 3 * HOUR
    warning, following = await _series(session, town, now, parts=WHOLE | {"until": end.isoformat()}, done_by=by)
    for name, value in WARNS.items():
        assert (name, getattr(following, name)) == (name, value)
    assert following.parts == {name: said for name, said in WHOLE.items() if name != "until"}
    assert (warning.expires_at, following.done_by) == (end, by + timedelta(days=1))
    with pytest.raises(Refused, match="restricted"):
        await change(session, following, town.boss, now, audience=to(Reach.GROUPS))
    await follow(session, now + HOUR + timedelta(days=1))
    assert (following.state, following.expires_at) == (NoticeState.SENDING, now + HOUR + timedelta(days=2))


async def test_a_planned_warning_that_lacks_something_is_a_draft_again_and_its_writer_hears_what(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    _, following = await _series(session, town, now)
    following.level = None
    await follow(session, following.next_at or now)
    assert (following.state, following.next_at, await copies(session, following)) == (NoticeState.DRAFT, None, [])
    [told] = await messages(session, OUTCOME)
    assert (told.chat_id, told.args) == (
        town.boss.tg_user_id,
        {"why": "lacking", "code": "notice.no_level", "data": {}},
    )
    with pytest.raises(Refused, match="no_level"):
        await send(session, following, following.revision, town.boss, clock(now))


async def test_a_notice_at_night_waits_and_a_warning_does_not(session: AsyncSession, town: Town, now: datetime) -> None:
    night, community = now + 13 * HOUR, town.street.community.id  # ten in the evening
    notice = await drafted(session, town, night)
    warning = await drafted(session, town, night, WARNING, grid_id=community)
    for each in (notice, warning):
        await send(session, each, each.revision, town.boss, clock(night))
    assert (notice.state, warning.state) == (NoticeState.PLANNED, NoticeState.SENDING)
    await follow(session, night + 9 * HOUR)
    assert notice.state is NoticeState.SENDING


async def test_what_two_must_agree_to_is_no_series(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await drafted(session, town, now, WARNING, repeats="daily 0 09:00", send_at=now + HOUR)
    with pytest.raises(Refused, match="no_series"):
        await send(session, notice, notice.revision, town.boss, clock(now))


async def test_a_group_that_becomes_a_supergroup_in_mid_broadcast_is_told_once(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await drafted(session, town, now)
    await send(session, notice, notice.revision, town.boss, clock(now))
    await said(session, COPY, now, GROUP)
    for old, new in ((GROUP, -9001), (OTHER_GROUP, -9003)):  # one has it already, the other waits for it
        await moved(session, old, new, now + SECOND)
    await add_late_chats(session, now + HOUR)
    await follow(session, now + HOUR)
    assert await copies(session, notice) == [-9001, -9003]
    states = {each.chat_id: each.state for each in await messages(session, COPY)}
    assert states == {-9001: MessageState.SENT, -9003: MessageState.PENDING}
    await said(session, COPY, now)
    await show(session, now + 2 * HOUR)
    assert (await tally_of(session, notice.id)).reached == 2


async def test_a_supergroup_that_was_bound_and_told_meanwhile_does_no_harm(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await drafted(session, town, now)
    await send(session, notice, notice.revision, town.boss, clock(now))
    await bind(session, town.street.street, -9001, Purpose.GROUP, now + SECOND)
    await add_late_chats(session, now + SECOND)
    await moved(session, GROUP, -9001, now + 2 * SECOND)
    assert sorted(await copies(session, notice)) == [-9001, -9001, OTHER_GROUP]


async def test_a_warning_overtakes_the_notices_that_wait(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await drafted(session, town, now)
    warning = await drafted(session, town, now, WARNING, grid_id=town.street.community.id)
    for each in (notice, warning):
        await send(session, each, each.revision, town.boss, clock(now))
    waiting = [each for each in await messages(session, COPY) if each.state is MessageState.PENDING]
    in_turn = sorted(waiting, key=lambda each: (each.lane, each.id))
    assert [(each.subject_id, each.chat_id) for each in in_turn] == [
        (warning.id, GROUP),
        (notice.id, GROUP),
        (notice.id, OTHER_GROUP),
    ]
