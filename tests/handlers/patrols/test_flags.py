"""Who sees what is marked on rounds, and who may explain it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.configuration.settings import Settings
from handlers.messages import Delete, MessageContent, Skip
from models.grids.boundary import METRES_A_DEGREE
from models.grids.datum import Datum, taken_into
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.patrols.doubts.flags import FLAGGED, FlagKind, PatrolFlag, answer_flag, flag
from models.patrols.tables import PatrolRound, PatrolStop
from models.places.tables import Place
from models.retention import RETENTION
from tests.handlers.room import Room
from tests.models.patrols.patrolling import square
from tests.street import GROUP, Street

MEMBER, LEADER, COMMUNITY = 12, 14, 15
FORWARDED = {
    "photo": [{"file_id": "f1", "file_unique_id": "u1", "width": 90, "height": 90}],
    "forward_origin": {"type": "hidden_user", "sender_user_name": "同事", "date": 1_790_000_000},
}


@pytest.fixture(autouse=True)
def kept(room: Room) -> None:
    RETENTION.keep(room.session, Settings().retention)


async def marks(room: Room) -> list[PatrolFlag]:
    return list((await room.session.scalars(select(PatrolFlag))).all())


async def test_a_mark_is_told_in_private_and_explained_by_its_member_alone(room: Room) -> None:
    await room.says(MEMBER, MEMBER, "/checkin")
    await room.sends(MEMBER, MEMBER, **FORWARDED)
    assert FLAGGED not in await room.kinds(GROUP)
    said = await room.worded(await room.newest(FLAGGED))
    assert isinstance(said, MessageContent)
    assert "照片或位置是转发的" in said.html
    [mark] = await marks(room)
    refused = await room.presses(LEADER, LEADER, f"ptf:{mark.id}")
    assert refused.toast is not None
    assert "只有打卡人本人" in refused.toast.text
    await room.presses(MEMBER, MEMBER, f"ptf:{mark.id}")
    assert (await room.newest("hazards.ask")).chat_id == MEMBER


HUNDREDS_AWAY = 29.356 + 300 / METRES_A_DEGREE


@pytest.mark.parametrize(
    ("drawn_in", "said", "latitude", "accuracy", "told"),
    [
        (Datum.GCJ02, Datum.WGS84, 29.356, 20.0, True),
        (Datum.GCJ02, Datum.GCJ02, 29.356, 20.0, False),
        (Datum.GCJ02, Datum.UNKNOWN, 29.356, 20.0, False),
        (Datum.WGS84, Datum.WGS84, HUNDREDS_AWAY, 20.0, True),
        (Datum.WGS84, Datum.WGS84, HUNDREDS_AWAY, 1500.0, False),
    ],
)
async def test_outside_is_told_by_the_map_that_was_named_and_what_the_phone_is_sure_of(
    room: Room, street: Street, drawn_in: Datum, said: Datum, latitude: float, accuracy: float, told: bool
) -> None:
    street.grid.boundary = square(*taken_into(drawn_in, 105.927, 29.356))
    street.grid.boundary_datum = said
    await room.says(MEMBER, MEMBER, "/checkin")
    place = {"latitude": latitude, "longitude": 105.927, "horizontal_accuracy": accuracy}
    for _ in range(2):
        await room.sends(MEMBER, MEMBER, location=place)
        room.now += timedelta(minutes=5)
    assert [each.kind for each in await marks(room)] == [FlagKind.OUTSIDE] * told
    assert (FLAGGED in await room.kinds(MEMBER)) is told
    assert not told or "超出" in await room.text(FLAGGED)


async def test_with_the_stop_that_is_undone_its_mark_is_taken_away(room: Room) -> None:
    await room.says(MEMBER, MEMBER, "/checkin")
    await room.sends(MEMBER, MEMBER, **FORWARDED)
    [mark] = await marks(room)
    stop = await room.session.get_one(PatrolStop, mark.stop_id)
    stop.undone_at = room.now
    assert isinstance(await room.worded(await room.newest(FLAGGED)), Delete)


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        (FlagKind.OUTSIDE, {"metres": 120}, "本处超出120米"),
        (FlagKind.SPEED, {"metres": 2000, "seconds": 60}, "60秒内与上一处相距2000米"),
        (FlagKind.SAME_PHOTO, {"at": "2026-11-15T01:00:00+00:00"}, "同一张照片11-15 09:00已发过"),
        (FlagKind.LATE, {"minutes": 40}, "发出40分钟后"),
        (FlagKind.NO_LOCATION, {}, "未附位置"),
        (FlagKind.TWO_PHONES, {}, "两部手机"),
        (FlagKind.TOO_QUICK, {"items": 7, "seconds": 4}, "7项检查4秒内填完"),
    ],
)
async def test_each_kind_has_its_words(
    room: Room, street: Street, kind: FlagKind, data: dict[str, Any], words: str
) -> None:
    await room.says(MEMBER, MEMBER, "/checkin")
    stop = (await room.session.scalars(select(PatrolStop))).one()
    await flag(room.session, stop, kind, room.now, **data)
    enqueue(room.session, LEADER, "patrols.review", Lane.REPLY, room.now, page=0)
    assert words in await room.text("patrols.review")


async def marked(room: Room, *kinds: FlagKind) -> None:
    """A stop each, made so long ago that none can be located any more."""
    await room.says(MEMBER, MEMBER, "/checkin")
    first = (await room.session.scalars(select(PatrolStop))).one()
    for number, kind in enumerate(kinds, 1):
        at = room.now - timedelta(minutes=20) + timedelta(seconds=number)
        stop = PatrolStop(round_id=first.round_id, person_id=first.person_id, said_at=at, received_at=at)
        room.session.add(stop)
        await room.session.flush()
        await flag(room.session, stop, kind, at, metres=2000, seconds=60)
    enqueue(room.session, LEADER, "patrols.review", Lane.REPLY, room.now, page=0)


async def test_scans_without_a_location_are_one_line_and_do_not_push_out_what_is_grave(room: Room) -> None:
    await marked(room, *[FlagKind.NO_LOCATION] * 13, FlagKind.SPEED)
    for kind in (FLAGGED, "patrols.review"):
        html = await room.text(kind)
        assert html.index("60秒内与上一处相距2000米") < html.index("扫码前后10分钟内未附位置，共13处")
    said = await room.worded(await room.newest(FLAGGED))
    assert isinstance(said, MessageContent)
    [row] = said.buttons
    assert [button.label for button in row] == ["说明1", "说明2"]


async def test_scans_without_a_location_are_explained_as_one(room: Room, street: Street) -> None:
    await marked(room, *[FlagKind.NO_LOCATION] * 3)
    first, *_ = await marks(room)
    await answer_flag(room.session, first, street.member, "地下室没有信号", room.now)
    for kind in (FLAGGED, "patrols.review"):
        assert (await room.text(kind)).count("地下室没有信号") == 1
    assert all(each.answered_at for each in await marks(room))


async def test_marks_that_have_no_room_are_counted(room: Room) -> None:
    await marked(room, *[FlagKind.SPEED] * 14)
    for kind in (FLAGGED, "patrols.review"):
        html = await room.text(kind)
        assert html.count("2000米") == 12
        assert "……另有2处标记" in html


@pytest.mark.parametrize("chat", [MEMBER, GROUP])
async def test_rounds_and_marks_are_for_who_leads_alone(room: Room, chat: int) -> None:
    await room.says(MEMBER, MEMBER, "/checkin")
    enqueue(room.session, chat, "patrols.review", Lane.REPLY, room.now, page=0)
    assert isinstance(await room.worded(await room.newest("patrols.review")), Skip)


async def test_rounds_stand_in_the_list_of_the_leader_and_above_page_by_page(room: Room, street: Street) -> None:
    about: dict[str, Any] = {"grid_id": street.grid.id, "chat_id": GROUP, "due_at": room.now}
    for hours in range(9):
        room.session.add(PatrolRound(started_at=room.now - timedelta(days=1, hours=hours), **about))
    await room.says(MEMBER, MEMBER, "/duty")
    assert "巡查情况" not in await room.text("hazards.duty")
    for leader in (LEADER, COMMUNITY):
        await room.says(leader, leader, "/duty")
        assert "巡查情况：今日0次" in await room.text("hazards.duty")
    await room.presses(LEADER, LEADER, "duty:rounds:all")
    said = await room.worded(await room.newest("patrols.review"))
    assert isinstance(said, MessageContent)
    assert said.html.count("• ") == 8
    assert [button.data for row in said.buttons for button in row] == ["ptr:1"]


async def test_a_spot_check_is_for_leaders_in_private(room: Room, street: Street) -> None:
    place = Place(
        code="P1", kind="shop", name="副食店", grid_id=street.grid.id, opened_at=room.now, confirmed_at=room.now
    )
    room.session.add(place)
    await room.session.flush()
    for by, where, words in ((LEADER, GROUP, "私聊发送"), (MEMBER, MEMBER, "由组长进行")):
        await room.says(by, where, "/spotcheck 2")
        assert words in await room.text("patrols.refused")
    await room.says(LEADER, LEADER, "/spotcheck")
    assert "副食店" in await room.text("patrols.drawn")
    await room.presses(LEADER, LEADER, f"pto:{place.id}")
    assert (await room.newest("places.page")).subject_id == place.id
