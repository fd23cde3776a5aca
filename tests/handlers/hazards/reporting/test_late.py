"""What was read late is shown by when it was said; deadlines and rungs count from when it was read."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.updates.request_factory import late_since
from models.emergencies.tables import Call
from models.escalation.tables import Rung
from models.hazards.reporting.rate_limit import MOST
from models.hazards.workflow import State
from models.mandatory_reports.tables import MandatoryReport
from tests.handlers.hazards.reports import RESIDENT, WORDS, card, hazards, photo
from tests.handlers.room import BOT, SHANGHAI, Room
from tests.street import GROUP, Street

TWO_HOURS = timedelta(hours=2)


def stamp(at: datetime) -> int:
    return int(at.timestamp())


@pytest.mark.parametrize(
    ("age", "late"),
    [
        (timedelta(0), False),
        (timedelta(minutes=4), False),
        (timedelta(minutes=6), True),
        (timedelta(hours=23), True),
        (timedelta(days=3), True),
        (timedelta(days=8), False),
        (-timedelta(minutes=1), False),
        (-timedelta(days=300), False),
    ],
)
def test_a_date_is_believed_unless_it_cannot_be(now: datetime, age: timedelta, late: bool) -> None:
    assert late_since({"date": stamp(now - age)}, now) == (now - age if late else None)


@pytest.mark.parametrize("message", [{}, {"date": 0}, {"date": 1}, {"date": 2**31 - 1}])
def test_no_date_and_one_of_no_time_are_not_believed(now: datetime, message: dict[str, Any]) -> None:
    assert late_since(message, now) is None


def test_an_edit_was_said_when_it_was_edited(now: datetime) -> None:
    hour = timedelta(hours=1)
    assert late_since({"date": stamp(now - 9 * hour), "edit_date": stamp(now - hour)}, now) == now - hour
    assert late_since({"date": stamp(now - 9 * hour), "edit_date": stamp(now)}, now) is None


async def test_a_report_read_late_says_when_it_was_said_and_has_its_whole_time(room: Room, street: Street) -> None:
    said = room.now - TWO_HOURS
    await room.says(RESIDENT, GROUP, f"/report {WORDS}", date=stamp(said))
    [hazard] = await hazards(room)
    assert (hazard.said_at, hazard.created_at) == (said, room.now)
    shown = (await card(room)).html
    assert "上报时间：11-16 07:00（延迟收到：11-16 09:00）" in shown
    assert "时限：11-16 11:00" in shown
    rungs = (await room.session.scalars(select(Rung))).all()
    assert min(rung.due_at for rung in rungs) == room.now + TWO_HOURS


async def test_a_report_read_in_time_says_nothing_of_it(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, f"/report {WORDS}", date=stamp(room.now - timedelta(minutes=2)))
    assert "延迟收到" not in (await card(room)).html


async def test_what_was_added_late_stands_in_the_story_by_when_it_was_said(room: Room, street: Street) -> None:
    await room.says(RESIDENT, GROUP, f"/report {WORDS}")
    await room.sent("hazards.card", 900)
    reply = {"reply_to_message": {**room.message(BOT, GROUP), "message_id": 900}}
    await room.says(RESIDENT, GROUP, "三楼也有", date=stamp(room.now - timedelta(hours=1)), **reply)
    [hazard] = await hazards(room)
    await room.says(RESIDENT, GROUP, f"/status@wangge_bot H{hazard.number}")
    assert "11-16 08:00（延迟收到）" in await room.text("hazards.status")


@pytest.mark.parametrize(
    ("left", "dated"),
    [
        (timedelta(hours=23), timedelta(0)),
        (timedelta(days=1), timedelta(days=1)),
        (timedelta(days=3), timedelta(days=3)),
    ],
)
@pytest.mark.parametrize("content", [{"text": WORDS}, photo(caption=WORDS)])
async def test_a_draft_left_alone_for_a_day_is_dated_at_its_answer(
    room: Room, street: Street, content: dict[str, Any], left: timedelta, dated: timedelta
) -> None:
    await room.says(RESIDENT, GROUP, "/report")
    await room.sent("hazards.card", 900)
    begun, room.now = room.now, room.now + left
    await room.sends(RESIDENT, GROUP, reply_to_message={**room.message(BOT, GROUP), "message_id": 900}, **content)
    [hazard] = await hazards(room)
    assert (hazard.state, hazard.created_at, hazard.said_at) == (State.OPEN, begun + dated, None)
    assert f"上报时间：{(begun + dated).astimezone(SHANGHAI):%m-%d %H:%M}" in (await card(room)).html


@pytest.mark.parametrize("text", ["/sos 3号楼502", "/report 3号楼502着火了"])
async def test_an_alarm_read_late_says_so(room: Room, street: Street, text: str) -> None:
    await room.says(RESIDENT, GROUP, text, date=stamp(room.now - TWO_HOURS))
    call = (await room.session.scalars(select(Call))).one()
    assert (call.said_at, call.created_at) == (room.now - TWO_HOURS, room.now)
    for kind in ("emergencies.alarm", "emergencies.card"):
        assert "求助发出于11-16 07:00，11-16 09:00才收到" in await room.text(kind)


async def test_a_must_report_and_an_album_read_late_say_so(room: Room, street: Street) -> None:
    said = stamp(room.now - TWO_HOURS)
    await room.says(RESIDENT, GROUP, "/report 402独居老人", date=said)
    await room.sends(RESIDENT, GROUP, media_group_id="a", date=said, **photo("one"))
    await room.sends(RESIDENT, GROUP, media_group_id="a", date=said, **photo("two", caption=f"/report {WORDS}"))
    told, [hazard] = (await room.session.scalars(select(MandatoryReport))).one(), await hazards(room)
    assert (told.said_at, hazard.said_at) == (room.now - TWO_HOURS, room.now - TWO_HOURS)
    assert "延迟收到" in await room.text("hazards.matter")


async def test_reports_of_two_hours_read_at_once_are_no_flood(room: Room, street: Street) -> None:
    for number in range(MOST + 2):
        said = room.now - TWO_HOURS + number * timedelta(minutes=15)
        await room.says(RESIDENT, GROUP, f"/report {number}号楼门口情况不明", date=stamp(said))
    assert {hazard.state for hazard in await hazards(room)} == {State.OPEN}


async def test_a_flood_read_late_is_one_still(room: Room, street: Street) -> None:
    for number in range(MOST + 2):
        said = room.now - TWO_HOURS + number * timedelta(seconds=15)
        await room.says(RESIDENT, GROUP, f"/report {number}号楼门口情况不明", date=stamp(said))
    assert [hazard.state for hazard in await hazards(room)].count(State.DRAFT) == 2
