"""What aiogram cannot read of an update is left out, and nothing else."""

from copy import deepcopy
from typing import Any

import pytest
from aiogram import Bot
from pydantic import ValidationError

from bot.updates.readable import Json, readable

BOT = Bot("42:" + "x" * 35)
WHO = {"id": 7, "is_bot": False, "first_name": "李"}
CHAT = {"id": -100, "type": "supergroup", "title": "群"}
SIZE = {"file_id": "f", "file_unique_id": "u", "width": 90, "height": 60}
MESSAGE: Json = {"message_id": 5, "date": 1_790_000_000, "chat": CHAT, "from": WHO}
SAID: Json = {**MESSAGE, "text": "/report 楼道堆物"}
SHOWN: Json = {**MESSAGE, "caption": "/report 楼道堆物", "photo": [SIZE]}
HIDDEN = {"type": "hidden_user", "date": 1}
RULES = dict.fromkeys(
    ("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting", "members_only"), False
)
POLL = {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "type": "regular"}


def odd(where: Json, **parts: Any) -> Json:
    return {**deepcopy(where), **parts}


ODD: tuple[tuple[str, Json, list[str]], ...] = (
    ("an old forward that names nobody", odd(SHOWN, forward_origin=HIDDEN), ["forward_origin"]),
    ("a forward from where nobody was before", odd(SAID, forward_origin={"type": "comet"}), ["forward_origin"]),
    (
        "odd within what is replied to",
        odd(SAID, reply_to_message=odd(MESSAGE, text="旧", forward_origin=HIDDEN)),
        ["reply_to_message.forward_origin"],
    ),
    (
        "what is replied to lacks its chat",
        odd(SAID, reply_to_message={"message_id": 1, "date": 1, "text": "旧"}),
        ["reply_to_message"],
    ),
    (
        "a reply to elsewhere without its origin's name",
        odd(SHOWN, external_reply={"origin": HIDDEN, "photo": [SIZE]}),
        ["external_reply.origin", "external_reply"],
    ),
    (
        "paid media of a new kind among known ones",
        odd(SAID, paid_media={"star_count": 1, "paid_media": [{"type": "hologram"}, {"type": "preview"}]}),
        ["paid_media.paid_media.0"],
    ),
    ("a story without its chat", odd(SAID, story={"id": 1}), ["story"]),
    ("one size of a photo that lacks a number", odd(SHOWN, photo=[{"file_id": "s"}, SIZE]), ["photo.0"]),
    ("a mark that lacks its length", odd(SAID, entities=[{"type": "bold", "offset": 0}]), ["entities.0"]),
    ("a number that is none", odd(SAID, message_thread_id="general"), ["message_thread_id"]),
    ("a list where one thing belongs", odd(SHOWN, venue=[1, 2]), ["venue"]),
    (
        "a poll with an option of tomorrow",
        odd(SAID, poll=odd(POLL, options=[{"picture": 1}], **dict.fromkeys(RULES, False))),
        ["poll.options.0"],
    ),
    (
        "two odd parts",
        odd(SAID, forward_origin=HIDDEN, quote={"text": "旧"}),
        ["forward_origin", "quote"],
    ),
)


@pytest.mark.parametrize("kind", ["message", "edited_message"])
@pytest.mark.parametrize(("message", "left_out"), [case[1:] for case in ODD], ids=[case[0] for case in ODD])
def test_an_odd_part_is_left_out_and_words_and_photo_are_kept(kind: str, message: Json, left_out: list[str]) -> None:
    raw = {"update_id": 1, kind: message}
    before = deepcopy(raw)
    kept, update, lost = readable(raw, BOT)
    said = getattr(update, kind)
    assert raw == before
    assert sorted(lost) == sorted(f"{kind}.{path}" for path in left_out)
    assert (said.text or said.caption) == "/report 楼道堆物"
    assert (said.chat.id, said.from_user.id, said.message_id) == (-100, 7, 5)
    assert [size.file_id for size in said.photo or ()] == ["f"] * ("photo" in message)
    assert {name for name in message if name not in kept[kind]} == {each for each in left_out if "." not in each}


def test_a_nested_rich_message_is_not_looked_into() -> None:
    """Aiogram would take minutes for this one."""
    text: Any = "楼道"
    for _ in range(30):
        text = {"type": "of_tomorrow", "text": [text, {"type": "bold", "text": "堆物"}]}
    rich = {"blocks": [{"type": "paragraph", "text": text}]}
    message = odd(SAID, reply_to_message=odd(MESSAGE, rich_message=rich), rich_message=rich)
    _, update, lost = readable({"update_id": 1, "message": message}, BOT)
    assert lost == ["rich_message"]
    assert update.message is not None
    assert update.message.text == SAID["text"]
    assert update.message.reply_to_message is not None


def test_what_is_whole_is_handed_on_as_it_came() -> None:
    raw = {"update_id": 1, "message": SHOWN}
    kept, _, lost = readable(raw, BOT)
    assert (kept is raw, lost) == (True, [])


def membership(status: str, **rights: Any) -> Json:
    who = {"user": {"id": 42, "is_bot": True, "first_name": "网格哨"}}
    old, new = {**who, "status": "left"}, {**who, "status": status, **rights}
    return {"chat": CHAT, "from": WHO, "date": 1, "old_chat_member": old, "new_chat_member": new}


@pytest.mark.parametrize(
    ("status", "known"),
    [
        ("administrator", {"can_manage_chat": True, "can_delete_messages": True}),
        ("restricted", {"can_send_messages": True, "until_date": 0}),
        ("creator", {}),
    ],
)
def test_rights_that_are_lacking_are_not_given(status: str, known: Json) -> None:
    raw = {"update_id": 1, "my_chat_member": membership(status, **known)}
    _, update, lost = readable(raw, BOT)
    member = update.my_chat_member.new_chat_member  # type: ignore[union-attr]
    assert lost
    assert member.status == status
    assert {name: value for name, value in dict(member).items() if name.startswith("can_") and value} == {
        name: value for name, value in known.items() if value is True
    }


def test_a_press_keeps_its_message_but_for_what_is_odd_in_it() -> None:
    card = odd(MESSAGE, text="H1", forward_origin={"type": "comet"})
    press = {"id": "1", "from": WHO, "chat_instance": "1", "data": "hz:accept:1", "message": card}
    _, update, lost = readable({"update_id": 1, "callback_query": press}, BOT)
    assert lost == ["callback_query.message.forward_origin"]
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.message.message_id, query.message.chat.id) == ("hz:accept:1", 5, -100)


@pytest.mark.parametrize(
    "message",
    [
        odd(SAID, chat={"id": -100}),
        odd(SAID, **{"from": {"id": 7, "is_bot": False}}),
        odd(SAID, date="yesterday"),
        odd(SAID, text=["words"]),
        odd(SHOWN, caption={"words": 1}),
        odd(SHOWN, photo=[{"file_id": "s"}]),
        {"chat": CHAT},
    ],
    ids=["chat", "sender", "date", "words", "caption", "photo", "number"],
)
def test_without_what_was_said_by_whom_and_where_it_is_not_read(message: Json) -> None:
    with pytest.raises(ValidationError):
        readable({"update_id": 1, "message": message}, BOT)


def test_of_a_poll_s_totals_only_what_is_counted_is_read_whoever_told_it() -> None:
    old = {"id": "90", "question": "?", "type": "quiz", "is_closed": True, "is_anonymous": True, "total_voter_count": 3}
    options = [{"text": "甲", "voter_count": 1, "media": {"hologram": 1}}, {"text": "乙", "voter_count": 2}]
    raw: Json = {"update_id": 1, "poll": {**old, "options": options, "allows_multiple_answers": False}}
    _, update, lost = readable(raw, BOT)
    assert update.poll is not None
    assert (update.poll.id, update.poll.is_closed, update.poll.total_voter_count, lost) == ("90", True, 3, [])
    assert [option.voter_count for option in update.poll.options] == [1, 2]


def test_an_answer_is_read_without_the_names_of_options_that_older_servers_do_not_tell() -> None:
    raw: Json = {"update_id": 1, "poll_answer": {"poll_id": "90", "user": WHO, "option_ids": [1]}}
    _, update, _ = readable(raw, BOT)
    assert update.poll_answer is not None
    assert (update.poll_answer.poll_id, update.poll_answer.option_ids) == ("90", [1])


def test_totals_without_a_count_are_not_guessed() -> None:
    with pytest.raises(ValidationError):
        readable({"update_id": 1, "poll": {"id": "90", "options": [{"text": "甲"}]}}, BOT)
