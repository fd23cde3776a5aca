from models.notices.tables import NoticeLevel, NoticeState
from models.notices.warnings import UNHEARD
from tests.handlers.notices.desk import COMMUNITY, notice, said
from tests.handlers.room import Room


async def test_the_level_above_hears_of_a_red_warning_without_words_too(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/warn")
    found = await notice(room)
    found.state, found.level = NoticeState.SENT, NoticeLevel.RED
    await room.standing(31, UNHEARD, 802, found.id)
    assert (await said(room, UNHEARD)).html.startswith(f"<b>红色预警{found.code}")
