"""Polls as the server takes them, and as people answer them."""

from typing import Any

import pytest

from sandbox.control_client import DriverError
from tests.sandbox.conftest import Json, Street

FIRE: Json = {"question": "锅里油起火怎么办", "options": [{"text": "盖锅盖"}, {"text": "浇水"}, {"text": "端出去"}]}
QUIZ: Json = {**FIRE, "type": "quiz", "correct_option_ids": [0], "explanation": "盖锅盖，关火。"}
DAY = 24 * 3600


async def ask(street: Street, chat: int | None = None, **more: Any) -> Json:
    sent: Json = await street.bot.call("sendPoll", chat_id=chat or street.group, **{**QUIZ, **more})
    return sent


def counts(poll: Json) -> list[int]:
    return [option["voter_count"] for option in poll["options"]]


async def test_an_anonymous_quiz_tells_its_bot_nothing_but_totals(street: Street) -> None:
    sent = await ask(street)
    assert (sent["poll"]["is_anonymous"], sent["poll"]["allows_revoting"], counts(sent["poll"])) == (
        True,
        False,
        [0] * 3,
    )
    for person, option in ((street.chen, 0), (street.li, 1)):
        await street.driver.vote(street.group, person, sent["message_id"], option)
    updates = await street.bot.updates()
    assert [update.keys() - {"update_id"} for update in updates] == [{"poll"}, {"poll"}]
    assert [counts(update["poll"]) for update in updates] == [[1, 0, 0], [1, 1, 0]]
    assert updates[-1]["poll"]["total_voter_count"] == 2
    seen = await street.driver.view(street.group, street.li)
    assert seen["votes"] == {sent["poll"]["id"]: [1]}
    assert counts(seen["messages"][-1]["poll"]) == [1, 1, 0]


async def test_a_named_poll_tells_who_chose_what_and_in_which_chat_it_does_not_say(street: Street) -> None:
    sent = await ask(street, is_anonymous=False, allows_revoting=True)
    await street.driver.vote(street.group, street.li, sent["message_id"], 2)
    await street.driver.vote(street.group, street.li, sent["message_id"])
    answers = [update["poll_answer"] for update in await street.bot.updates() if "poll_answer" in update]
    assert [answer["option_ids"] for answer in answers] == [[2], []]
    assert answers[0].keys() == {"poll_id", "user", "option_ids", "option_persistent_ids"}
    assert (answers[0]["poll_id"], answers[0]["user"]["id"]) == (sent["poll"]["id"], street.li)


async def test_an_anonymous_administrator_answers_as_the_group(street: Street) -> None:
    sent = await ask(street, is_anonymous=False)
    await street.driver.vote(street.group, street.chen, sent["message_id"], 0, anonymous=True)
    [answer] = [update["poll_answer"] for update in await street.bot.updates() if "poll_answer" in update]
    assert answer["voter_chat"]["id"] == street.group
    assert answer["user"]["username"] == "Channel_Bot"


async def test_an_answer_to_a_quiz_stays_and_that_to_a_poll_may_be_changed(street: Street) -> None:
    quiz, plain = await ask(street), await street.bot.call("sendPoll", chat_id=street.group, **FIRE)
    for message in (quiz, plain):
        await street.driver.vote(street.group, street.li, message["message_id"], 1)
    with pytest.raises(DriverError, match="cannot be changed"):
        await street.driver.vote(street.group, street.li, quiz["message_id"], 0)
    shown = await street.driver.vote(street.group, street.li, plain["message_id"], 0)
    assert counts(shown["poll"]) == [1, 0, 0]


@pytest.mark.parametrize(("options", "why"), [((3,), "there are 3"), ((0, 1), "one answer"), ((), "no vote")])
async def test_a_vote_that_cannot_be_is_refused(street: Street, options: tuple[int, ...], why: str) -> None:
    sent = await ask(street)
    with pytest.raises(DriverError, match=why):
        await street.driver.vote(street.group, street.li, sent["message_id"], *options)
    with pytest.raises(DriverError, match="not in the group"):
        await street.driver.vote(street.group, street.stranger, sent["message_id"], 0)


async def test_a_poll_that_is_passed_on_is_the_same_poll_and_a_copy_is_another(street: Street) -> None:
    sent = await ask(street)
    other = (await street.driver.group("老乡群", street.li, members=[street.stranger, street.bot.id]))["id"]
    await street.bot.updates()
    passed = await street.driver.forward(other, street.li, street.group, sent["message_id"])
    assert passed["poll"]["id"] == sent["poll"]["id"]
    await street.driver.vote(other, street.stranger, passed["message_id"], 0)
    [told] = [update["poll"] for update in await street.bot.updates() if "poll" in update]
    assert (told["id"], counts(told)) == (sent["poll"]["id"], [1, 0, 0])
    source = {"from_chat_id": street.group, "message_id": sent["message_id"]}
    forwarded = await street.bot.call("forwardMessage", chat_id=other, **source)
    assert (forwarded["poll"]["id"], counts(forwarded["poll"])) == (sent["poll"]["id"], [1, 0, 0])
    copy = await street.bot.call("copyMessage", chat_id=other, **source)
    [shown] = await street.driver.messages(other, street.li, after=copy["message_id"] - 1)
    assert (shown["poll"]["id"] != sent["poll"]["id"], counts(shown["poll"])) == (True, [0] * 3)


async def test_what_is_protected_is_not_passed_on(street: Street) -> None:
    sent = await ask(street, protect_content=True)
    with pytest.raises(DriverError, match="cannot be forwarded"):
        await street.driver.forward(street.li, street.li, street.group, sent["message_id"])


async def test_a_stopped_poll_takes_no_more_votes_and_is_stopped_once(street: Street) -> None:
    sent = await ask(street)
    await street.driver.vote(street.group, street.li, sent["message_id"], 0)
    await street.bot.updates()
    place = {"chat_id": street.group, "message_id": sent["message_id"]}
    stopped = await street.bot.call("stopPoll", **place)
    assert (stopped["is_closed"], counts(stopped)) == (True, [1, 0, 0])
    assert [update["poll"]["is_closed"] for update in await street.bot.updates()] == [True]
    assert await street.bot.refusal("stopPoll", **place) == "400 Bad Request: poll has already been closed"
    with pytest.raises(DriverError, match="closed"):
        await street.driver.vote(street.group, street.chen, sent["message_id"], 0)


async def test_only_a_poll_of_its_own_can_be_stopped(street: Street) -> None:
    said = await street.bot.call("sendMessage", chat_id=street.group, text="早")
    refused = await street.bot.refusal("stopPoll", chat_id=street.group, message_id=said["message_id"])
    assert refused == "400 Bad Request: message is not a poll"
    gone = await street.bot.refusal("stopPoll", chat_id=street.group, message_id=999)
    assert gone == "400 Bad Request: message with poll to stop not found"


@pytest.mark.parametrize("closing", ["open_period", "close_date"])
async def test_a_poll_closes_by_itself_and_its_bot_is_told(street: Street, closing: str) -> None:
    at = DAY if closing == "open_period" else int(street.sandbox.world.timestamp()) + DAY
    sent = await ask(street, **{closing: at})
    await street.driver.advance(DAY - 60)
    await street.driver.vote(street.group, street.li, sent["message_id"], 0)
    await street.driver.advance(120)
    polls = [update["poll"] for update in await street.bot.updates()]
    assert [(poll["is_closed"], counts(poll)) for poll in polls] == [(False, [1, 0, 0]), (True, [1, 0, 0])]
    with pytest.raises(DriverError, match="closed"):
        await street.driver.vote(street.group, street.chen, sent["message_id"], 0)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"question": ""}, "poll question must be non-empty"),
        ({"question": "问" * 301}, "poll question length must not exceed 300"),
        ({"options": []}, "poll must have at least 1 option"),
        ({"options": [{"text": str(number)} for number in range(13)]}, "poll can't have more than 12 options"),
        ({"options": [{"text": ""}, {"text": "二"}]}, "poll options must be non-empty"),
        ({"options": [{"text": "长" * 101}]}, "poll options length must not exceed 100"),
        ({"options": [{"text": "同"}, {"text": "同"}]}, "POLL_OPTION_DUPLICATE"),
        ({"correct_option_ids": [3]}, "wrong correct option ID specified"),
        ({"correct_option_ids": [1, 0]}, "wrong correct option ID specified"),
        ({"correct_option_ids": []}, "wrong correct option ID specified"),
        ({"explanation": "长" * 201}, "quiz explanation length must not exceed 200"),
        ({"explanation": "一\n二\n三\n四"}, "quiz explanation must not have more than 2 line feeds"),
        ({"open_period": 4}, "poll can be open for 5 to 2628000 seconds"),
        ({"open_period": 2_628_001}, "poll can be open for 5 to 2628000 seconds"),
        ({"close_date": 5}, "poll can be open for 5 to 2628000 seconds"),
        ({"type": "exam"}, "unsupported poll type specified"),
    ],
)
async def test_a_poll_beyond_the_limits_is_refused(street: Street, given: Json, refusal: str) -> None:
    refused = await street.bot.refusal("sendPoll", chat_id=street.group, **{**QUIZ, **given})
    assert refused == f"400 Bad Request: {refusal}"


async def test_a_group_may_forbid_polls(street: Street) -> None:
    await street.driver.permissions(street.group, can_send_polls=False)
    refused = await street.bot.refusal("sendPoll", chat_id=street.group, **QUIZ)
    assert refused == "400 Bad Request: not enough rights to send polls to the chat"
    await street.bot.call("sendMessage", chat_id=street.group, text="早")


async def test_a_quiz_may_be_asked_in_private(street: Street) -> None:
    sent = await ask(street, street.chen)
    shown = await street.driver.vote(street.chen, street.chen, sent["message_id"], 0)
    assert counts(shown["poll"]) == [1, 0, 0]
