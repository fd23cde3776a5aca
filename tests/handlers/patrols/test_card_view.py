"""The card of a round stands in the residents' group."""

import pytest

from handlers.messages import MessageContent
from tests.handlers.room import Room
from tests.street import GROUP

MEMBER = 12


@pytest.mark.parametrize("where", [GROUP, MEMBER])
async def test_nothing_of_a_household_that_was_said_in_private_is_on_a_card_in_a_group(room: Room, where: int) -> None:
    await room.says(MEMBER, where, "/checkin")
    await room.says(MEMBER, MEMBER, "/checkin 5号楼王某为新增困难对象")
    await room.says(MEMBER, MEMBER, "/checkin 3号楼楼道已清空\n5号楼王某与邻居矛盾纠纷升级")
    card = await room.worded(await room.newest("patrols.card"))
    assert isinstance(card, MessageContent)
    assert "3号楼楼道已清空" in card.html
    assert ("王某" in card.html) is (where == MEMBER)
