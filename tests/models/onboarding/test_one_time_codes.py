import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, NotFound, Refused
from models.grids.tables import BindCode, Chat, Grid, Level, Purpose
from models.grids.tree import path_of
from models.members.tables import Post, Role
from models.onboarding import one_time_codes
from tests.databases import counted
from tests.street import GROUP, Street

START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{12}")


async def wanted(session: AsyncSession, now: datetime, under: Grid | None = None) -> set[tuple[str, Purpose | None]]:
    return {(offer.grid_code, offer.purpose) for offer in await one_time_codes.offers(session, now, under)}


def test_codes_are_never_alike_and_fit_a_deep_link() -> None:
    made = [one_time_codes.make() for _ in range(10_000)]
    assert len(set(made)) == len(made)
    assert all(START_PAYLOAD.fullmatch(code) for code in made)
    assert not set("".join(made)) & set("0O1IL")


@pytest.mark.parametrize("typed", ["k7mpq2xw9rta", " K7MP-Q2XW-9RTA\n", "K7MP Q2XW 9RTA", "\u202eK7MPQ2XW9RTA\u200b"])
def test_a_code_may_be_typed_loosely(typed: str) -> None:
    assert one_time_codes.cleaned(typed) == "K7MPQ2XW9RTA"


def test_a_very_long_text_is_no_code() -> None:
    assert len(one_time_codes.cleaned("A" * 10_000)) <= 64


async def test_every_chat_that_is_missing_is_offered(session: AsyncSession, street: Street, now: datetime) -> None:
    every = {(code, purpose) for code in ("S", "S-1", "S-1-1") for purpose in Purpose}
    assert await wanted(session, now) == every - {("S-1-1", Purpose.GROUP)}


async def test_a_chat_out_of_reach_is_offered_again(session: AsyncSession, street: Street, now: datetime) -> None:
    (await session.get_one(Chat, GROUP)).reachable = False
    assert ("S-1-1", Purpose.GROUP) in await wanted(session, now)


async def test_a_subtree_is_offered_alone(session: AsyncSession, street: Street, now: datetime) -> None:
    assert {code for code, _ in await wanted(session, now, street.community)} == {"S-1", "S-1-1"}
    assert {code for code, _ in await wanted(session, now, street.grid)} == {"S-1-1"}


async def test_a_retired_grid_is_not_offered(session: AsyncSession, street: Street, now: datetime) -> None:
    street.grid.retired_at = now
    assert "S-1-1" not in {code for code, _ in await wanted(session, now)}


async def test_a_code_stays_the_same_until_it_is_used_or_expires(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    first = await one_time_codes.offers(session, now)
    assert await one_time_codes.offers(session, now + timedelta(days=29)) == first
    used = await one_time_codes.find(session, first[0].code, now)
    await one_time_codes.use(session, used, None, now)
    again = await one_time_codes.offers(session, now + timedelta(days=1))
    assert again[0].code != first[0].code
    assert again[1:] == first[1:]
    later = await one_time_codes.offers(session, now + one_time_codes.LIFE + timedelta(days=1))
    assert not {offer.code for offer in (*first, *again)} & {offer.code for offer in later}


async def test_a_used_an_expired_and_an_unknown_code_are_told_apart(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    first, second, *_ = await one_time_codes.offers(session, now)
    await one_time_codes.use(session, await one_time_codes.find(session, first.code, now), street.leader.id, now)
    with pytest.raises(Conflict, match=r"code\.used"):
        await one_time_codes.find(session, first.code, now)
    with pytest.raises(Refused, match=r"code\.expired"):
        await one_time_codes.find(session, second.code, now + one_time_codes.LIFE)
    with pytest.raises(NotFound, match=r"code\.unknown"):
        await one_time_codes.find(session, "<b>'; DROP TABLE grids</b>", now)


async def test_a_code_is_taken_once(session: AsyncSession, street: Street, now: datetime) -> None:
    code = await one_time_codes.find(session, (await one_time_codes.offers(session, now))[0].code, now)
    await one_time_codes.use(session, code, street.leader.id, now)
    with pytest.raises(Conflict, match=r"code\.used"):
        await one_time_codes.use(session, code, street.member.id, now)
    assert code.used_by == street.leader.id


async def test_posts_that_nobody_claimed_are_offered(session: AsyncSession, street: Street, now: datetime) -> None:
    assert await one_time_codes.post_offers(session, now) == []
    post = Post(grid_id=street.grid.id, role=Role.BACKUP, name="新人", phone="+8619900000044")
    session.add(post)
    [offer] = await one_time_codes.post_offers(session, now)
    assert (offer.grid_code, offer.purpose, offer.post) == ("S-1-1", None, post)
    assert await one_time_codes.post_offers(session, now) == [offer]
    assert await one_time_codes.post_offers(session, now, street.grid) == [offer]
    post.person_id = street.stranger.id
    assert await one_time_codes.post_offers(session, now) == []


async def test_thousands_of_grids_take_a_few_statements(session: AsyncSession, street: Street, now: datetime) -> None:
    rows = [
        Grid(code=f"S-1-{n}", name="格", level=Level.CELL, path="", parent_id=street.grid.id) for n in range(2, 2002)
    ]
    for grid in rows:
        grid.path = path_of(grid.id, street.grid.path)
    session.add_all(rows)
    await session.flush()
    with counted((await session.connection()).sync_connection) as statements:
        assert len(await one_time_codes.offers(session, now)) == 4005
    assert len(statements) < 20
    assert len((await session.scalars(select(col(BindCode.code)))).all()) == 4005
