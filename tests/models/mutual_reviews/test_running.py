"""A review from its first day to its results, under a fixed clock; and what is left of who said what."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from models.errors import Conflict, Refused
from models.forgetting import find, forget
from models.grids.tree import children
from models.inbox.updates import InboxState, InboxUpdate
from models.members.tables import Role
from models.mutual_reviews.answering import ALL, CARD, add_words, mark, pseudonym, take_back
from models.mutual_reviews.ending import GROUP
from models.mutual_reviews.running import REMINDER, RESULTS
from models.mutual_reviews.setting import call_off
from models.mutual_reviews.tables import FLOOR, MutualReview, ReviewAnswer, ReviewCard, ReviewResult, ReviewState
from models.outbox.tables import OutboxMessage
from tests.databases import everything
from tests.models.conftest import SHANGHAI
from tests.models.mutual_reviews.crowd import LENGTH, Crowd
from tests.street import GROUP as CHAT

WORDS = "网格员常来，就是夜里电话难打通"


async def told(crowd: Crowd, kind: str) -> list[OutboxMessage]:
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == kind).order_by(col(OutboxMessage.id))
    return list((await crowd.session.scalars(rows.execution_options(populate_existing=True))).all())


async def rows(crowd: Crowd, table: Any) -> list[Any]:
    return list((await crowd.session.scalars(select(table))).all())


async def members_answer(crowd: Crowd, many: int, words: str = "") -> list[int]:
    """So many members of the second grid rate the community; returns their Telegram ids."""
    people = [await crowd.person("网格员") for _ in range(many)]
    for person in people:
        await crowd.post(crowd.other_grid, Role.MEMBER, person)
    await crowd.until("open")
    for person in people:
        card = await crowd.card(person)
        await mark(crowd.session, card, person, crowd.street.community.id, ALL, 1, crowd.now)
        if words:
            await add_words(crowd.session, card, person, crowd.street.community.id, words, crowd.now)
    return [person.tg_user_id for person in people]


async def test_each_is_asked_once_by_day_whatever_posts_they_hold(crowd: Crowd) -> None:
    street = crowd.street
    await crowd.post(crowd.other_grid, Role.BACKUP, street.leader)
    await crowd.review()
    assert await told(crowd, CARD) == []
    review = await crowd.until("open")
    asked = [message.chat_id for message in await told(crowd, CARD)]
    expected = [street.member, street.leader, street.community_leader, crowd.officer, crowd.liaison]
    assert sorted(asked) == sorted(person.tg_user_id for person in expected)
    assert {message.not_before.astimezone(SHANGHAI).hour for message in await told(crowd, CARD)} <= {9, 10}
    assert review.next_at is not None
    assert review.next_at.astimezone(SHANGHAI).date() == review.last - timedelta(days=3)


async def test_what_comes_due_at_night_waits_for_the_morning_and_late_ones_have_as_many_days(crowd: Crowd) -> None:
    review = await crowd.review()
    last = review.last
    crowd.now = (crowd.now.astimezone(SHANGHAI) + timedelta(days=3)).replace(hour=22)
    review = await crowd.until("open")
    assert crowd.now.astimezone(SHANGHAI).hour == 9
    assert (review.last - last, (review.last - review.first).days) == (timedelta(days=3), LENGTH - 1)


@pytest.mark.parametrize("groups", [True, False])
async def test_groups_are_written_to_once_where_it_is_wanted(crowd: Crowd, groups: bool) -> None:
    await crowd.review(groups=groups)
    await crowd.until("closed")
    assert [message.chat_id for message in await told(crowd, GROUP)] == [CHAT] * groups


async def test_only_those_who_have_said_nothing_are_reminded_and_leaders_hear_of_results(crowd: Crowd) -> None:
    member = crowd.street.member
    await crowd.review()
    await crowd.until("open")
    await mark(crowd.session, await crowd.card(member), member, crowd.street.community.id, 0, 0, crowd.now)
    await crowd.until("closing")
    reminded = {message.chat_id for message in await told(crowd, REMINDER)}
    assert member.tg_user_id not in reminded
    assert crowd.street.leader.tg_user_id in reminded
    await crowd.until("telling")
    assert crowd.now.astimezone(SHANGHAI).hour == 0
    await crowd.until("closed")
    assert {message.chat_id for message in await told(crowd, RESULTS)} == {
        crowd.officer.tg_user_id,
        crowd.liaison.tg_user_id,
        crowd.street.community_leader.tg_user_id,
        crowd.street.leader.tg_user_id,
    }


@pytest.mark.parametrize(("many", "shown"), [(FLOOR - 1, 0), (FLOOR, 1)])
async def test_once_it_is_over_only_what_five_have_said_is_left_and_nobody_can_tell_who(
    crowd: Crowd, many: int, shown: int
) -> None:
    review = await crowd.review()
    voters = await members_answer(crowd, many, WORDS)
    press = {"callback_query": {"from": {"id": voters[0]}, "data": "mrv:mark:1:2:0:3"}}
    said = {"message": {"from": {"id": voters[0]}, "text": WORDS}}
    keys = {"inline_keyboard": [[{"text": "✓ 1 满意", "callback_data": "mrv:mark:1:2:0:0"}]]}
    reply = {"message": {"from": {"id": voters[0]}, "text": "好", "reply_to_message": {"reply_markup": keys}}}
    other = {"message": {"from": {"id": voters[0]}, "text": "别的话"}}
    for number, raw in enumerate((press, said, reply, other), 1):
        payload = json.dumps({"update_id": number, **raw}, ensure_ascii=False, separators=(",", ":"))
        whose: dict[str, Any] = {"lane": 1, "sender_id": voters[0], "chat_id": voters[0], "state": InboxState.DONE}
        crowd.session.add(InboxUpdate(update_id=number, payload=payload, received_at=crowd.now, **whose))
    secrets = {(await crowd.current()).secret} | {each.voter for each in await rows(crowd, ReviewAnswer)}
    assert len(secrets) == many + 1
    await crowd.until("closed")
    results = await rows(crowd, ReviewResult)
    assert len(results) == shown
    if shown:
        [result] = results
        assert (result.body_id, result.people) == (crowd.street.community.id, many)
        assert result.counts == [[0, many, 0, 0]] * 4
    assert (await rows(crowd, ReviewCard), await rows(crowd, ReviewAnswer)) == ([], [])
    left = str([str(row._mapping) for kept in (await everything(crowd.session)).values() for row in kept])
    assert [each for each in secrets if each in left] == []
    assert left.count(WORDS) == (many if shown else 0)
    payloads = (
        await crowd.session.scalars(select(col(InboxUpdate.payload)).order_by(col(InboxUpdate.update_id)))
    ).all()
    assert (list(payloads[:3]), "别的话" in payloads[3]) == (["{}"] * 3, True)
    assert (await crowd.current()).answered == many
    with pytest.raises(Conflict, match="over"):
        await crowd.card(crowd.street.member)
    assert review.id == (await crowd.current()).id


async def test_an_answer_bears_no_name_may_be_changed_and_taken_back(crowd: Crowd) -> None:
    member, community = crowd.street.member, crowd.street.community.id
    await crowd.review()
    review = await crowd.until("open")
    card = await crowd.card(member)
    for value in (3, 0):
        await mark(crowd.session, card, member, community, 2, value, crowd.now)
    [answer] = await rows(crowd, ReviewAnswer)
    assert answer.marks == [None, None, 0, None]
    assert str(member.id) not in str(vars(answer))
    assert answer.voter == pseudonym(review, member.id)
    assert card.answered
    await take_back(crowd.session, card, member, community, crowd.now)
    assert (await rows(crowd, ReviewAnswer), card.answered) == ([], False)


async def test_nobody_answers_on_another_s_card_or_about_what_is_not_theirs(crowd: Crowd) -> None:
    member, leader, session = crowd.street.member, crowd.street.leader, crowd.session
    await crowd.review()
    await crowd.until("open")
    card = await crowd.card(member)
    for who, body in (
        (leader, crowd.street.community.id),
        (member, crowd.street.grid.id),
        (member, crowd.street.street.id),
        (member, 77),
    ):
        with pytest.raises(Refused, match="not_yours"):
            await mark(session, card, who, body, 0, 0, crowd.now)
    assert await rows(crowd, ReviewAnswer) == []


@pytest.mark.parametrize("state", ["planned", "open"])
async def test_called_off_nothing_is_kept_and_it_may_be_set_anew(crowd: Crowd, state: str) -> None:
    await crowd.review()
    if state == "open":
        await members_answer(crowd, FLOOR, WORDS)
    review = await crowd.current()
    with pytest.raises(Refused, match="not_leader"):
        await call_off(crowd.session, review, crowd.street.community_leader, crowd.now)
    await call_off(crowd.session, review, crowd.officer, crowd.now)
    for table in (ReviewAnswer, ReviewCard, ReviewResult):
        assert await rows(crowd, table) == []
    assert (review.state, review.secret, review.next_at) == (ReviewState.OFF, "", None)
    with pytest.raises(Conflict, match="over"):
        await call_off(crowd.session, review, crowd.officer, crowd.now)
    assert (await crowd.review()).id == review.id
    assert (await crowd.current()).state is ReviewState.PLANNED


async def test_who_is_forgotten_leaves_no_answer_behind(crowd: Crowd) -> None:
    await crowd.review()
    await crowd.until("open")
    person = await crowd.person()
    card = await crowd.card(person)
    card.grid_id = crowd.street.grid.id
    await mark(crowd.session, card, person, crowd.street.grid.id, 0, 0, crowd.now)
    person_id = person.id
    await forget(crowd.session, await find(crowd.session, str(person.tg_user_id)), "已注销", crowd.now)
    assert await rows(crowd, ReviewAnswer) == []
    cards = (await crowd.session.scalars(select(col(ReviewCard.person_id)))).all()
    assert person_id not in cards


async def test_a_street_that_leaves_the_roster_has_no_review(crowd: Crowd) -> None:
    await crowd.review()
    await members_answer(crowd, 1)
    assert len(await children(crowd.session, crowd.street.community)) == 2
    crowd.street.street.retired_at = crowd.now
    review = await crowd.until("off")
    assert isinstance(review, MutualReview)
    assert await rows(crowd, ReviewAnswer) == []
