"""/review, the card, the links and results, through every router."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent, Skip
from models.members.tables import Role
from models.mutual_reviews.answering import ALL, CARD, add_words, mark
from models.mutual_reviews.appraisers import appraisers_link, residents_link
from models.mutual_reviews.ending import GROUP as IN_GROUP
from models.mutual_reviews.running import REMINDER, RESULTS
from models.mutual_reviews.setting import OFFER, SETTING
from models.mutual_reviews.tables import Appraiser, ReviewAnswer, ReviewResult, ReviewState
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests.handlers.room import SHANGHAI, Room
from tests.models.mutual_reviews.crowd import Crowd, crowded
from tests.street import GROUP, Street

MEMBER, LEADER, COMMUNITY_LEADER, STRANGER = 12, 14, 15, 16
HOME, RESULT, SAID = "mutual_reviews.home", "mutual_reviews.result", "mutual_reviews.said"


@pytest.fixture
async def crowd(room: Room, street: Street) -> Crowd:
    return await crowded(room.session, street, room.now)


@pytest.fixture
async def open_review(room: Room, crowd: Crowd) -> Crowd:
    await crowd.review(groups=True)
    await crowd.until("open")
    room.now = crowd.now
    return crowd


async def content(room: Room, kind: str, locale: str = "zh_CN") -> MessageContent:
    said = await room.worded(await room.newest(kind), locale)
    assert isinstance(said, MessageContent), said
    return said


def labels(said: MessageContent) -> list[str]:
    return [button.label for row in said.buttons for button in row]


def data(said: MessageContent, label: str) -> str:
    return next(button.data for row in said.buttons for button in row if label in button.label)


async def answered(room: Room, words: str) -> None:
    """To the newest question, in private."""
    question = await room.newest("hazards.ask")
    number = 7000 + len(await room.messages())
    await room.sent("hazards.ask", number)
    by = question.chat_id
    about = {**room.message({"id": 42, "is_bot": True, "first_name": "x"}, by), "message_id": number, "text": "?"}
    await room.says(by, by, words, reply_to_message=about)


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
async def test_a_member_marks_four_questions_on_one_card(room: Room, open_review: Crowd, locale: str) -> None:
    await room.says(MEMBER, MEMBER, "/review")
    home = await content(room, HOME, locale)
    await room.presses(MEMBER, MEMBER, home.buttons[0][0].data)
    card = await content(room, CARD, locale)
    assert "S-1" in card.html
    assert [len(row) for row in card.buttons] == [4, 4, 4, 4, 2]
    await room.presses(MEMBER, MEMBER, card.buttons[0][3].data)
    await room.presses(MEMBER, MEMBER, card.buttons[1][0].data)
    card = await content(room, CARD, locale)
    assert [label[0] for label in labels(card)[:8]].count("✓") == 2
    [answer] = (await room.session.scalars(select(ReviewAnswer))).all()
    assert answer.marks == [3, 0, None, None]


async def test_words_are_asked_for_kept_with_the_answer_and_nowhere_else(room: Room, open_review: Crowd) -> None:
    card = await open_review.card(open_review.street.member)
    await room.presses(MEMBER, MEMBER, f"mrv:words:{card.id}:{open_review.street.community.id}")
    assert "不带您的姓名" in await room.text("hazards.ask")
    await answered(room, "多" * 301)
    assert "不要超过 300 个字" in await room.text("hazards.told")
    await answered(room, "多来网格看看")
    [answer] = (await room.session.scalars(select(ReviewAnswer))).all()
    assert answer.words == "多来网格看看"
    assert "多来网格看看" not in str([message.args for message in await room.messages()])
    await room.presses(MEMBER, MEMBER, f"mrvo:{card.id}")
    assert "您的意见：多来网格看看" in await room.text(CARD)
    await room.presses(MEMBER, MEMBER, f"mrv:back:{card.id}:{open_review.street.community.id}")
    assert (await room.session.scalars(select(ReviewAnswer))).all() == []


async def test_one_who_reviews_many_turns_from_one_to_the_next(room: Room, open_review: Crowd) -> None:
    card = await open_review.card(open_review.street.community_leader)
    await room.standing(COMMUNITY_LEADER, CARD, 900, card.id)
    first = await content(room, CARD)
    assert "1/4" in first.html
    assert "◀ 上一个" not in labels(first)
    await room.presses(COMMUNITY_LEADER, COMMUNITY_LEADER, data(first, "下一个"), on=900)
    second = await content(room, CARD)
    assert "2/4 派出所" in second.html
    await room.presses(COMMUNITY_LEADER, COMMUNITY_LEADER, data(second, "四项都满意"), on=900)
    assert "2/4 派出所" in (await content(room, CARD)).html
    assert "已点评 1 个" in (await content(room, CARD)).html


async def test_nobody_presses_on_another_s_card(room: Room, open_review: Crowd) -> None:
    card = await open_review.card(open_review.street.member)
    community = open_review.street.community.id
    for press in (f"mrv:mark:{card.id}:{community}:0:0", f"mrv:back:{card.id}:{community}", f"mrvo:{card.id}"):
        request = await room.presses(LEADER, LEADER, press)
        assert request.toast is not None
        assert "失效" in request.toast.text
    request = await room.presses(MEMBER, MEMBER, f"mrv:mark:{card.id}:{open_review.street.grid.id}:0:0")
    assert request.toast is not None
    assert "不由您点评" in request.toast.text
    assert (await room.session.scalars(select(ReviewAnswer))).all() == []


async def test_in_a_group_nothing_is_told(room: Room, open_review: Crowd) -> None:
    await room.says(MEMBER, GROUP, "/review")
    assert "请私聊" in await room.text("mutual_reviews.not_here")


async def test_a_leader_of_the_street_sets_it_sees_what_comes_and_calls_it_off(room: Room, crowd: Crowd) -> None:
    officer = crowd.officer.tg_user_id
    await room.says(officer, officer, "/review")
    home = await content(room, HOME)
    assert "还没有开展" in home.html
    await room.presses(officer, officer, data(home, "开展双向点评"))
    first = (room.now.astimezone(SHANGHAI) + timedelta(days=3)).date()
    assert "7天" in labels(await content(room, "hazards.ask"))[0]
    for words in ("昨天", f"{first:%m-%d}", "40", "14"):
        await answered(room, words)
    assert "7 到 31" in await room.text("hazards.told")
    await room.presses(officer, officer, data(await content(room, "hazards.ask"), "邀请一次"))
    assert f"{first:%m-%d} 至" in (await content(room, "hazards.ask")).html
    await room.presses(officer, officer, data(await content(room, "hazards.ask"), "确认开展"))
    review = await crowd.current()
    assert (review.first, review.groups, review.state) == (first, True, ReviewState.PLANNED)
    await room.presses(officer, officer, data(await content(room, SETTING), "取消本次点评"))
    await room.presses(officer, officer, data(await content(room, "hazards.ask"), "确认取消"))
    assert (await crowd.current()).state is ReviewState.OFF
    assert "已取消" in (await content(room, SETTING)).html


async def test_others_set_nothing(room: Room, crowd: Crowd) -> None:
    for step in ("set", "off"):
        request = await room.presses(COMMUNITY_LEADER, COMMUNITY_LEADER, f"mrvs:{step}:{crowd.street.street.id}")
        assert request.toast is not None
        assert "街道负责人" in request.toast.text
    request = await room.presses(LEADER, LEADER, f"mrvs:link:{crowd.street.community.id}")
    assert request.toast is not None
    assert "社区负责人" in request.toast.text


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
async def test_the_offer_is_said_until_a_review_is_set(room: Room, crowd: Crowd, locale: str) -> None:
    enqueue(room.session, crowd.officer.tg_user_id, OFFER, Lane.ROUTINE, room.now, subject_id=crowd.street.street.id)
    await room.session.flush()
    assert len((await content(room, OFFER, locale)).buttons) == 1
    await crowd.review()
    assert isinstance(await room.worded(await room.newest(OFFER)), Skip)


async def test_an_appraiser_follows_the_link_and_is_asked_while_a_review_is_open(room: Room, crowd: Crowd) -> None:
    link = await appraisers_link(room.session, crowd.street.community)
    await room.presses(COMMUNITY_LEADER, COMMUNITY_LEADER, f"mrvs:link:{crowd.street.community.id}")
    assert f"https://t.me/wangge_bot?start={link}" in await room.text("mutual_reviews.link")
    await room.says(STRANGER, STRANGER, f"/start {link}")
    assert "监督评议员" in await room.text("mutual_reviews.welcome")
    await crowd.review()
    await crowd.until("open")
    await room.says(STRANGER, STRANGER, f"/start {link}")
    assert "1/2" in await room.text(CARD)
    joined = await content(room, "mutual_reviews.joined")
    await room.presses(COMMUNITY_LEADER, COMMUNITY_LEADER, data(joined, "移除"))
    assert "不再是" in await room.text("mutual_reviews.joined")
    ended = (await room.session.scalars(select(Appraiser))).one().ended_at
    assert ended is not None
    await room.says(STRANGER, STRANGER, "/start ap_wrong")
    assert "链接无效" in await room.text("mutual_reviews.refused")


async def test_residents_come_by_the_one_message_in_their_group(room: Room, open_review: Crowd) -> None:
    said = await content(room, IN_GROUP)
    link = await residents_link(room.session, open_review.street.grid)
    assert [button.url for row in said.buttons for button in row] == [f"https://t.me/wangge_bot?start={link}"]
    await room.says(STRANGER, STRANGER, f"/start {link}")
    assert "1/1 S-1-1网格" in await room.text(CARD)
    await open_review.until("closed")
    message = await room.newest(IN_GROUP)
    over = await room.views[IN_GROUP](room.context(message, editing=True))
    assert isinstance(over, MessageContent)
    assert over.buttons == ()
    assert isinstance(await room.worded(message), Skip)
    await room.says(STRANGER, STRANGER, f"/start {link}")
    assert "没有进行中的点评" in await room.text("mutual_reviews.refused")


async def over(room: Room, crowd: Crowd, many: int, words: str = "") -> None:
    """So many members of the second grid have reviewed the community, and it is over."""
    for _ in range(many):
        person = await crowd.person("网格员")
        await crowd.post(crowd.other_grid, Role.MEMBER, person)
        card = await crowd.card(person)
        await mark(room.session, card, person, crowd.street.community.id, ALL, 0, crowd.now)
        if words:
            await add_words(room.session, card, person, crowd.street.community.id, words, crowd.now)
    await crowd.until("closed")
    room.now = crowd.now


async def result(room: Room, crowd: Crowd, locale: str = "zh_CN") -> MessageContent:
    review, community = await crowd.current(), crowd.street.community.id
    await room.presses(COMMUNITY_LEADER, COMMUNITY_LEADER, f"mrvr:{review.id}:{community}:0")
    return await content(room, RESULT, locale)


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize(("many", "shown"), [(4, False), (5, True)])
async def test_from_five_on_numbers_and_words_are_shown_and_nobody_s_name(
    room: Room, open_review: Crowd, many: int, shown: bool, locale: str
) -> None:
    await over(room, open_review, many, "请打 13800138000 <b>谢谢</b>")
    said = await result(room, open_review, locale)
    assert ("100%" in said.html) is shown
    assert "网格员10" not in said.html
    found = (await room.session.scalars(select(ReviewResult))).all()
    assert len(found) == shown
    if shown:
        await room.presses(COMMUNITY_LEADER, COMMUNITY_LEADER, f"mrvw:{found[0].id}:0")
        written = (await content(room, SAID, locale)).html
        assert written.count("138****8000 &lt;b&gt;谢谢") == many


async def test_results_are_for_the_leaders_of_what_was_reviewed_and_above(room: Room, open_review: Crowd) -> None:
    await over(room, open_review, 5, "好")
    review, community = await open_review.current(), open_review.street.community.id
    [found] = (await room.session.scalars(select(ReviewResult))).all()
    for press in (f"mrvr:{review.id}:{community}:0", f"mrvw:{found.id}:0"):
        request = await room.presses(LEADER, LEADER, press)
        assert request.toast is not None
        assert "只给被点评单位的负责人和上级" in request.toast.text
    officer, liaison = open_review.officer.tg_user_id, open_review.liaison.tg_user_id
    assert (await room.presses(officer, officer, f"mrvr:{review.id}:{community}:0")).toast is None
    department = open_review.department.id
    assert (await room.presses(liaison, liaison, f"mrvr:{review.id}:{department}:0")).toast is None
    await room.says(LEADER, LEADER, "/review")
    assert "S-1-1网格" in labels(await content(room, HOME))
    for chat in (officer, liaison, LEADER):
        told = [each for each in await room.messages(chat) if each.kind == RESULTS]
        said = await room.worded(told[0])
        assert isinstance(said, MessageContent)
        assert "不计入考核得分" in said.html
    await room.says(LEADER, LEADER, "/score")
    assert "/review" in await room.text("assessment.own")
    assert isinstance(await room.worded(await room.newest(REMINDER)), Skip)
    card = [each for each in await room.messages(MEMBER) if each.kind == CARD][-1]
    closed = await room.worded(card)
    assert isinstance(closed, MessageContent)
    assert "已结束" in closed.html


async def test_too_few_are_put_together_one_level_up_and_its_leaders_read_that(room: Room, open_review: Crowd) -> None:
    grids = (open_review.street.grid, open_review.other_grid)
    for number in range(6):
        person = await open_review.person()
        card = await open_review.card(person)
        card.grid_id = grids[number % 2].id
        await room.session.flush()
        await mark(room.session, card, person, grids[number % 2].id, ALL, 1, open_review.now)
        await add_words(room.session, card, person, grids[number % 2].id, "都好", open_review.now)
    await open_review.until("closed")
    review = await open_review.current()
    await room.presses(LEADER, LEADER, f"mrvr:{review.id}:{open_review.street.grid.id}:0")
    said = await content(room, RESULT)
    assert "人太少" in said.html
    assert "共 6 人" in said.html
    await room.presses(LEADER, LEADER, data(said, "群众和评议员的意见"))
    assert (await room.text(SAID)).count("都好") == 6
    kinds = select(col(ReviewResult.pooled))
    assert (await room.session.scalars(kinds)).all() == [True]
