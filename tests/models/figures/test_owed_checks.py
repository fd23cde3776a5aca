from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.duties import AT_PLACE, LOOK_AFTER, Owner
from models.figures.asked import Counted
from models.figures.duties import Share, share_of
from models.figures.owed_checks import owed_checks
from models.members.tables import Person, Post, Role
from tests.databases import counted as statements_of
from tests.models.checks.owing import add_place, away, checked, go_by, local, owe, take_post
from tests.models.figures.histories import places
from tests.models.figures.windows import BEGIN, DAY, EXCUSES, WEEK, expected, history
from tests.street import Street, resign


@pytest.mark.parametrize("seed", range(2))
async def test_owed_checks_are_those_of_reading_every_window(session: AsyncSession, street: Street, seed: int) -> None:
    chance = Random(seed)
    grids = [place.grid for place in await places(session, street, BEGIN)]
    posts = [post.id for post in (await session.scalars(select(Post).order_by(col(Post.id)))).all()]
    every = await history(session, grids, BEGIN, chance)
    for window, _ in every:
        window.owner, window.owed_by = chance.choice([*Owner]), chance.sample(posts, chance.randrange(3))
    await session.flush()
    met = set()
    for number in range(3):
        begin = BEGIN + WEEK * number
        asked = Counted(street.street, begin, begin + WEEK, begin + WEEK + 2 * DAY)
        found = await owed_checks(session, asked)
        counted = [
            (window, [each for each in misses if each.why not in EXCUSES], len([e for e in misses if e.why in EXCUSES]))
            for window, misses in every
            if not window.hours
            and window.owner not in {*AT_PLACE, *LOOK_AFTER}
            and begin < window.due_at <= begin + WEEK
            and window.closed_at is not None
            and window.closed_at < begin + WEEK + timedelta(days=2)
        ]
        for post in (None, *posts):
            mine = [each for each in counted if post is None or post in each[0].owed_by]
            of = sum(len(expected(window)) - excused for window, _, excused in mine)
            missed = sum(len(misses) for _, misses, _ in mine)
            theirs = [duty for duty in found if post is None or post in duty.posts]
            assert share_of(theirs) == Share(of - missed, of)
            met.add((bool(of - missed), bool(missed)))
        of_places = [duty for duty in found if not duty.done and duty.what]
        assert all(duty.what.startswith("店") and duty.day for duty in of_places)
        met.add((True, bool(of_places)))
    assert (True, True) in met


async def shares(session: AsyncSession, street: Street, people: Sequence[Person]) -> list[Share]:
    """Of each one's posts, in November."""
    begin, end = local("2026-11-02", 0), local("2026-12-01", 0)
    found = await owed_checks(session, Counted(street.street, begin, end, end))
    posts = [(post.id, post.person_id) for post in (await session.scalars(select(Post))).all()]
    theirs = [{post for post, person in posts if person == each.id} for each in people]
    return [share_of(duty for duty in found if mine & {*duty.posts}) for mine in theirs]


async def test_who_was_away_and_a_b_post_beside_others_have_no_part_in_a_window(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, "member  shop  weekly", local("2026-11-02"))
    one = await add_place(session, street.grid, "甲店")
    await add_place(session, street.grid, "乙店")
    await take_post(session, street.grid, Role.BACKUP, street.stranger, "2026-11-01")
    away(session, street.member, "2026-11-02", "2026-11-08")
    await go_by(session, "2026-11-02", "2026-11-03")
    await checked(session, one, street.other_member, local("2026-11-03"))
    await go_by(session, "2026-11-04", "2026-11-09")
    people = (street.member, street.stranger, street.other_member)
    assert await shares(session, street, people) == [Share(), Share(), Share(1, 2)]


async def test_whoever_follows_has_what_the_post_before_owed_until_its_end(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, "member  shop  weekly", local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await resign(session, street.other_member, local("2026-11-01"))
    await go_by(session, "2026-11-02", "2026-11-10")
    await resign(session, street.member, local("2026-11-11"))
    await take_post(session, street.grid, Role.MEMBER, street.stranger, "2026-11-11")
    await go_by(session, "2026-11-11", "2026-11-16")
    people = (street.member, street.stranger)
    assert await shares(session, street, people) == [Share(0, 1), Share(0, 1)]


async def test_many_windows_take_as_many_statements_as_few(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, "member  grid  daily", local("2026-11-02"))
    connection = (await session.connection()).sync_connection
    took = []
    for first, last in (("2026-11-02", "2026-11-04"), ("2026-11-05", "2026-11-13")):
        await go_by(session, first, last)
        with statements_of(connection) as statements:
            await shares(session, street, [street.member])
        took.append(len(statements))
    assert took[0] == took[1]
