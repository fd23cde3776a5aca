from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.members.tables import Person, Post, Role
from models.notices.copies import COPY, OUTCOME
from models.notices.drafting import AUDIENCE, DRAFT, WHOSE, change
from models.notices.handing_over import HANDED_OVER
from models.notices.sending import NOTICES, PROGRESS, send
from models.notices.tables import Notice, NoticeState
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, MessageState
from tests.due import taker
from tests.models.notices.conftest import LEADERS_CHAT, Town, clock, drafted, messages, said
from tests.offices import hold

follow = taker(NOTICES)
DAY = timedelta(days=1)
BOSS, DEPUTY = 31, 32


async def leaves(session: AsyncSession, person: Person, now: datetime) -> None:
    await session.execute(update(Post).where(col(Post.person_id) == person.id).values(ended_at=now))


async def planned(session: AsyncSession, town: Town, now: datetime, **values: Any) -> Notice:
    notice = await drafted(session, town, now, send_at=now + DAY, **values)
    await send(session, notice, notice.revision, town.boss, clock(now))
    return notice


async def test_what_somebody_planned_who_leads_no_more_is_a_draft_for_those_who_do(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await planned(session, town, now)
    await leaves(session, town.boss, now)
    await follow(session, now + DAY)
    assert (notice.state, notice.next_at, await messages(session, COPY)) == (NoticeState.DRAFT, None, [])
    told = [(each.chat_id, each.args["why"]) for each in await messages(session, OUTCOME)]
    assert told == [(DEPUTY, "left")]
    assert [each.chat_id for each in await messages(session, DRAFT)] == [DEPUTY]


async def test_the_writer_s_cards_say_once_to_whom_it_went_and_change_no_more(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await planned(session, town, now)
    for kind in (AUDIENCE, WHOSE):
        enqueue(session, BOSS, kind, Lane.REPLY, now, subject_id=notice.id)
    for kind in (DRAFT, AUDIENCE, WHOSE):
        await said(session, kind, now)
    await leaves(session, town.boss, now)
    await follow(session, now + DAY)
    cards = await messages(session, HANDED_OVER)
    assert [(each.chat_id, each.state, each.args["was"]) for each in cards] == [
        (BOSS, MessageState.PENDING, kind) for kind in (DRAFT, AUDIENCE, WHOSE)
    ]
    assert {each.args["to"] for each in cards} == {town.street.street.id}
    await said(session, HANDED_OVER, now)
    settled = [each.revision for each in cards]
    await change(session, notice, town.deputy, now, words="后日停电")
    cards = await messages(session, HANDED_OVER)
    assert [(each.state, each.revision) for each in cards] == [(MessageState.SENT, revision) for revision in settled]


async def test_what_stands_in_a_chat_of_leaders_who_have_it_now_is_their_card(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    """Written in a leaders' chat, and opened by its writer in private as well."""
    community = town.street.community
    notice = await planned(session, town, now, grid_id=community.id, chat_id=LEADERS_CHAT)
    enqueue(session, LEADERS_CHAT, DRAFT, Lane.REPLY, now, subject_id=notice.id)
    await leaves(session, town.boss, now)
    await follow(session, now + DAY)
    assert [each.chat_id for each in await messages(session, DRAFT)] == [LEADERS_CHAT]
    assert [each.chat_id for each in await messages(session, HANDED_OVER)] == [BOSS]


async def test_what_another_sends_whose_writer_has_left_is_theirs(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await drafted(session, town, now)
    await leaves(session, town.boss, now)
    await send(session, notice, notice.revision, town.deputy, clock(now))
    assert [each.chat_id for each in await messages(session, HANDED_OVER)] == [BOSS]
    assert [each.chat_id for each in await messages(session, PROGRESS)] == [DEPUTY]


async def test_who_sends_it_then_has_written_it_and_what_follows_of_a_series(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await planned(session, town, now, repeats="daily 0 09:00")
    await leaves(session, town.boss, now)
    await follow(session, now + DAY)
    await send(session, notice, notice.revision, town.deputy, clock(now + DAY))
    following = (await session.scalars(select(Notice).where(col(Notice.first_id) == notice.id))).one()
    assert {notice.author_id, following.author_id} == {town.deputy.id}
    assert {notice.chat_id, following.chat_id} == {DEPUTY}
    assert [each.chat_id for each in await messages(session, PROGRESS)] == [DEPUTY]
    await follow(session, now + 2 * DAY)
    assert following.state is NoticeState.SENDING


async def test_where_nobody_leads_it_waits_as_a_draft(session: AsyncSession, town: Town, now: datetime) -> None:
    notice = await planned(session, town, now)
    for each in (town.boss, town.deputy):
        await leaves(session, each, now)
    await follow(session, now + DAY)
    assert (notice.state, await messages(session, OUTCOME)) == (NoticeState.DRAFT, [])
    assert await messages(session, HANDED_OVER) == []


async def test_a_b_post_that_planned_it_while_it_stood_in_still_speaks_for_it(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await planned(session, town, now)
    await leaves(session, town.boss, now)
    hold(session, town.street.street, Role.BACKUP, town.boss)
    await session.flush()
    await follow(session, now + DAY)
    assert notice.state is NoticeState.SENDING
