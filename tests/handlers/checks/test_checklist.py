"""Checklists as they are pressed by the wrong person, too late, or with something in the way."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from handlers.messages import MessageContent
from models.checks.checklists.tables import CHECKLIST, GOOD_FOR, ChecklistState
from models.checks.duties import Owner
from models.checks.tables import CheckWindow, Outcome, PlaceCheck
from models.evidence.tables import Evidence, EvidenceState
from models.hazards.reporting.private_draft import Intake
from models.places.feature import PAGE
from models.places.tables import Place
from tests.handlers.checks.scans import place, scanned
from tests.handlers.room import BOT, Room
from tests.models.places.registry import shop
from tests.street import Street, resign

__all__ = ["place"]
MEMBER, LEADER, STRANGER, HERE = 12, 14, 16, 901
PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 90, "height": 90, "file_size": 1000}]


async def shown(room: Room) -> MessageContent:
    said = await room.worded(await room.newest("checks.checklist"))
    assert isinstance(said, MessageContent)
    return said


async def test_another_person_presses_and_nothing_is_written(room: Room, place: Place) -> None:
    checklist = await scanned(room, place)
    await room.standing(STRANGER, "checks.checklist", HERE, checklist.id)
    for data in (f"chk:rest:{checklist.id}", f"chk:item:{checklist.id}:0", f"chk:locked:{checklist.id}"):
        request = await room.presses(STRANGER, STRANGER, data, on=HERE)
        assert request.toast is not None
        assert "失效" in request.toast.text
    assert checklist.state is ChecklistState.OPEN
    assert (await room.session.scalars(select(PlaceCheck))).all() == []


async def test_who_has_left_the_post_meanwhile_hears_so(room: Room, street: Street, place: Place) -> None:
    checklist = await scanned(room, place)
    await resign(room.session, street.member, room.now)
    request = await room.presses(MEMBER, MEMBER, f"chk:rest:{checklist.id}")
    assert request.toast is not None
    assert "网格员" in request.toast.text
    assert (await room.session.scalars(select(PlaceCheck))).all() == []


async def test_a_checklist_left_alone_is_put_away_when_the_code_is_scanned_again(room: Room, place: Place) -> None:
    first = await scanned(room, place)
    first.opened_at -= GOOD_FOR
    second = await scanned(room, place)
    assert (second.id != first.id, first.state) == (True, ChecklistState.DROPPED)
    request = await room.presses(MEMBER, MEMBER, f"chk:rest:{first.id}")
    assert request.toast is not None
    assert "已作废" in request.toast.text


@pytest.mark.parametrize("press", ["chk:rest:{}", "chk:item:{}:0", "chk:locked:{}"])
async def test_the_buttons_of_an_old_checklist_ask_to_scan_again(room: Room, place: Place, press: str) -> None:
    checklist = await scanned(room, place)
    room.now += GOOD_FOR
    data = press.format(checklist.id)
    request = await room.presses(MEMBER, MEMBER, data)
    assert request.toast is not None
    assert "请重新扫码" in request.toast.text
    assert checklist.state is ChecklistState.DROPPED
    assert (await room.session.scalars(select(PlaceCheck))).all() == []


async def test_a_checklist_that_was_scanned_again_lately_is_good(room: Room, place: Place) -> None:
    checklist = await scanned(room, place)
    room.now += GOOD_FOR - timedelta(hours=1)
    await scanned(room, place)
    room.now += timedelta(hours=2)
    await room.presses(MEMBER, MEMBER, f"chk:rest:{checklist.id}")
    assert checklist.state is ChecklistState.DONE


async def test_nobody_there_says_until_when_to_come_again(room: Room, street: Street, place: Place) -> None:
    """In the window that is open; a photo is no must."""
    checklist = await scanned(room, place)
    spans = {"opened_at": room.now, "due_at": room.now + timedelta(days=3)}
    about: dict[str, Any] = {
        "grid_id": street.grid.id,
        "duty": "member  places  weekly",
        "owner": Owner.MEMBER,
        **spans,
    }
    window = CheckWindow(**about, first=date(2026, 11, 16), last=date(2026, 11, 22), places=[place.id])
    room.session.add(window)
    await room.presses(MEMBER, MEMBER, f"chk:locked:{checklist.id}")
    question = await room.newest("hazards.ask")
    await room.presses(MEMBER, MEMBER, f"hza:{question.id}:without")
    assert checklist.state is ChecklistState.DONE
    [check] = (await room.session.scalars(select(PlaceCheck))).all()
    assert check.outcome is Outcome.NO_ENTRY
    assert "请在11-22前再来一次" in (await shown(room)).html


async def test_what_is_sent_after_it_is_submitted_is_kept_and_told_how_it_stands(room: Room, place: Place) -> None:
    checklist = await scanned(room, place)
    await room.presses(MEMBER, MEMBER, f"chk:rest:{checklist.id}")
    card = await room.standing(MEMBER, "checks.checklist", HERE, checklist.id)
    replied = {**room.message(BOT, MEMBER), "message_id": HERE, "text": "…"}
    await room.sends(MEMBER, MEMBER, photo=PHOTO, caption="消防门已修好", reply_to_message=replied)
    html = (await shown(room)).html
    assert card.id != (await room.newest("checks.checklist")).id
    assert "全部合格" in html
    assert "备注：消防门已修好" in html
    assert "照片和附件：1份" in html


async def test_a_report_that_waits_unsent_is_not_mixed_up_with_a_problem(room: Room, street: Street) -> None:
    point = await shop(room.session, street, room.now, kind="equipment_point", name="器材点", phone=None)
    checklist = await scanned(room, point)
    number = next(at for at, each in enumerate(checklist.items) if each["item"] == "mask")
    for _ in range(2):
        await room.presses(MEMBER, MEMBER, f"chk:item:{checklist.id}:{number}")
    await room.presses(MEMBER, MEMBER, f"chk:rest:{checklist.id}")
    await room.presses(MEMBER, MEMBER, f"chk:report:{checklist.id}:{number}")
    request = await room.presses(MEMBER, MEMBER, f"chk:report:{checklist.id}:{number}")
    assert request.toast is not None
    assert "请先提交" in request.toast.text
    [intake] = (await room.session.scalars(select(Intake))).all()
    assert intake.text == "器材点：消防器材缺少或失效：防毒面具 × 2"
    assert (intake.place_id, intake.stop_id, intake.grid_id) == (point.id, checklist.stop_id, point.grid_id)


async def test_a_leader_sees_what_was_found_said_and_shown(room: Room, place: Place) -> None:
    checklist = await scanned(room, place)
    for _ in range(2):
        await room.presses(MEMBER, MEMBER, f"chk:item:{checklist.id}:0")
    await room.presses(MEMBER, MEMBER, f"chk:rest:{checklist.id}")
    await room.standing(MEMBER, "checks.checklist", HERE, checklist.id)
    replied = {**room.message(BOT, MEMBER), "message_id": HERE, "text": "…"}
    await room.sends(MEMBER, MEMBER, photo=PHOTO, caption="已约定下午来修", reply_to_message=replied)
    await room.standing(LEADER, PAGE, HERE + 1, place.id)
    page = await room.worded(await room.newest(PAGE))
    assert isinstance(page, MessageContent)
    [see] = [button for row in page.buttons for button in row if button.label.startswith("检查详情")]
    await room.presses(LEADER, LEADER, see.data, on=HERE + 1)
    html = await room.text("checks.check")
    for words in ("某人：1项有问题", "✗ 疏散通道、安全出口", "✓ ", "备注：已约定下午来修", "照片和附件：1份"):
        assert words in html
    piece = await room.worded(await room.newest("checks.piece"))
    assert isinstance(piece, MessageContent)
    assert piece.copy_of is not None
    assert piece.copy_of.fallback.photos == ("f",)


async def test_the_photo_of_a_locked_door_is_seen_by_staff_alone(room: Room, place: Place) -> None:
    checklist = await scanned(room, place)
    await room.presses(MEMBER, MEMBER, f"chk:locked:{checklist.id}")
    await room.standing(MEMBER, "hazards.ask", HERE, checklist.id, **(await room.newest("hazards.ask")).args)
    replied = {**room.message(BOT, MEMBER), "message_id": HERE, "text": "…"}
    await room.sends(MEMBER, MEMBER, photo=PHOTO, reply_to_message=replied)
    [check] = (await room.session.scalars(select(PlaceCheck))).all()
    assert check.outcome is Outcome.NO_ENTRY
    see = f"chk:see:{place.id}:{check.id}"
    request = await room.presses(STRANGER, STRANGER, see)
    assert request.toast is not None
    assert await room.kinds(STRANGER) == []
    await room.presses(LEADER, LEADER, see)
    assert (await room.kinds(LEADER))[-2:] == ["checks.check", "checks.piece"]


async def check_with(room: Room, place: Place, *states: EvidenceState) -> PlaceCheck:
    """A check of which a photo for each state was sent."""
    checklist = await scanned(room, place)
    await room.presses(MEMBER, MEMBER, f"chk:rest:{checklist.id}")
    common: dict[str, Any] = {"subject_kind": CHECKLIST, "subject_id": checklist.id, "kind": "photo", "chat_id": MEMBER}
    for number, state in enumerate(states, start=500):
        at: dict[str, Any] = {"received_at": room.now, "not_before": room.now}
        room.session.add(Evidence(state=state, file_id=f"f{number}", message_id=number, **at, **common))
    await room.session.flush()
    return (await room.session.scalars(select(PlaceCheck))).one()


async def test_all_that_a_check_was_sent_is_seen_ten_at_a_time(room: Room, place: Place) -> None:
    check = await check_with(room, place, *[EvidenceState.KEPT] * 12)
    await room.presses(LEADER, LEADER, f"chk:see:{place.id}:{check.id}")
    assert "照片和附件：12份" in await room.text("checks.check")
    assert (await room.kinds(LEADER)).count("checks.piece") == 10
    last = await room.worded(await room.newest("checks.piece"))
    assert isinstance(last, MessageContent)
    [further] = [button for row in last.buttons for button in row]
    assert further.label == "继续查看（还有2份）"
    refused = await room.presses(STRANGER, STRANGER, further.data)
    assert refused.toast is not None
    assert await room.kinds(STRANGER) == []
    await room.presses(LEADER, LEADER, further.data)
    pieces = [await room.worded(each) for each in await room.messages(LEADER) if each.kind == "checks.piece"]
    copies = [each.copy_of.message_id for each in pieces if isinstance(each, MessageContent) and each.copy_of]
    assert copies == [*range(500, 512)]


async def test_what_was_refused_of_a_check_is_neither_counted_nor_shown(room: Room, place: Place) -> None:
    check = await check_with(room, place, EvidenceState.REFUSED, EvidenceState.KEPT, EvidenceState.WANTED)
    await room.presses(LEADER, LEADER, f"chk:see:{place.id}:{check.id}")
    assert "照片和附件：2份" in await room.text("checks.check")
    assert "照片和附件：2份" in (await shown(room)).html
    assert (await room.kinds(LEADER)).count("checks.piece") == 2
