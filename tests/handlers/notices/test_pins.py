from handlers.messages import Delete
from models.outbox.tables import Lane
from tests.handlers.room import BOT, Room
from tests.street import GROUP

PINNED = {"message_id": 5, "date": 0, "chat": {"id": GROUP, "type": "supergroup", "title": "x"}}


async def test_telegrams_word_of_our_own_pin_is_taken_away(room: Room) -> None:
    request = await room.sends(BOT, GROUP, pinned_message=PINNED)
    gone = await room.newest("notices.pinned")
    assert (gone.chat_id, gone.message_id, gone.lane) == (GROUP, request.message_id, Lane.IDLE)
    assert isinstance(await room.worded(gone), Delete)


async def test_what_an_administrator_pins_is_theirs(room: Room) -> None:
    await room.sends(14, GROUP, pinned_message=PINNED)
    assert await room.kinds(GROUP) == []
