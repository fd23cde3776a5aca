from typing import Any

import pytest

from models.inbox.raw_update import chat_of, clean, kind_of, sender_of

HUGE = 10**20


def test_the_chat_of_an_update_is_found_in_every_kind() -> None:
    message = {"message_id": 1, "chat": {"id": -5}, "from": {"id": 7}}
    assert chat_of({"update_id": 1, "message": message}) == -5
    assert chat_of({"update_id": 1, "edited_message": message}) == -5
    press = {"id": "1", "from": {"id": 7}, "message": message, "chat_instance": "x", "data": "a"}
    assert chat_of({"update_id": 1, "callback_query": press}) == -5
    assert chat_of({"update_id": 1, "my_chat_member": {"chat": {"id": -6}, "from": {"id": 7}}}) == -6
    assert chat_of({"update_id": 1, "inline_query": {"id": "1", "from": {"id": 7}}}) == 7
    assert chat_of({"update_id": 1, "poll": {"id": "515000000000000001", "options": []}}) == 515_000_000_000_000_001
    assert chat_of({"update_id": 1, "poll_answer": {"poll_id": "90", "user": {"id": 7}}}) == 90
    assert chat_of({"update_id": 1, "poll": {"id": "no number"}}) == 0
    assert chat_of({"update_id": 1, "poll": {"id": "9" * 40}}) == 0
    assert chat_of({"update_id": 1}) == 0


@pytest.mark.parametrize(
    "update", [{"message": {"chat": {}}}, {"message": {"chat": {"id": "7"}}}, {"message": {"from": {}}}]
)
def test_an_update_whose_chat_has_no_number_belongs_to_none(update: dict[str, Any]) -> None:
    assert chat_of({"update_id": 1, **update}) == 0


@pytest.mark.parametrize(
    ("raw", "sender"),
    [
        ({"update_id": 1, "message": {"chat": {"id": -5}, "from": {"id": 7}}}, 7),
        ({"update_id": 1, "callback_query": {"from": {"id": 8}, "message": {"from": {"id": 9}}}}, 8),
        ({"update_id": 1, "message": {"from": {"id": 1087968824}, "sender_chat": {"id": -5}}}, -5),
        ({"update_id": 1, "message": {"from": {"id": HUGE}}}, 0),
        ({"update_id": 1, "message": {"from": None}}, 0),
        ({"update_id": 1, "message": None}, 0),
        ({"update_id": 1}, 0),
    ],
)
def test_the_sender_is_a_user_or_the_chat_in_whose_name_it_was_sent(raw: dict[str, Any], sender: int) -> None:
    assert sender_of(raw) == sender


def test_a_kind_is_telegrams_name_for_it() -> None:
    assert kind_of({"update_id": 1, "edited_message": {}}) == "edited_message"
    assert kind_of({"of_tomorrow" * 9: {}, "update_id": 1}) == ("of_tomorrow" * 9)[:40]
    assert kind_of({"update_id": 1}) == "unknown"


@pytest.mark.parametrize("number", [HUGE, -HUGE, "7", None])
def test_what_no_column_can_hold_is_no_chat(number: object) -> None:
    assert chat_of({"update_id": 1, "message": {"chat": {"id": number}}}) == 0


def test_what_no_database_can_hold_is_replaced_by_as_many_characters() -> None:
    given = {"text": "a\0b", "entities": [{"offset": 2, "url": "\ud83d"}], "n\0": [None, True, 1.5, ["\udc00😀"]]}
    assert clean(given) == {"text": "a?b", "entities": [{"offset": 2, "url": "?"}], "n?": [None, True, 1.5, ["?😀"]]}
