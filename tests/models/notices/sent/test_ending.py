from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.members.tables import Role
from models.notices.consent import CONSENT_GOOD
from models.notices.copies import COPY, OUTCOME
from models.notices.drafting import TEXT_LIMIT
from models.notices.sending import NOTICES, agree, send
from models.notices.sent.correcting import UNANSWERED, agree_to_correction, correct, decline_correction
from models.notices.sent.ending import lift, withdraw
from models.notices.sent.receipts import REMINDER, count_of, receive
from models.notices.tables import Asks, Notice, NoticeAct, NoticeEvent, NoticeKind, NoticeLevel, NoticeState
from models.notices.warnings import SAID_AGAIN
from models.outbox.tables import Lane, MessageState
from tests.due import taker
from tests.models.notices.conftest import WHOLE, Town, clock, drafted, messages, said
from tests.offices import hold

follow, forget, again = taker(NOTICES), taker(UNANSWERED), taker(SAID_AGAIN)


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
        await correct(session, notice, town.street.leader, "后日停电", clock(now))
    assert await correct(session, notice, town.boss, "后日停电", clock(now))
    for each in await messages(session, COPY):
        assert (each.state, each.lane, each.revision) == (MessageState.PENDING, Lane.ROUTINE, 2)
    assert notice.words == "后日停电"
    assert (NoticeAct.CORRECT, {"was": "明日停电检修"}) in await events(session)


async def test_a_correction_of_a_street_s_warning_needs_a_second_person_too(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await sent_warning(session, town, now)
    assert not await correct(session, notice, town.boss, "今晚9时起大风", clock(now))
    with pytest.raises(Refused):
        await agree_to_correction(session, notice, notice.revision, town.boss, now)
    await decline_correction(session, notice, notice.revision, town.deputy, "时间不对", now)
    with pytest.raises(Conflict):
        await agree_to_correction(session, notice, notice.revision, town.deputy, now)
    assert notice.words == "明日停电检修"
    assert not await correct(session, notice, town.deputy, "今晚8时起大风", clock(now))  # whoever leads may propose
    await agree_to_correction(session, notice, notice.revision, town.boss, now)
    assert (notice.words, notice.correction) == ("今晚8时起大风", None)
    assert {each.state for each in await messages(session, COPY)} == {MessageState.PENDING}


NEW = "今晚大风红色预警\n请您：远离广告牌\n有效期至：23:00"
AT_23 = datetime(2026, 11, 16, 15, tzinfo=UTC)


def _as_corrected(warning: Notice) -> None:
    assert (warning.words, warning.level) == ("今晚大风红色预警", NoticeLevel.RED)
    assert warning.parts == WHOLE | {"action": "远离广告牌", "until": "2026-11-16T15:00:00+00:00"}
    assert warning.expires_at == AT_23


async def test_the_parts_level_and_end_that_a_correction_names_take_the_place_of_those_there_were(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning = await drafted(session, town, now, NoticeKind.WARNING, grid_id=town.street.community.id)
    await send(session, warning, warning.revision, town.boss, clock(now))
    assert warning.expires_at == now + timedelta(hours=24)
    assert await correct(session, warning, town.boss, NEW, clock(now))
    _as_corrected(warning)
    was = {"was": "明日停电检修", "parts": WHOLE, "level": "orange"}
    assert (NoticeAct.CORRECT, was) in await events(session)
    await follow(session, AT_23 - timedelta(seconds=1))
    states = [warning.state]
    await follow(session, AT_23)
    assert [*states, warning.state] == [NoticeState.SENDING, NoticeState.EXPIRED]


async def test_they_wait_for_the_second_person_with_the_words(session: AsyncSession, town: Town, now: datetime) -> None:
    warning = await sent_warning(session, town, now)
    assert not await correct(session, warning, town.boss, NEW, clock(now))
    assert (warning.words, warning.level, warning.parts) == ("明日停电检修", NoticeLevel.ORANGE, WHOLE)
    await agree_to_correction(session, warning, warning.revision, town.deputy, now)
    _as_corrected(warning)
    assert (warning.correction, warning.correction_parts, warning.correction_level) == (None, {}, None)


async def test_a_part_alone_leaves_the_words_and_the_other_parts(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning = await drafted(session, town, now, NoticeKind.WARNING, grid_id=town.street.community.id)
    await send(session, warning, warning.revision, town.boss, clock(now))
    await correct(session, warning, town.boss, "请您：远离广告牌", clock(now))
    assert (warning.words, warning.parts) == ("明日停电检修", WHOLE | {"action": "远离广告牌"})
    assert (warning.level, warning.expires_at) == (NoticeLevel.ORANGE, now + timedelta(hours=24))


async def test_a_correction_that_fills_more_than_a_message_is_refused(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning = await drafted(session, town, now, NoticeKind.WARNING, grid_id=town.street.community.id)
    await send(session, warning, warning.revision, town.boss, clock(now))
    with pytest.raises(Refused, match="long_warning") as refused:
        await correct(session, warning, town.boss, "今晚大风\n" + "风" * (TEXT_LIMIT - 5), clock(now))
    assert refused.value.data == {"over": sum(map(len, WHOLE.values())), "limit": TEXT_LIMIT}


async def test_a_later_end_holds_on_and_what_becomes_red_is_said_again(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    parts = WHOLE | {"until": (now + timedelta(hours=1)).isoformat()}
    warning = await drafted(session, town, now, NoticeKind.WARNING, grid_id=town.street.community.id, parts=parts)
    await send(session, warning, warning.revision, town.boss, clock(now))
    await correct(session, warning, town.boss, "红色预警\n有效期至：23:00", clock(now))
    again = [warning.again_at]
    await follow(session, now + timedelta(hours=1))
    assert (warning.state, warning.next_at) == (NoticeState.SENDING, AT_23)
    await correct(session, warning, town.boss, "蓝色预警", clock(now))
    assert [*again, warning.again_at] == [now, None]


async def test_a_correction_that_would_end_before_all_is_to_be_done_is_refused(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning = await drafted(session, town, now, NoticeKind.WARNING, grid_id=town.street.community.id)
    await send(session, warning, warning.revision, town.boss, clock(now))
    warning.asks, warning.done_by = Asks.MEMBERS, AT_23 - timedelta(hours=1)
    with pytest.raises(Refused, match="to_do_after_new_end"):
        await correct(session, warning, town.boss, "今晚大风\n有效期至：22:00", clock(now))
    await correct(session, warning, town.boss, "今晚大风\n有效期至：23:00", clock(now))
    assert warning.expires_at == AT_23


async def test_a_correction_whose_end_cannot_be_read_is_refused(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning = await drafted(session, town, now, NoticeKind.WARNING, grid_id=town.street.community.id)
    await send(session, warning, warning.revision, town.boss, clock(now))
    with pytest.raises(Refused, match="end_unread"):
        await correct(session, warning, town.boss, "今晚大风\n有效期至：另行通知", clock(now))


async def test_what_becomes_red_asks_leaders_and_looks_after_households_as_if_it_had_been_from_the_first(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    where = {"grid_id": town.street.community.id, "level": NoticeLevel.BLUE}
    warning = await drafted(session, town, now, NoticeKind.WARNING, **where)
    await send(session, warning, warning.revision, town.boss, clock(now))
    assert (warning.asks, (await count_of(session, warning.id)).asked, warning.visits_at) == (Asks.NOBODY, 0, None)
    later = now + timedelta(hours=1)
    await correct(session, warning, town.boss, NEW, clock(later))
    assert (warning.asks, (await count_of(session, warning.id)).asked) == (Asks.LEADERS, 2)
    assert (warning.again_at, warning.asks_visits, warning.visits_at) == (later, True, later)
    await again(session, later)
    leaders = {town.street.leader.tg_user_id, town.street.community_leader.tg_user_id}
    assert {each.chat_id for each in await messages(session, REMINDER)} == leaders


async def test_who_was_asked_before_is_asked_once_and_stays_confirmed(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    where = {"grid_id": town.street.community.id, "asks": Asks.MEMBERS}
    warning = await drafted(session, town, now, NoticeKind.WARNING, **where)
    await send(session, warning, warning.revision, town.boss, clock(now))
    await receive(session, warning, town.street.member, now)
    before = await count_of(session, warning.id)
    await correct(session, warning, town.boss, NEW, clock(now))
    assert warning.asks is Asks.STAFF
    assert await count_of(session, warning.id) == replace(before, asked=before.asked + 2)


async def test_a_correction_of_words_asks_nobody_who_was_not_asked_when_it_was_sent(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    where = {"grid_id": town.street.community.id, "asks": Asks.LEADERS, "level": NoticeLevel.RED}
    warning = await drafted(session, town, now, NoticeKind.WARNING, **where)
    await send(session, warning, warning.revision, town.boss, clock(now))
    hold(session, town.street.grid, Role.LEADER, town.other_member)
    before = await count_of(session, warning.id)
    await correct(session, warning, town.boss, "今夜大风", clock(now))
    assert await count_of(session, warning.id) == before


async def test_a_correction_that_nobody_answers_is_forgotten_and_its_writer_hears_so(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning = await sent_warning(session, town, now)
    await correct(session, warning, town.boss, NEW, clock(now))
    asked = warning.revision
    await forget(session, now + CONSENT_GOOD - timedelta(seconds=1))
    waits = [warning.correction]
    await forget(session, now + CONSENT_GOOD)
    assert [*waits, warning.correction, warning.words] == ["今晚大风红色预警", None, "明日停电检修"]
    [told] = await messages(session, OUTCOME)
    assert (told.chat_id, told.args) == (town.boss.tg_user_id, {"why": "correction_unanswered"})
    with pytest.raises(Conflict):
        await agree_to_correction(session, warning, asked, town.deputy, now)


async def test_a_reason_given_for_an_earlier_correction_declines_no_later_one(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning = await sent_warning(session, town, now)
    await correct(session, warning, town.boss, "今晚大风", clock(now))
    asked = warning.revision
    await correct(session, warning, town.boss, "今晚8时起大风", clock(now))
    with pytest.raises(Conflict, match="not_awaited"):
        await decline_correction(session, warning, asked, town.deputy, "请写明时间", now)
    assert warning.correction == "今晚8时起大风"


async def test_a_correction_whose_end_has_passed_meanwhile_does_not_stand(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    warning = await sent_warning(session, town, now)
    await correct(session, warning, town.boss, "大风\n有效期至：9:30", clock(now))
    half_past = now + timedelta(minutes=30)
    assert not await agree_to_correction(session, warning, warning.revision, town.deputy, half_past)
    assert (warning.correction, warning.words) == (None, "明日停电检修")
    assert [each.args["why"] for each in await messages(session, OUTCOME)] == ["correction_ended"]


@pytest.mark.parametrize("ended", ["lifted", "expired"])
async def test_of_what_is_over_no_correction_waits(
    session: AsyncSession, town: Town, now: datetime, ended: str
) -> None:
    warning = await sent_warning(session, town, now)
    later = now + timedelta(hours=23)
    await correct(session, warning, town.boss, NEW, clock(later))
    if ended == "lifted":
        await lift(session, warning, town.boss, later)
    else:
        await follow(session, now + timedelta(hours=24))
    assert (warning.correction, warning.answer_at, warning.state.value) == (None, None, ended)
    await forget(session, later + CONSENT_GOOD)
    assert await messages(session, OUTCOME) == []


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
        await correct(session, notice, town.boss, "又来", clock(now))
    warning = await sent_warning(session, town, now)
    await lift(session, warning, town.deputy, now)
    assert (notice.state, warning.state) == (NoticeState.WITHDRAWN, NoticeState.LIFTED)
    await follow(session, now + timedelta(days=30))
    assert (notice.state, warning.state) == (NoticeState.WITHDRAWN, NoticeState.LIFTED)
