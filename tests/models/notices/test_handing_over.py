from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.members.tables import Person, Post, Role
from models.notices.copies import COPY, OUTCOME
from models.notices.drafting import DRAFT
from models.notices.sending import NOTICES, PROGRESS, send
from models.notices.tables import Notice, NoticeState
from tests.due import taker
from tests.models.notices.conftest import Town, clock, drafted, messages
from tests.offices import hold

follow = taker(NOTICES)
DAY = timedelta(days=1)
BOSS, DEPUTY = 31, 32


async def leaves(session: AsyncSession, person: Person, now: datetime) -> None:
    await session.execute(update(Post).where(col(Post.person_id) == person.id).values(ended_at=now))


async def planned(session: AsyncSession, town: Town, now: datetime, repeats: str | None = None) -> Notice:
    notice = await drafted(session, town, now, send_at=now + DAY, repeats=repeats)
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
    assert [each.chat_id for each in await messages(session, DRAFT)] == [BOSS, DEPUTY]


async def test_who_sends_it_then_has_written_it_and_what_follows_of_a_series(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await planned(session, town, now, "daily 0 09:00")
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


async def test_a_b_post_that_planned_it_while_it_stood_in_still_speaks_for_it(
    session: AsyncSession, town: Town, now: datetime
) -> None:
    notice = await planned(session, town, now)
    await leaves(session, town.boss, now)
    hold(session, town.street.street, Role.BACKUP, town.boss)
    await session.flush()
    await follow(session, now + DAY)
    assert notice.state is NoticeState.SENDING
