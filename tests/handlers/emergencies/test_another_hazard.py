"""What a caller for help writes that is plainly another matter is asked about, and joins the call all the same."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent
from models.emergencies.tables import CallEvent
from models.evidence.attach import pieces_of
from tests.handlers.emergencies.messages import CARD, MEMBER, added, ends, labels, photo, replies
from tests.handlers.hazards.reports import RESIDENT, edits, hazards
from tests.handlers.hazards.reports import added as added_to_hazards
from tests.handlers.pressing import NO_LONGER
from tests.handlers.room import Room
from tests.street import GROUP, Street

STRANGER = 16
HAZARD = "5号楼楼道堆满杂物"
ASKED = "emergencies.another_hazard"
YES, NO = "sosapart:yes:1", "sosapart:no:1"


@pytest.fixture
async def called(room: Room, street: Street) -> None:
    """In private, by somebody of whom the grid is known; the member goes."""
    await room.says(RESIDENT, GROUP, "大家好")
    await room.says(RESIDENT, RESIDENT, "/sos 3号楼着火了")
    await room.presses(MEMBER, MEMBER, "sos:going:1")


async def question(room: Room) -> MessageContent:
    said = await room.worded(await room.newest(ASKED))
    assert isinstance(said, MessageContent)
    return said


async def told_of(room: Room) -> list[str]:
    rows = await room.session.scalars(select(col(CallEvent.data)).order_by(col(CallEvent.id)))
    return [data["text"] for data in rows if data.get("text")]


@pytest.mark.usefixtures("called")
async def test_the_caller_is_asked_and_those_who_go_have_it_already(room: Room) -> None:
    await room.says(RESIDENT, RESIDENT, HAZARD)
    assert labels(await question(room)) == [["是，单独上报"], ["不是，与求助有关"]]
    assert f"您写的：{HAZARD}" in (await question(room)).html
    assert [message.args["text"] for message in await added(room)] == [HAZARD]
    assert "emergencies.word" not in await room.kinds(RESIDENT)
    assert await hazards(room) == []


@pytest.mark.usefixtures("called")
async def test_yes_reports_it_with_its_photos_and_the_call_keeps_them(room: Room) -> None:
    await room.sends(RESIDENT, RESIDENT, **photo("of the fire"))
    for name, caption in (("one", HAZARD), ("two", "")):
        await room.sends(RESIDENT, RESIDENT, media_group_id="7", caption=caption or None, **photo(name))
    await room.presses(RESIDENT, RESIDENT, YES)
    [hazard] = await hazards(room)
    assert (hazard.text, hazard.discreet) == (HAZARD, True)
    assert [piece.file_id for piece in await pieces_of(room.session, hazard.id)] == ["one", "two"]
    assert await told_of(room) == ["3号楼着火了", HAZARD]
    assert len(await added(room)) == 3
    assert labels(await question(room)) == []


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize("first", [YES, NO])
async def test_it_is_answered_once(room: Room, first: str) -> None:
    await room.says(RESIDENT, RESIDENT, HAZARD)
    await room.presses(RESIDENT, RESIDENT, first)
    for again in (YES, NO):
        request = await room.presses(RESIDENT, RESIDENT, again)
        assert request.toast is not None
        assert request.toast.text == NO_LONGER
    assert len(await hazards(room)) == (1 if first == YES else 0)


@pytest.mark.usefixtures("called")
async def test_no_leaves_it_with_the_call(room: Room) -> None:
    await room.says(RESIDENT, RESIDENT, HAZARD)
    await room.presses(RESIDENT, RESIDENT, NO)
    assert (labels(await question(room)), await hazards(room)) == ([], [])
    assert await told_of(room) == ["3号楼着火了", HAZARD]


@pytest.mark.usefixtures("called")
async def test_an_edit_follows_it_to_both(room: Room) -> None:
    number = (await room.says(RESIDENT, RESIDENT, HAZARD)).message_id
    await room.presses(RESIDENT, RESIDENT, YES)
    await edits(room, number, RESIDENT, text=f"{HAZARD}，有人飞线充电")
    assert await added_to_hazards(room) == ["有人飞线充电"]
    assert (await told_of(room))[-1] == "有人飞线充电"


async def test_in_a_group_who_called_is_asked_in_private(room: Room, street: Street) -> None:
    street.resident.started = True
    await room.sends(RESIDENT, GROUP, caption="/sos 3号楼着火", **photo("first"))
    await room.sent("emergencies.card", CARD)
    await replies(room, RESIDENT, caption=HAZARD, **photo("second"))
    assert ASKED not in await room.kinds(GROUP)
    await room.presses(RESIDENT, RESIDENT, YES)
    [hazard] = await hazards(room)
    assert [piece.file_id for piece in await pieces_of(room.session, hazard.id)] == ["second"]


@pytest.mark.parametrize(("by", "started"), [(RESIDENT, False), (STRANGER, True)])
async def test_who_cannot_be_asked_or_did_not_call_is_not(room: Room, street: Street, by: int, started: bool) -> None:
    street.resident.started = street.stranger.started = started
    await room.says(RESIDENT, GROUP, "/sos 3号楼着火")
    await room.sent("emergencies.card", CARD)
    await replies(room, by, text=HAZARD)
    assert ASKED not in await room.kinds()


@pytest.mark.parametrize("first", ["", "3号楼着火"])
async def test_a_hazard_told_with_the_command_is_asked_about(room: Room, street: Street, first: str) -> None:
    if first:
        await room.says(RESIDENT, RESIDENT, f"/sos {first}")
    await room.says(RESIDENT, RESIDENT, f"/sos {HAZARD}")
    assert (await room.kinds(RESIDENT)).count(ASKED) == 1


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize("words", ["烟越来越大了", "在3楼", "快来", "3号楼楼道堆满杂物"])
async def test_what_may_be_about_the_call_is_added_without_a_question(room: Room, words: str) -> None:
    await room.says(RESIDENT, RESIDENT, words)
    assert ASKED not in await room.kinds()
    assert "已补充" in await room.text("emergencies.word")


@pytest.mark.usefixtures("called")
async def test_after_the_end_the_question_can_still_be_answered(room: Room) -> None:
    await room.says(RESIDENT, RESIDENT, HAZARD)
    await ends(room, MEMBER, MEMBER, "safe")
    await room.presses(RESIDENT, RESIDENT, YES)
    assert [hazard.text for hazard in await hazards(room)] == [HAZARD]


async def test_of_a_caller_whose_grid_is_not_known_it_is_asked(room: Room, street: Street) -> None:
    await room.says(STRANGER, STRANGER, "/sos 3号楼着火了")
    await room.says(STRANGER, STRANGER, HAZARD)
    await room.presses(STRANGER, STRANGER, YES)
    assert await hazards(room) == []
    assert "隐患在哪里？请点选。" in await room.text("hazards.intake")
