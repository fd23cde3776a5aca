"""Appraisers and residents come by links that only the bot makes."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.errors import Conflict, NotFound, Refused
from models.mutual_reviews.answering import mark
from models.mutual_reviews.appraisers import (
    JOINED,
    MOST,
    appraisers_link,
    appraisers_of,
    come_from,
    join,
    must_choose,
    residents_link,
    take_out,
)
from models.mutual_reviews.bodies import bodies_of
from models.mutual_reviews.tables import ReviewAnswer
from models.outbox.tables import OutboxMessage
from tests.models.mutual_reviews.crowd import Crowd


async def test_an_appraiser_joins_leaders_hear_of_it_and_may_take_them_out_with_what_they_said(crowd: Crowd) -> None:
    session, community = crowd.session, crowd.street.community
    link = await appraisers_link(session, community)
    person = await crowd.person()
    found, card = await join(session, person, link, crowd.now)
    assert (found.id, card) == (community.id, None)
    heard = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == JOINED)
    assert (await session.scalars(heard)).all() == [crowd.street.community_leader.tg_user_id]
    await crowd.review()
    review = await crowd.until("open")
    _, card = await join(session, person, link, crowd.now)
    assert card is not None
    assert [body.id for body in await bodies_of(session, review, card)] == [crowd.street.grid.id, crowd.other_grid.id]
    await mark(session, card, person, crowd.street.grid.id, 0, 0, crowd.now)
    [(appraiser, _)] = await appraisers_of(session, community)
    with pytest.raises(Refused, match="not_community_leader"):
        await take_out(session, appraiser, crowd.street.leader, crowd.now)
    await take_out(session, appraiser, crowd.street.community_leader, crowd.now)
    assert (await session.scalars(select(ReviewAnswer))).all() == []
    assert await bodies_of(session, review, card) == []
    with pytest.raises(Conflict, match="taken_out"):
        await take_out(session, appraiser, crowd.street.community_leader, crowd.now)


async def test_no_more_than_ten_and_nobody_of_the_community_s_own_line(crowd: Crowd) -> None:
    link = await appraisers_link(crowd.session, crowd.street.community)
    with pytest.raises(Refused, match="own_people"):
        await join(crowd.session, crowd.street.community_leader, link, crowd.now)
    for _ in range(MOST):
        await join(crowd.session, await crowd.person(), link, crowd.now)
    with pytest.raises(Conflict, match="enough"):
        await join(crowd.session, await crowd.person(), link, crowd.now)


async def test_a_made_up_link_and_one_for_something_else_are_none(crowd: Crowd) -> None:
    person, session = await crowd.person(), crowd.session
    for link in ("ap_x", await residents_link(session, crowd.street.grid)):
        with pytest.raises(NotFound):
            await join(session, person, link, crowd.now)
    with pytest.raises(Refused, match="not_community_leader"):
        await must_choose(session, crowd.street.community, crowd.street.leader)


async def test_a_resident_reviews_the_grid_whose_link_they_followed_last_and_no_other(crowd: Crowd) -> None:
    session, person = crowd.session, await crowd.person()
    here, there = [await residents_link(session, grid) for grid in (crowd.street.grid, crowd.other_grid)]
    with pytest.raises(Conflict, match="over"):
        await come_from(session, person, here, crowd.now)
    await crowd.review()
    review = await crowd.until("open")
    card = await come_from(session, person, here, crowd.now)
    await mark(session, card, person, crowd.street.grid.id, 0, 0, crowd.now)
    assert (await come_from(session, person, there, crowd.now)).id == card.id
    assert (await session.scalars(select(ReviewAnswer))).all() == []
    assert [body.id for body in await bodies_of(session, review, card)] == [crowd.other_grid.id]
    with pytest.raises(Refused, match="own_people"):
        await come_from(session, crowd.street.member, here, crowd.now)
