import pytest
from sqlalchemy import select

from handlers.worded import Pointless, Worded
from models.hazards.tables import Evidence
from tests.handlers.hazards.test_report import WORDS, card, hazards, labels, photo
from tests.handlers.room import Room
from tests.street import GROUP

RESIDENT, MEMBER = 11, 12
BUTTON = "查看全部材料"
VOICE = {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}


@pytest.fixture
async def heard(room: Room) -> None:
    """A voice that the resident, who is known in the group, sends in private."""
    await room.says(RESIDENT, GROUP, "大家好")
    await room.says(RESIDENT, RESIDENT, "/report")
    await room.sends(RESIDENT, RESIDENT, **VOICE)
    said = await card(room, "hazards.intake")
    await room.presses(RESIDENT, RESIDENT, said.buttons[0][0].data)


@pytest.mark.usefixtures("heard")
async def test_staff_hear_the_voice_that_only_the_bot_was_sent(room: Room) -> None:
    ping = await card(room, "hazards.ping")
    data = next(button.data for row in ping.buttons for button in row if button.label == BUTTON)
    await room.presses(MEMBER, MEMBER, data)
    said = await room.worded(await room.newest("hazards.piece"))
    [evidence] = await pieces(room)
    assert isinstance(said, Worded)
    assert said.copy_of == (RESIDENT, evidence.message_id)
    assert said.html == "<b>H1</b>"


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize(("by", "data"), [(RESIDENT, "hze:1"), (MEMBER, "hze:2"), (MEMBER, "hze:x"), (MEMBER, "hze")])
async def test_others_and_forged_presses_are_shown_nothing(room: Room, by: int, data: str) -> None:
    desk = await room.presses(by, by, data)
    assert desk.toast
    assert desk.toast.alert
    assert "hazards.piece" not in await room.kinds()


async def test_where_the_ping_shows_all_there_is_nothing_more_to_see(room: Room) -> None:
    await room.sends(RESIDENT, GROUP, **photo(caption=f"/report {WORDS}"))
    assert BUTTON not in labels(await card(room, "hazards.ping"))
    [hazard] = await hazards(room)
    assert hazard.text == WORDS


@pytest.mark.usefixtures("heard")
async def test_a_piece_that_is_gone_is_not_said(room: Room) -> None:
    await room.presses(MEMBER, MEMBER, "hze:1")
    for evidence in await pieces(room):
        await room.session.delete(evidence)
    await room.session.flush()
    assert isinstance(await room.worded(await room.newest("hazards.piece")), Pointless)


async def pieces(room: Room) -> list[Evidence]:
    return list((await room.session.scalars(select(Evidence))).all())
