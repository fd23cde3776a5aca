"""/quiz, its pages and buttons, and what Telegram tells of polls, through every router."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import POLL, MessageContent, Quiz, Skip
from models.grids.tables import Binding, Chat, Purpose
from models.outbox.polls import PollState, PollVote
from models.quiz.bank import built_in
from models.quiz.tables import QuizPlan, QuizRound, QuizTraining
from tests.handlers.room import Room, person
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADER = 11, 12, 14
LEADERS = -1002
FIRE = built_in().questions["oil_fire"]


@pytest.fixture
async def leaders(room: Room, street: Street) -> int:
    """The leaders' chat of the grid."""
    room.session.add(Chat(id=LEADERS, type="supergroup", title="负责人群", seen_at=room.now))
    await room.session.flush()
    room.session.add(Binding(grid_id=street.grid.id, purpose=Purpose.LEADERS, chat_id=LEADERS, bound_at=room.now))
    await room.session.flush()
    return LEADERS


@pytest.fixture
async def week(room: Room, street: Street) -> QuizRound:
    row = QuizRound(
        grid_id=street.grid.id,
        chat_id=GROUP,
        question=FIRE.name,
        right=FIRE.right,
        asked_at=room.now,
        closes_at=room.now + timedelta(days=7),
    )
    room.session.add(row)
    await room.session.flush()
    return row


async def content(room: Room, kind: str, locale: str = "zh_CN") -> MessageContent:
    said = await room.worded(await room.newest(kind), locale)
    assert isinstance(said, MessageContent)
    return said


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
async def test_a_member_is_asked_and_a_leader_sees_who_did_it(room: Room, street: Street, locale: str) -> None:
    await room.says(MEMBER, MEMBER, "/quiz")
    assert len((await content(room, "quiz.training", locale)).buttons) == 2
    await room.says(LEADER, LEADER, "/quiz")
    page = await content(room, "quiz.team", locale)
    assert "陈明梅" in page.html
    assert "路人" not in page.html
    await room.presses(LEADER, LEADER, f"qzb:{street.leader.id}")
    owners = [each.person_id for each in (await room.session.scalars(select(QuizTraining))).all()]
    assert set(owners) == {street.member.id, street.leader.id}


async def test_in_a_group_it_sends_to_the_private_chat_and_changes_nothing(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, "/quiz")
    assert "start=quiz" in (await content(room, "quiz.in_private")).buttons[0][0].url
    await room.says(LEADER, GROUP, "/quiz on")
    assert "私聊" in await room.text("quiz.refused")
    assert (await room.session.scalars(select(QuizPlan))).all() == []
    await room.says(MEMBER, MEMBER, "/start quiz")
    assert "第 1 题" in await room.text("quiz.training")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("/quiz on", "每星期三 19 点起，匿名作答"),
        ("/quiz 开 周五 20点 实名", "每星期五 20 点起，实名作答"),
        ("/quiz off", "已关闭"),
    ],
)
async def test_leaders_switch_it_in_their_chat_and_read_there_how_it_stands(
    room: Room, leaders: int, words: str, told: str
) -> None:
    await room.says(LEADER, leaders, words)
    assert told in await room.text("quiz.set")
    await room.says(LEADER, leaders, "/quiz")
    status = await room.text("quiz.status")
    assert ("未开启" in status) is (words == "/quiz off")
    assert "傅勇" not in status


@pytest.mark.parametrize(
    ("by", "words", "told"),
    [
        (MEMBER, "/quiz on", "由负责人开启和关闭"),
        (RESIDENT, "/quiz off", "由负责人开启和关闭"),
        (LEADER, "/quiz on 23点", "8 点到 20 点"),
        (LEADER, "/quiz 明天", "没有看懂"),
        (LEADER, "/quiz " + "长" * 3000, "没有看懂"),
    ],
)
async def test_what_cannot_be_set_is_answered(room: Room, street: Street, by: int, words: str, told: str) -> None:
    await room.says(by, by, words)
    assert told in await room.text("quiz.refused")


async def test_nobody_else_presses_on_somebodys_training(room: Room, street: Street) -> None:
    await room.says(MEMBER, MEMBER, "/quiz")
    [training] = (await room.session.scalars(select(QuizTraining))).all()
    for data in (f"qz:{training.id}:0:0", f"qz:stop:{training.id}", f"qzb:{street.member.id}"):
        request = await room.presses(LEADER, LEADER, data)
        assert request.toast is not None
        assert "失效" in request.toast.text
    assert training.answers == []


async def test_a_wrong_answer_is_explained_and_a_second_press_is_not_another_answer(room: Room, street: Street) -> None:
    await room.says(MEMBER, MEMBER, "/quiz")
    [training] = (await room.session.scalars(select(QuizTraining))).all()
    question = built_in().questions[training.questions[0]]
    wrong = (question.right + 1) % 3
    request = await room.presses(MEMBER, MEMBER, f"qz:{training.id}:0:{wrong}")
    assert request.toast is not None
    assert request.toast.text == "答错了"
    shown = (await content(room, "quiz.training")).html
    words = question.wordings["zh_CN"]
    assert words.options[question.right] in shown
    assert words.why in shown
    again = await room.presses(MEMBER, MEMBER, f"qz:{training.id}:0:{question.right}")
    assert again.toast is not None
    assert "已经答过" in again.toast.text
    assert training.answers == [wrong]


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
async def test_a_question_of_the_week_is_a_poll_and_its_words_are_for_where_none_may_be_sent(
    room: Room, week: QuizRound, locale: str
) -> None:
    message = await room.standing(GROUP, "quiz.round", 70, week.id)
    message.message_id = None
    said = await room.worded(message, locale)
    assert isinstance(said, MessageContent)
    words = FIRE.wordings[locale]
    assert said.quiz == Quiz(words.ask, words.options, FIRE.right, words.why, week.closes_at)
    assert len(said.buttons[0]) == len(words.options)
    message.message_id, message.form = 70, "text"
    by_buttons = await room.worded(message, locale)
    assert isinstance(by_buttons, MessageContent)
    assert by_buttons.quiz is None
    week.closed_at, message.form = room.now, POLL
    closed = await room.worded(message, locale)
    assert isinstance(closed, MessageContent)
    assert closed.quiz is not None
    assert (closed.quiz.closed, closed.buttons, words.why in closed.html) == (True, (), True)


@pytest.mark.parametrize("hours", [0.5, -1])
async def test_a_question_that_would_be_over_at_once_is_not_put(room: Room, week: QuizRound, hours: float) -> None:
    week.closes_at = room.now + timedelta(hours=hours)
    message = await room.standing(GROUP, "quiz.round", 70, week.id)
    message.message_id = None
    assert isinstance(await room.worded(message), Skip)


async def test_a_letter_of_another_chat_or_beyond_the_options_counts_for_nothing(room: Room, week: QuizRound) -> None:
    for where, option in ((MEMBER, 0), (GROUP, 11)):
        request = await room.presses(MEMBER, where, f"qzv:{week.id}:{option}")
        assert request.toast is not None
        assert "失效" in request.toast.text
    await room.presses(MEMBER, GROUP, f"qzv:{week.id}:0")
    week.closed_at = room.now
    late = await room.presses(RESIDENT, GROUP, f"qzv:{week.id}:0")
    assert late.toast is not None
    assert "已经结束" in late.toast.text
    assert len((await room.session.scalars(select(PollVote))).all()) == 1


async def test_what_telegram_tells_of_polls_is_kept_though_it_names_no_chat_and_nobody(room: Room) -> None:
    options = [{"persistent_id": str(place), "text": "甲", "voter_count": place} for place in range(3)]
    poll = {"id": "90", "question": "?", "options": options, "total_voter_count": 3, "is_closed": False}
    await room.take(poll={**poll, "is_anonymous": True, "type": "quiz", "allows_multiple_answers": False})
    [kept] = (await room.session.scalars(select(PollState))).all()
    assert (kept.id, kept.subject_id, kept.counts) == ("90", None, [0, 1, 2])
    answer = {"poll_id": "90", "option_persistent_ids": []}
    await room.take(poll_answer={**answer, "user": person(5), "option_ids": [1]})
    channel = {"user": person(136817688), "voter_chat": {"id": -100, "type": "supergroup", "title": "群"}}
    await room.take(poll_answer={**answer, **channel, "option_ids": [2]})
    votes = select(col(PollVote.voter), col(PollVote.option)).order_by(col(PollVote.voter))
    assert [tuple(row) for row in await room.session.execute(votes)] == [(-100, 2), (5, 1)]
    await room.take(poll_answer={**answer, "user": person(5), "option_ids": []})
    assert [tuple(row) for row in await room.session.execute(votes)] == [(-100, 2)]
    assert await room.messages() == []
