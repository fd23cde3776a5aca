"""Which updates share a wave of requests: none that an earlier one of the same chat may leave without its request."""

import json
from typing import Any

import pytest

from bot.features import UNSETTLING
from bot.updates.waves import Readable, settled, waves
from models.inbox.ranks import Rank
from models.inbox.updates import Claimed

REPORT, PHOTO = {"text": "/report 楼道堆物"}, {"photo": [{"file_id": "a"}], "caption": "#隐患"}
BIND, LEFT = {"text": "/bind S-1"}, {"left_chat_member": {"id": 1}}


def row(update_id: int, chat: int, **raw: Any) -> Claimed:
    return Claimed(update_id, 0, chat, 7, "message", Rank.FRESH, 0, json.dumps(raw))


def said(update_id: int, chat: int, content: dict[str, Any]) -> Claimed:
    return row(update_id, chat, message=content)


def in_waves(*rows: Claimed) -> list[list[int]]:
    return [
        [each.update_id for each, _ in wave]
        for wave in waves([(each, Readable(each.raw, None)) for each in rows], UNSETTLING)
    ]


@pytest.mark.parametrize(
    ("raw", "stays"),
    [
        ({"message": REPORT}, True),
        ({"message": PHOTO}, True),
        ({"message": {"text": "大家好"}}, True),
        ({"message": {"location": {}}}, True),
        ({"message": {"text": "/help"}}, True),
        ({"message": {"text": "/duty@wangge_bot"}}, True),
        ({"message": BIND}, False),
        ({"message": {"text": "/bind@wangge_bot S-1"}}, False),
        ({"message": {"text": "/BIND，S-1"}}, False),
        ({"message": {"text": "/start S-1"}}, False),
        ({"message": {"photo": [], "caption": "/unbind"}}, False),
        ({"message": LEFT}, False),
        ({"message": {"migrate_to_chat_id": -5}}, False),
        ({"my_chat_member": {}}, False),
        ({"callback_query": {"data": "hz:7:accept"}}, True),
        ({"callback_query": {"data": "duty:1"}}, True),
        ({"callback_query": {"data": "unbind:7"}}, False),
        ({"callback_query": {"data": "undept:7"}}, False),
        ({"callback_query": {}}, False),
    ],
)
def test_service_messages_and_what_binds_or_frees_a_chat_may_change_it(raw: dict[str, Any], stays: bool) -> None:
    assert settled(raw, UNSETTLING) is stays


def test_nothing_makes_no_wave() -> None:
    assert in_waves() == []


def test_what_leaves_the_chats_as_they_are_is_one_wave() -> None:
    assert in_waves(said(1, -1, REPORT), said(2, -1, PHOTO), said(3, -2, REPORT)) == [[1, 2, 3]]


def test_what_follows_a_binding_in_its_chat_is_the_next_wave() -> None:
    assert in_waves(said(1, -1, REPORT), said(2, -1, BIND), said(3, -1, REPORT)) == [[1, 2], [3]]


def test_other_chats_do_not_wait_for_it() -> None:
    assert in_waves(said(1, -1, BIND), said(2, -2, REPORT), said(3, -1, REPORT), said(4, -2, BIND)) == [[1, 2, 4], [3]]


def test_each_binding_of_a_chat_ends_a_wave_and_the_order_stays() -> None:
    rows = [said(number, -1, BIND) for number in (1, 2, 3)]
    assert in_waves(*rows, said(4, -1, REPORT)) == [[1], [2], [3], [4]]


def test_every_update_is_in_one_wave_with_what_came_of_it() -> None:
    rows = [said(number, -1 - number % 3, BIND if number % 4 else REPORT) for number in range(24)]
    given = [pair for wave in waves([(each, Readable(each.raw, None)) for each in rows], UNSETTLING) for pair in wave]
    assert sorted(each.update_id for each, _ in given) == list(range(24))
    assert all(read.raw == each.raw for each, read in given)
