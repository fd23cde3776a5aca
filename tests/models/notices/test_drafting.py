"""Two who are at one draft at once, in sessions of their own; the boss wrote it, and leads the street as the deputy
does.
"""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from models.db.database import Database
from models.errors import Conflict, Refused
from models.members.tables import Person, Role
from models.notices.drafting import change
from models.notices.sending import agree, send
from models.notices.tables import Notice, NoticeKind, NoticeState
from tests.models.notices.conftest import build, clock, drafted
from tests.offices import hold, person
from tests.street import build as build_street

WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
BOSS, DEPUTY, THIRD = 31, 32, 34


@pytest.fixture
async def notice(database: Database, now: datetime) -> Notice:
    """A warning to the street, as it was read before anybody else touched it."""
    async with database.write() as session:
        town = await build(session, await build_street(session, now), now)
        hold(session, town.street.street, Role.LEADER, person(session, THIRD, "第三位", now))
        return await drafted(session, town, now, NoticeKind.WARNING)


async def _by(database: Database, tg: int) -> Person:
    async with database.read() as session:
        return (await session.scalars(select(Person).where(col(Person.tg_user_id) == tg))).one()


async def _edit(database: Database, notice: Notice, tg: int, words: str, now: datetime) -> None:
    by = await _by(database, tg)
    async with database.write() as session:
        await change(session, await session.get_one(Notice, notice.id), by, now, words=words)


async def _now(database: Database, notice: Notice) -> Notice:
    async with database.read() as session:
        return await session.get_one(Notice, notice.id)


async def _waited_for(database: Database) -> None:
    """Until somebody waits for a row that we hold; on SQLite whoever writes waits, for all of it."""
    while not database.embedded:
        async with database.read() as session:
            if (await session.execute(WAITS)).scalar_one():
                return


async def test_of_two_who_edit_at_once_both_are_known(database: Database, notice: Notice, now: datetime) -> None:
    deputy = await _by(database, DEPUTY)
    async with database.write() as session:
        await change(session, await session.get_one(Notice, notice.id), deputy, now, words="今晚大风")
        other = asyncio.create_task(_edit(database, notice, THIRD, "今晚暴雨", now))
        await _waited_for(database)
    await other
    found, third = await _now(database, notice), await _by(database, THIRD)
    assert (found.words, found.revision, set(found.editor_ids)) == ("今晚暴雨", 3, {deputy.id, third.id})


async def test_an_edit_of_what_was_read_before_another_s_forgets_nobody(
    database: Database, notice: Notice, now: datetime
) -> None:
    await _edit(database, notice, DEPUTY, "今晚大风", now)
    third = await _by(database, THIRD)
    async with database.write() as session:
        session.add(notice)
        await change(session, notice, third, now, drill=True)
    found = await _now(database, notice)
    assert set(found.editor_ids) == {third.id, (await _by(database, DEPUTY)).id}
    assert (found.words, found.drill, found.revision) == ("今晚大风", True, 3)


async def test_what_another_has_changed_since_the_preview_is_not_sent(
    database: Database, notice: Notice, now: datetime
) -> None:
    previewed, boss = notice.revision, await _by(database, BOSS)
    await _edit(database, notice, DEPUTY, "今晚大风", now)
    async with database.write() as session:
        session.add(notice)
        with pytest.raises(Conflict, match=r"notice\.edited"):
            await send(session, notice, previewed, boss, clock(now))
    assert (await _now(database, notice)).state is NoticeState.DRAFT


async def test_whose_words_it_has_become_meanwhile_does_not_agree(
    database: Database, notice: Notice, now: datetime
) -> None:
    boss, deputy = await _by(database, BOSS), await _by(database, DEPUTY)

    async def sent() -> Notice:
        async with database.write() as session:
            mine = await session.get_one(Notice, notice.id)
            await send(session, mine, mine.revision, boss, clock(now))
            return mine

    asked = await sent()
    revision = asked.revision
    await _edit(database, notice, DEPUTY, "今晚大风", now)
    await sent()
    async with database.write() as session:
        session.add(asked)
        with pytest.raises(Refused, match=r"notice\.own"):
            await agree(session, asked, revision, deputy, clock(now))
    assert (await _now(database, notice)).state is NoticeState.AWAITING
