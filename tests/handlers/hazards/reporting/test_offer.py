"""What looks like a report is never met with silence: kept in private, offered in a group, a cry for help is one."""

import pytest
from sqlalchemy import select

from handlers.hazards.reporting.offer import means_report
from handlers.messages import Delete, MessageContent
from models.emergencies.tables import Call
from models.evidence.tables import Evidence
from models.grids.tables import Binding, Chat, Purpose
from models.hazards.reporting.private_draft import Intake
from tests.handlers.hazards.reports import RESIDENT, WORDS, hazards, photo
from tests.handlers.room import Room, person
from tests.street import GROUP, Street

OFFER = "hazards.offer"
VIDEO = {"file_id": "v", "file_unique_id": "v", "width": 1, "height": 1, "duration": 1}
VOICE = {"file_id": "o", "file_unique_id": "o", "duration": 1}


async def intake(room: Room) -> Intake | None:
    return (await room.session.scalars(select(Intake))).first()


@pytest.mark.parametrize(
    "caption", [f"/上报 {WORDS}", f"/reprot {WORDS}", f"/reprot@wangge_bot，{WORDS}", f"/隐患：{WORDS}"]
)
async def test_a_photo_with_a_command_that_nobody_knows_is_kept_in_private(room: Room, caption: str) -> None:
    await room.sends(RESIDENT, RESIDENT, **photo(caption=caption))
    kept = await intake(room)
    assert kept is not None
    assert WORDS in kept.text
    assert len(kept.found) == 1
    assert "members.unknown" not in await room.kinds(RESIDENT)


@pytest.mark.parametrize("command", ["/help", "/my", "/contacts", "/language"])
async def test_a_photo_with_another_command_is_kept_and_the_command_answered(room: Room, command: str) -> None:
    await room.sends(RESIDENT, RESIDENT, **photo(caption=f"{command} {WORDS}"))
    kept = await intake(room)
    assert kept is not None
    assert len(kept.found) == 1
    assert len(await room.kinds(RESIDENT)) == 2


@pytest.mark.parametrize("text", [f"/上报 {WORDS}", f"/baogao {WORDS}"])
async def test_words_with_a_command_that_nobody_knows_are_asked_about_in_private(room: Room, text: str) -> None:
    await room.says(RESIDENT, RESIDENT, text)
    kept = await intake(room)
    assert kept is not None
    assert WORDS in kept.text


@pytest.mark.parametrize(
    "said",
    [
        photo(caption=f"/上报 {WORDS}"),
        photo(caption="/reprot"),
        {"text": f"/上报 {WORDS}"},
        {"text": "/上报 看看这里"},
        {"text": "/reprot 看看这里"},
        {"text": f"@wangge_bot {WORDS}"},
        photo(caption=WORDS),
        {"video": VIDEO, "caption": WORDS},
        {"voice": VOICE, "caption": WORDS},
        {"text": f"#隐患{WORDS}"},
    ],
)
async def test_in_a_group_one_button_reports_it(room: Room, said: dict[str, object]) -> None:
    request = await room.sends(RESIDENT, GROUP, **said)
    offer = await room.newest(OFFER)
    assert offer.reply_to == request.message_id
    worded = await room.worded(offer)
    assert isinstance(worded, MessageContent)
    assert "尚未上报" in worded.html
    await room.sent(OFFER, 700)
    assert await hazards(room) == []
    original = {**room.message(RESIDENT, GROUP), "message_id": request.message_id, **said}
    card = {**room.message(person(42), GROUP), "message_id": 700, "text": "…", "reply_to_message": original}
    query = {"id": "1", "from": person(12), "message": card, "chat_instance": "1", "data": "hzr"}
    await room.take(callback_query=query)
    await room.take(callback_query=query)
    [hazard] = await hazards(room)
    assert hazard.message_id == request.message_id
    assert (WORDS in hazard.text) == (WORDS in str(said))
    assert isinstance(await room.worded(offer), Delete)


@pytest.mark.parametrize(
    "said",
    [
        {"text": "/fly 明天"},
        {"text": "/export 看看这里"},
        {"text": "/reprot"},
        {"text": WORDS},
        photo(caption="今天的晚霞真好看"),
        {"text": "#隐患排查 明天上午九点"},
    ],
)
async def test_what_is_only_talk_is_left_alone(room: Room, said: dict[str, object]) -> None:
    await room.sends(RESIDENT, GROUP, **said)
    assert await room.kinds() == []


@pytest.mark.parametrize("where", [RESIDENT, GROUP])
@pytest.mark.parametrize(
    "text", ["/着火了", "/上报 3号楼着火了", "/hlep 着火了，快来", "/help 着火了", "/help，厨房着火啦"]
)
async def test_a_cry_for_help_is_one_whatever_command_it_begins_with(room: Room, where: int, text: str) -> None:
    await room.says(RESIDENT, where, text)
    [call] = (await room.session.scalars(select(Call))).all()
    assert call.chat_id == where
    assert not {"members.help", "members.unknown", OFFER} & set(await room.kinds())


async def test_in_reply_to_a_card_too_a_photo_with_another_command_is_kept_in_private(room: Room) -> None:
    await room.says(RESIDENT, RESIDENT, f"/report {WORDS}")
    newest = (await room.messages(RESIDENT))[-1]
    await room.sent(newest.kind, 700)
    card = {**room.message(person(42), RESIDENT), "message_id": 700, "text": "…"}
    await room.sends(RESIDENT, RESIDENT, reply_to_message=card, **photo(caption=f"/上报 {WORDS}"))
    kept = await intake(room)
    assert kept is not None
    assert len(kept.found) == 1


async def test_in_a_group_that_serves_no_grid_it_is_answered(room: Room) -> None:
    await room.sends(RESIDENT, -999, **photo(caption=f"/上报 {WORDS}"))
    assert await room.kinds(-999) == ["members.unknown"]


async def test_in_a_leaders_chat_a_photo_with_words_is_no_offer(room: Room, street: Street) -> None:
    leaders = -1950
    room.session.add(Chat(id=leaders, type="supergroup", seen_at=room.now))
    room.session.add(Binding(grid_id=street.grid.id, purpose=Purpose.LEADERS, chat_id=leaders, bound_at=room.now))
    await room.session.flush()
    await room.sends(RESIDENT, leaders, **photo(caption=WORDS))
    assert OFFER not in await room.kinds(leaders)


async def test_what_is_offered_of_an_album_is_reported_whole(room: Room) -> None:
    first = await room.sends(RESIDENT, GROUP, media_group_id="a1", **photo("one", caption=f"/上报 {WORDS}"))
    await room.sends(RESIDENT, GROUP, media_group_id="a1", **photo("two"))
    await room.sent(OFFER, 700)
    about = {"media_group_id": "a1", **photo("one", caption=f"/上报 {WORDS}")}
    original = {**room.message(RESIDENT, GROUP), "message_id": first.message_id, **about}
    card = {**room.message(person(42), GROUP), "message_id": 700, "text": "…", "reply_to_message": original}
    query = {"id": "1", "from": person(RESIDENT), "message": card, "chat_instance": "1", "data": "hzr"}
    await room.take(callback_query=query)
    [hazard] = await hazards(room)
    shown = (await room.session.scalars(select(Evidence))).all()
    assert [each.subject_id for each in shown] == [hazard.id, hazard.id]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(
            (name, True)
            for name in ("reprot", "repot", "reports", "raport", "rport", "rreport", "eport", "上报", "隐患")
        ),
        *((name, False) for name in ("repo", "export", "sport", "reply", "restart", "start", "r", "reporters")),
    ],
)
def test_one_slip_of_the_finger_still_means_to_report(typed: str, *, meant: bool) -> None:
    assert means_report(typed) is meant
