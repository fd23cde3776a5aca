"""The quiz: a question a week in a group, as a poll or with buttons, and a training in private."""

from datetime import timedelta
from typing import Any

import pytest

from models.outbox.polls import PollState
from models.quiz.bank import built_in
from models.quiz.results import Tally, tallies
from models.quiz.tables import QuizRound, QuizTraining, TrainingState
from tests.journeys.conftest import Cast
from tests.journeys.town import Json, Town, labels, rows, words

HOUR, DAY = 3600, 86_400
WEEK = "一二三四五六日"
NEVER_USED = 900_000_000


async def switch_on(town: Town, cast: Cast, more: str = "") -> None:
    """By the leader in private, for ten o'clock of today."""
    today = town.app.timekeeper.now().astimezone(town.app.settings.zone)
    await town.driver.text(cast.leader, cast.leader, f"/quiz 开 周{WEEK[today.weekday()]} 10点{more}")
    await town.hears(cast.leader, cast.leader, "每周一问已开启")
    await town.later(60)
    await town.later(2 * HOUR)


async def the_poll(town: Town, cast: Cast, but: str = "") -> Json:
    def new(message: Json) -> bool:
        return "poll" in message and message["poll"]["id"] != but

    message = await town.driver.wait_message(cast.group, cast.resident, new)
    town.expect(message)
    return message


async def tally(town: Town) -> Tally:
    await town.settled()
    async with town.app.database.read() as session:
        [asked] = [each for each in await rows(town, QuizRound) if each.voters is None][-1:]
        return (await tallies(session, [asked]))[asked.id]


def right(poll: Json) -> int:
    [place] = poll["correct_option_ids"]
    return int(place)


def other(place: int) -> int:
    return 0 if place else 1


async def test_a_group_answers_one_poll_a_week_that_closes_and_tells_nobody_who_was_wrong(
    town: Town, cast: Cast
) -> None:
    await switch_on(town, cast)
    first = await the_poll(town, cast)
    poll, number = first["poll"], first["message_id"]
    assert (poll["type"], poll["is_anonymous"], first["has_protected_content"]) == ("quiz", True, True)
    assert (poll["question"], right(poll)) in [
        (each.wordings["zh_CN"].ask, each.right) for each in built_in().questions.values()
    ]
    await town.driver.vote(cast.group, cast.resident, number, other(right(poll)))
    await town.driver.vote(cast.group, cast.member, number, right(poll))
    assert await tally(town) == Tally(voters=2, rights=1)

    await town.driver.text(cast.leader, cast.leader, "/quiz")
    page = await town.hears(cast.leader, cast.leader, "所辖", "傅勇：还没做过", "匿名作答", "其中 0 个群有 5 人以上")
    assert "正确率" not in words(page)

    await town.later(7 * DAY)
    second = await the_poll(town, cast, but=poll["id"])
    assert second["poll"]["question"] != poll["question"]
    [closed] = [each for each in await town.driver.messages(cast.group) if each["message_id"] == number]
    assert closed["poll"]["is_closed"]
    await town.later(2 * DAY)
    done = (await rows(town, QuizRound))[0]
    assert (done.voters, done.rights) == (2, 1)
    assert poll["id"] not in [each.id for each in await rows(town, PollState)]

    await town.driver.text(cast.leader, cast.leader, "/quiz 关")
    await town.hears(cast.leader, cast.leader, "已关闭")
    await town.later(60)
    await town.later(60)
    await town.settled()
    assert (await town.driver.calls(method="stopPoll"))[-1]["ok"]
    await town.later(7 * DAY)
    assert len(await rows(town, QuizRound)) == 2


@pytest.mark.long
async def test_a_named_quiz_says_so_and_an_answer_may_come_early_or_be_taken_back(town: Town, cast: Cast) -> None:
    stray: dict[str, Any] = {"poll_id": "77", "option_persistent_ids": ["0"], "user": {"id": 5, "is_bot": False}}
    stray["user"]["first_name"] = "外人"
    await town.bring({"update_id": NEVER_USED, "poll_answer": {**stray, "option_ids": [0]}})
    await switch_on(town, cast, " 实名")
    message = await the_poll(town, cast)
    poll = message["poll"]
    assert (poll["is_anonymous"], poll["question"].endswith("（实名作答）")) == (False, True)
    await town.driver.vote(cast.group, cast.resident, message["message_id"], right(poll))
    await town.driver.vote(cast.group, cast.leader, message["message_id"], right(poll), anonymous=True)
    assert await tally(town) == Tally(voters=2, rights=2)
    back = {**stray, "poll_id": poll["id"], "option_persistent_ids": [], "option_ids": []}
    back["user"] = {"id": cast.resident, "is_bot": False, "first_name": "李秀英"}
    await town.bring({"update_id": NEVER_USED + 1, "poll_answer": back})
    assert await tally(town) == Tally(voters=1, rights=1)


@pytest.mark.long
async def test_where_polls_are_forbidden_people_answer_by_buttons_once(town: Town, cast: Cast) -> None:
    await town.driver.permissions(cast.group, can_send_polls=False)
    await switch_on(town, cast)
    card = await town.hears(cast.group, cast.resident, "每周一问", "每人一次")
    [asked] = await rows(town, QuizRound)
    letters = labels(card)
    wrong, good = letters[other(asked.right)], letters[asked.right]
    press = town.driver.press
    told = await press(cast.group, cast.resident, card["message_id"], wrong)
    assert f"正确答案是 {good}" in told["answer"]["text"]
    assert "1 人作答，0 人答对" in told["answer"]["text"]
    again = await press(cast.group, cast.resident, card["message_id"], good)
    assert f"正确答案是 {good}" in again["answer"]["text"]
    told = await press(cast.group, cast.member, card["message_id"], good)
    assert "答对了" in told["answer"]["text"]
    assert await tally(town) == Tally(voters=2, rights=1)
    await town.driver.permissions(cast.group)
    await town.later(7 * DAY)
    await town.hears(cast.group, cast.resident, f"正确答案：{good}", "2 人作答，1 人答对", buttons=())
    await the_poll(town, cast)


async def pressed(town: Town, person: int, message: Json, label: str) -> Json:
    """The message as it stands once that has been done."""
    await town.driver.press(person, person, message["message_id"], label)
    await town.settled()
    [now] = [each for each in await town.driver.messages(person, person) if each["message_id"] == message["message_id"]]
    town.expect(now)
    return now


@pytest.mark.long
async def test_a_resident_pauses_a_training_and_ends_it_another_day(town: Town, cast: Cast) -> None:
    person = cast.resident
    await town.driver.text(person, person, "/quiz")
    card = await town.hears(person, person, "第 1 题（共 12 题）")
    explained = await pressed(town, person, card, "A")
    assert labels(explained) == ["下一题", "先停一停"]
    assert "答对了" in words(explained) or "正确答案" in words(explained)
    paused = await pressed(town, person, explained, "先停一停")
    assert "已答 1 题" in words(paused)
    await town.later(DAY)
    await town.driver.text(person, person, "/quiz")
    card = await town.hears(person, person, "第 2 题")
    town.expect(*await town.driver.messages(person, person))
    for _ in range(11):
        card = await pressed(town, person, card, "A")
        if "下一题" in labels(card):
            card = await pressed(town, person, card, "下一题")
    [training] = await rows(town, QuizTraining)
    assert (training.state, len(training.answers)) == (TrainingState.DONE, 12)
    assert f"12 题答对 {training.rights} 题" in words(card)
    town.expect(*await town.driver.messages(person, person))
    await town.driver.text(cast.leader, cast.leader, "/quiz")
    assert "李秀英" not in words(await town.hears(cast.leader, cast.leader, "消防安全训练"))
    await town.driver.text(person, person, "/quiz 开")
    await town.hears(person, person, "由负责人开启和关闭")


async def test_a_certificate_that_ends_is_recalled_to_its_holder_and_the_leader(town: Town, cast: Cast) -> None:
    until = (town.app.timekeeper.now() + timedelta(days=8)).date().isoformat()
    await town.driver.text(cast.leader, cast.leader, f"/certificate 傅勇 电工证 T1 {until}")
    await town.hears(cast.leader, cast.leader, "已登记")
    await town.later(DAY)
    await town.hears(cast.member, cast.member, "您的证书“电工证” T1", "还有 7 天")
    await town.hears(cast.leader, cast.leader, "傅勇的证书“电工证” T1", "还有 7 天")
