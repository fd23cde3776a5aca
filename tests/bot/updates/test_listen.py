"""Which updates are handled before all others."""

from typing import Any

import pytest

from bot.updates.listen import calls_for_help
from models.hazards.kinds import built_in


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
    assert calls_for_help({"update_id": 1, **raw}, built_in()) is urgent
