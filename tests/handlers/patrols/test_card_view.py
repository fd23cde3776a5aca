"""The card of a round stands in the residents' group."""

from datetime import timedelta

import pytest

from handlers.messages import MessageContent
from tests.handlers.patrols.sent import kept, live
from tests.handlers.room import Room
from tests.street import GROUP

__all__ = ["kept"]
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


async def test_the_way_of_a_live_location_is_added_up_over_its_silences(room: Room) -> None:
    await room.says(MEMBER, MEMBER, "/checkin")
    shared = room.message(MEMBER, MEMBER) | live(7200)
    await room.take(message=shared)
    for minutes, north in ((1, 60), (59, 500), (1, 560)):
        room.now += timedelta(minutes=minutes)
        await room.take(edited_message=shared | live(7200, north) | {"edit_date": int(room.now.timestamp())})
    assert "（实时位置、行走120米）" in await room.text("patrols.card")
