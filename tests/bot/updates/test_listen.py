"""Which updates are handled before all others."""

from typing import Any

import pytest

from bot.updates.listen import rank_of
from models.hazards.kinds import built_in
from models.inbox.ranks import Rank


@pytest.mark.parametrize(
    ("raw", "urgent"),
    [
        ({"message": {"text": "/sos"}}, True),
        ({"message": {"text": " /SOS@wangge_bot 三楼"}}, True),
        ({"message": {"text": "/sos！！！"}}, True),
        ({"message": {"caption": "/sos 看照片"}}, True),
        ({"message": {"text": "/report 楼道起火了，快来救火"}}, True),
        ({"message": {"text": "3号楼着火了"}}, True),
        ({"message": {"text": "/report 楼道堆物"}}, False),
        ({"message": {"photo": []}}, False),
        ({"edited_message": {"text": "/sos"}}, False),
        ({"callback_query": {"data": "sos:going:1", "message": {"text": "/sos"}}}, False),
        ({"message": {"text": 5}}, False),
        ({"message": {"text": ["/sos"]}}, False),
        ({"message": None}, False),
        ({}, False),
    ],
)
def test_calls_for_help_are_known_by_their_words(raw: dict[str, Any], urgent: bool) -> None:
    assert (rank_of({"update_id": 1, **raw}, built_in()) is Rank.CALL_FOR_HELP) is urgent


@pytest.mark.parametrize(
    ("raw", "rank"),
    [
        ({"message": {"text": "/report@wangge_bot 楼道堆物"}}, Rank.REPORT),
        ({"message": {"text": "/上报 楼道堆物"}}, Rank.REPORT),
        ({"message": {"text": "3号楼楼道冒烟"}}, Rank.REPORT),
        ({"message": {"photo": [], "caption": "楼道"}}, Rank.REPORT),
        ({"message": {"photo": []}}, Rank.REPORT),
        ({"message": {"new_chat_members": []}}, Rank.REPORT),
        ({"my_chat_member": {}}, Rank.REPORT),
        ({"message": {"text": "收到"}}, Rank.FRESH),
        ({"message": {"sticker": {}}}, Rank.FRESH),
        ({"edited_message": {"text": "3号楼楼道冒烟"}}, Rank.FRESH),
        ({"callback_query": {"data": "nt:r:received:1", "message": {"text": "/report"}}}, Rank.FRESH),
        ({"poll_answer": {}}, Rank.FRESH),
    ],
)
def test_reports_and_commands_go_before_chat_and_presses(raw: dict[str, Any], rank: Rank) -> None:
    assert rank_of({"update_id": 1, **raw}, built_in()) is rank
