"""What becomes of a CAP message; the town's boss and deputy lead the street, the community has a leaders' chat."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.cap.message import FaultyCap
from models.cap.parse import parse
from models.cap.reading import Doubt
from models.cap.relay import INSIDE, Relayed, relay
from models.cap.tables import Outcome, ReceivedCap
from models.errors import Refused
from models.grids.tables import Binding
from models.members.tables import Post
from models.notices.audience import Audience, Reach
from models.notices.consent import CONSENT
from models.notices.copies import COPY
from models.notices.drafting import DRAFT, change, discard
from models.notices.sending import agree, send
from models.notices.sent.ending import withdraw
from models.notices.sent.over import CANCELLED
from models.notices.tables import Asks, Notice, NoticeEvent, NoticeKind, NoticeLevel, NoticeState
from tests.due import SHANGHAI
from tests.models.cap.samples import AREA, CODE, SENT, alert, info
from tests.models.cap.shapes import draw, square
from tests.models.notices.conftest import LEADERS_CHAT, Town, clock, messages
from tests.street import GROUP

BOSS = 31
LATER = "2026-11-17T08:00:00+08:00"


def area(*codes: str) -> str:
    return "".join(AREA.format(name=f"{code}片", shape=CODE.format(code=code)) for code in codes)


def told(*codes: str, **other: str) -> str:
    """Fits the community unless told otherwise."""
    return info(**{"areas": area(*codes or ("S-1",)), "expires": LATER, **other})


def refers(*identifiers: str, sender: str = "weather@example.cn") -> str:
    return f"<references>{' '.join(f'{sender},{each},{SENT}' for each in identifiers)}</references>"


async def came(session: AsyncSession, now: datetime, data: bytes, *, at_once: bool = False) -> Relayed:
    done = await relay(session, parse(data, SHANGHAI), "zh_CN", clock(now), at_once=at_once)
    await session.flush()
    return done


async def warned(session: AsyncSession, now: datetime, data: bytes, *, at_once: bool = False) -> Notice:
    notice = (await came(session, now, data, at_once=at_once)).notice
    assert notice is not None
    return notice


async def notices(session: AsyncSession) -> list[Notice]:
    return list((await session.scalars(select(Notice).order_by(col(Notice.id)))).all())


async def test_an_alert_is_a_draft_of_five_parts_in_the_chat_of_its_leaders(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    done = await came(session, now, alert(told()))
    (made,) = await notices(session)
    assert (done.outcome, done.notice, done.doubts) == (Outcome.DRAFTED, made, [])
    assert (made.kind, made.level, made.state, made.drill) == (
        NoticeKind.WARNING,
        NoticeLevel.ORANGE,
        NoticeState.DRAFT,
        False,
    )
    assert made.words == "大风\n发布大风橙色预警"
    assert made.parts == {
        "source": "区气象台",
        "danger": "预计未来6小时有8级以上大风。",
        "place": "S-1片",
        "action": "收回阳台物品，远离广告牌。",
        "until": LATER,
    }
    assert (made.grid_id, made.author_id) == (town.street.community.id, town.street.community_leader.id)
    assert [each.chat_id for each in await messages(session, DRAFT)] == [LEADERS_CHAT]
    assert await messages(session, COPY) == []


async def test_without_a_chat_it_stands_in_private_and_without_a_leader_with_the_level_above(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    bound = (await session.scalars(select(Binding).where(col(Binding.chat_id) == LEADERS_CHAT))).one()
    bound.unbound_at = now
    assert (await warned(session, now, alert(told()))).chat_id == town.street.community_leader.tg_user_id
    leads = select(Post).where(col(Post.person_id) == town.street.community_leader.id)
    (await session.scalars(leads)).one().ended_at = now
    made = await warned(session, now, alert(told(), identifier="2"))
    assert (made.chat_id, made.author_id, made.grid_id) == (BOSS, town.boss.id, town.street.community.id)


async def test_where_nobody_leads_nothing_is_made(session: AsyncSession, town: Town, now: datetime) -> None:
    for post in (await session.scalars(select(Post))).all():
        post.ended_at = now
    for bound in (await session.scalars(select(Binding))).all():
        bound.unbound_at = now
    with pytest.raises(FaultyCap, match=r"cap\.no_leader"):
        await came(session, now, alert(told()))


async def test_several_areas_are_branches_of_what_is_above_them(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    made = await warned(session, now, alert(told("S-1-1", "S-2", "400000")))
    assert made.grid_id == town.street.street.id
    branches = {town.street.grid.id, town.other_community.id}
    assert set(Audience.read(made.audience).branches) == branches


async def test_who_rewrites_what_came_for_a_street_is_no_second_person(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    made = await warned(session, now, alert(told("S-1-1", "S-2")))
    assert made.author_id == town.boss.id
    await change(session, made, town.deputy, now, words="全体疏散")
    with pytest.raises(Refused, match="nobody_to_agree"):
        await send(session, made, made.revision, town.deputy, clock(now))


async def test_what_may_leave_somebody_out_is_not_sent(session: AsyncSession, town: Town, now: datetime) -> None:
    partly = await came(session, now, alert(told("S-1", "400000")), at_once=True)
    assert (partly.outcome, partly.doubts) == (Outcome.DRAFTED, [Doubt.GRID])
    await draw(session, town.street.grid, 0.002)
    ring = " ".join(f"{y},{x}" for x, y in square(0.01))
    shape = AREA.format(name="江边", shape=f"<polygon>{ring}</polygon>")
    shaped = await came(session, now, alert(told(areas=shape), identifier="2"), at_once=True)
    assert (shaped.outcome, shaped.doubts) == (Outcome.DRAFTED, [Doubt.BOUNDARY])


@pytest.mark.parametrize(("areas", "doubt"), [(area("400000"), Doubt.GRID), ("", Doubt.AREA)])
async def test_an_area_that_is_unknown_is_asked_about_at_the_top(
    session: AsyncSession, town: Town, now: datetime, areas: str, doubt: Doubt
) -> None:
    done = await came(session, now, alert(told(areas=areas)), at_once=True)
    assert done.notice is not None
    assert (done.outcome, done.doubts, done.notice.grid_id) == (Outcome.DRAFTED, [doubt], town.street.street.id)


async def test_what_a_chinese_sender_writes_is_taken(session: AsyncSession, town: Town, now: datetime) -> None:
    words = alert(told(severity="Orange"), identifier="50011800000000_20261116080000_1").decode()
    words = words.replace("sent>", "sendTime>").replace("event>", "eventType>")
    made = await warned(session, now, words.encode(), at_once=True)
    assert (made.level, made.state, made.words.split("\n")[0]) == (NoticeLevel.ORANGE, NoticeState.SENDING, "大风")


async def test_of_two_languages_the_streets_own_is_taken(session: AsyncSession, town: Town, now: datetime) -> None:
    both = told(language="en-GB", event="Gale", headline="Orange warning of gale") + told()
    assert (await warned(session, now, alert(both))).words.startswith("大风")


async def test_the_same_message_twice_is_one(session: AsyncSession, town: Town, now: datetime) -> None:
    first = await came(session, now, alert(told()))
    again = await came(session, now + timedelta(days=3), alert(told()))
    assert (first.again, again.again, again.notice) == (False, True, first.notice)
    assert len(await notices(session)) == 1
    assert (await came(session, now, alert(told(), sent="2026-07-01T08:00:01+08:00"))).notice != first.notice


async def test_a_trusted_sender_s_warning_goes_out_and_nobody_is_said_to_have_sent_it(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    done = await came(session, now, alert(told()), at_once=True)
    assert done.notice is not None
    assert (done.outcome, done.notice.state) == (Outcome.SENT, NoticeState.SENDING)
    assert [each.chat_id for each in await messages(session, COPY)] == [GROUP]
    assert [each.person_id for each in (await session.scalars(select(NoticeEvent))).all()] == [None]


async def test_to_a_street_it_waits_for_a_leader_who_is_not_the_one_it_is_in_the_name_of(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    done = await came(session, now, alert(told("S")), at_once=True)
    assert done.notice is not None
    assert (done.outcome, done.notice.state) == (Outcome.AWAITING, NoticeState.AWAITING)
    asked = [each.chat_id for each in await messages(session, CONSENT)]
    assert len(asked) == 1
    other = town.deputy if asked == [town.deputy.tg_user_id] else town.boss
    assert done.notice.author_id != other.id
    await agree(session, done.notice, done.notice.revision, other, clock(now))
    assert done.notice.state is NoticeState.SENDING


async def test_what_takes_effect_later_waits_until_then(session: AsyncSession, town: Town, now: datetime) -> None:
    words = told().replace("2026-07-01T08:00:00+08:00", "2026-11-16T20:00:00+08:00")
    made = await warned(session, now, alert(words), at_once=True)
    assert (made.state, made.send_at) == (NoticeState.PLANNED, datetime(2026, 11, 16, 20, tzinfo=SHANGHAI))


@pytest.mark.parametrize(
    ("data", "doubt"),
    [
        (alert(told(), status="Test"), Doubt.STATUS),
        (alert(told(), status="System"), Doubt.STATUS),
        (alert(told(), status="Draft"), Doubt.STATUS),
        (alert(told(), status="Exercise"), Doubt.STATUS),
        (alert(told(), scope="Private"), Doubt.SCOPE),
        (alert(told(), sent="2026-07-01T08:00:00"), Doubt.TIME),
        (alert(told(severity="Minor", headline="发布大风红色预警")), Doubt.CONFLICT),
        (alert(told(certainty="Unlikely")), Doubt.LIKELIHOOD),
        (alert(told(headline="大风" * 200)), Doubt.LENGTH),
        (alert(told(), kind="Update", references=refers("unknown")), Doubt.REFERENCE),
    ],
)
async def test_what_is_doubtful_is_never_sent(
    session: AsyncSession, town: Town, now: datetime, data: bytes, doubt: Doubt
) -> None:
    done = await came(session, now, data, at_once=True)
    assert done.notice is not None
    assert (done.outcome, done.doubts, done.notice.state) == (Outcome.DRAFTED, [doubt], NoticeState.DRAFT)
    assert await messages(session, COPY) == []


async def test_what_lacks_a_part_is_not_sent_and_says_so(session: AsyncSession, town: Town, now: datetime) -> None:
    done = await came(session, now, alert(told().replace("收回阳台物品，远离广告牌。", "")), at_once=True)
    assert (done.outcome, done.refused) == (Outcome.DRAFTED, "notice.parts_missing")


async def test_an_exercise_is_a_drill_for_staff(session: AsyncSession, town: Town, now: datetime) -> None:
    made = await warned(session, now, alert(told(), status="Exercise"))
    assert (made.drill, Audience.read(made.audience).reach) == (True, INSIDE)


async def test_what_is_not_public_goes_to_no_group_whoever_wants_it(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    made = await warned(session, now, alert(told(), scope="Restricted"))
    leader = town.street.community_leader
    assert Audience.read(made.audience).reach == {Reach.LEADERS, Reach.STAFF}
    turned = Audience.read(made.audience).turned(Reach.GROUPS).kept()
    with pytest.raises(Refused, match="restricted"):
        await change(session, made, leader, now, audience=turned)
    made.audience = turned
    with pytest.raises(Refused, match="restricted"):
        await send(session, made, made.revision, leader, clock(now))


async def test_a_red_one_is_to_be_confirmed(session: AsyncSession, town: Town, now: datetime) -> None:
    assert (await warned(session, now, alert(told(severity="Extreme", headline="")))).asks is Asks.LEADERS


@pytest.mark.parametrize("kind", ["Ack", "Error"])
async def test_an_answer_to_us_is_noted(session: AsyncSession, town: Town, now: datetime, kind: str) -> None:
    done = await came(session, now, alert("", kind=kind), at_once=True)
    assert (done.outcome, await notices(session)) == (Outcome.NOTED, [])
    (kept,) = (await session.scalars(select(ReceivedCap))).all()
    assert (kept.kind, kept.outcome) == (kind, Outcome.NOTED)


def update(now_says: str = "", **other: Any) -> bytes:
    said = {"kind": "Update", "identifier": "2", "references": refers("50011800-1")}
    return alert(told(headline=now_says or "发布大风红色预警", severity="Extreme"), **said | other)


def cancel(**other: Any) -> bytes:
    return alert(told(), **{"kind": "Cancel", "identifier": "3", "references": refers("50011800-1"), **other})


async def test_an_update_is_drafted_and_as_it_is_sent_the_earlier_one_is_over(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    first = await warned(session, now, alert(told()), at_once=True)
    newer = await warned(session, now, update())
    assert (first.state, newer.state, newer.replaces_id) == (NoticeState.SENDING, NoticeState.DRAFT, first.id)
    await send(session, newer, newer.revision, town.street.community_leader, clock(now))
    assert (first.state, newer.state, newer.level) == (NoticeState.REPLACED, NoticeState.SENDING, NoticeLevel.RED)


async def test_an_update_of_what_was_never_sent_takes_its_place(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    first = await warned(session, now, alert(told()))
    newer = await warned(session, now, update(), at_once=True)
    assert (first.state, newer.state) == (NoticeState.DISCARDED, NoticeState.SENDING)


async def test_a_doubtful_update_leaves_the_earlier_one_as_it_is(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    first = await warned(session, now, alert(told()))
    await warned(session, now, update(status="Test"), at_once=True)
    assert first.state is NoticeState.DRAFT


async def test_a_chain_of_updates_counts_as_one(session: AsyncSession, town: Town, now: datetime) -> None:
    first = await warned(session, now, alert(told()), at_once=True)
    second = await warned(session, now, update())
    await discard(session, second, town.street.community_leader, now)
    third = await warned(session, now, update(identifier="4", references=refers("50011800-1", "2")))
    assert third.replaces_id == first.id
    done = await came(session, now, cancel(references=refers("50011800-1", "2", "4")), at_once=True)
    assert (done.outcome, first.state, third.state) == (Outcome.LIFTED, NoticeState.LIFTED, NoticeState.DISCARDED)


async def test_a_cancel_asks_the_leaders_or_lifts_where_its_sender_is_trusted(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    first = await warned(session, now, alert(told()), at_once=True)
    asked = await came(session, now, cancel())
    assert (asked.outcome, first.state) == (Outcome.ASKED, NoticeState.SENDING)
    assert [each.chat_id for each in await messages(session, CANCELLED)] == [LEADERS_CHAT]
    done = await came(session, now, cancel(identifier="5"), at_once=True)
    assert (done.outcome, first.state) == (Outcome.LIFTED, NoticeState.LIFTED)


@pytest.mark.parametrize("other", [{"status": "Exercise"}, {"sender": "somebody@else"}])
async def test_a_drill_or_another_sender_ends_no_warning(
    session: AsyncSession, town: Town, now: datetime, other: dict[str, str]
) -> None:
    first = await warned(session, now, alert(told()), at_once=True)
    words = cancel(status=other.get("status", "Actual")).decode()
    if "sender" in other:
        words = words.replace("<sender>weather@example.cn", f"<sender>{other['sender']}")
    done = await came(session, now, words.encode(), at_once=True)
    assert (done.outcome, Doubt.REFERENCE in done.doubts, first.state) == (
        Outcome.DRAFTED,
        True,
        NoticeState.SENDING,
    )


async def test_a_doubtful_cancel_only_asks(session: AsyncSession, town: Town, now: datetime) -> None:
    first = await warned(session, now, alert(told()))
    done = await came(session, now, cancel(status="Test"), at_once=True)
    assert (done.outcome, done.doubts, first.state) == (Outcome.ASKED, [Doubt.STATUS], NoticeState.DRAFT)


async def test_a_cancel_of_a_draft_drops_it_and_of_what_is_over_changes_nothing(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    first = await warned(session, now, alert(told()))
    assert (await came(session, now, cancel())).outcome is Outcome.DROPPED
    assert first.state is NoticeState.DISCARDED
    assert (await came(session, now, cancel(identifier="6"))).outcome is Outcome.OVER


@pytest.mark.parametrize("kind", ["Update", "Cancel"])
async def test_what_may_be_about_several_is_a_draft_and_a_question(
    session: AsyncSession, town: Town, now: datetime, kind: str
) -> None:
    both = [await warned(session, now, alert(told(), identifier=each), at_once=True) for each in ("a", "b")]
    data = alert(told(), kind=kind, identifier="c", references=refers("a", "b"))
    done = await came(session, now, data, at_once=True)
    assert (done.outcome, done.doubts) == (Outcome.DRAFTED, [Doubt.REFERENCE])
    assert {each.state for each in both} == {NoticeState.SENDING}


async def test_an_update_of_what_a_leader_has_withdrawn_is_never_sent_by_itself(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    first = await warned(session, now, alert(told()), at_once=True)
    await withdraw(session, first, town.street.community_leader, "误发", now)
    assert (await came(session, now, update(), at_once=True)).doubts == [Doubt.REFERENCE]
