from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Binding, Chat, Purpose
from models.members.sightings import Sighting
from models.shifts.asking import BEGINS, SILENT
from models.shifts.tables import Shift, ShiftState
from tests.handlers.room import Room
from tests.street import GROUP, Street

MEMBER, RESIDENT, STRANGER, LEADER, LEADERS = 12, 11, 16, 14, -1005
HOUR = timedelta(hours=1)


@pytest.fixture
async def shift(room: Room, street: Street) -> Shift:
    """The member's, for the grid, since an hour; another for the street begins later."""
    on: dict[str, Any] = {"phone": "+8619900000012", "name": "傅勇", "note": "带班"}
    running = Shift(grid_id=street.grid.id, begins_at=room.now - HOUR, ends_at=room.now + 15 * HOUR, **on)
    running.state, running.person_id = ShiftState.ASKED, street.member.id
    on = {"phone": "+8619900000031", "name": "张三"}
    room.session.add(Shift(grid_id=street.street.id, begins_at=room.now + HOUR, ends_at=room.now + 9 * HOUR, **on))
    room.session.add(running)
    street.street.supervision_phone = "02300001190"
    await room.session.flush()
    return running


@pytest.mark.parametrize("said", ["/duty roster", "/duty 值班", "/duty@wangge_bot Roster "])
async def test_staff_see_in_private_who_is_on_now_and_next_with_phones(room: Room, shift: Shift, said: str) -> None:
    await room.says(MEMBER, MEMBER, said)
    text = await room.text("shifts.roster")
    assert "当前：傅勇 19900000012，至11-17 24:00" not in text
    assert "<b>S-1-1网格</b>\n当前：傅勇 19900000012，至11-16 24:00\n<b>S网格</b>\n当前：未安排值班人员" in text
    assert "下一班：张三 19900000031，11-16 10:00起" in text
    assert "监督电话：02300001190" in text


async def test_residents_see_names_and_what_is_published_alone(
    room: Room, shift: Shift, street: Street, session: AsyncSession
) -> None:
    await room.says(MEMBER, GROUP, "/duty roster")
    in_group = await room.text("shifts.roster")
    session.add(Sighting(person_id=street.resident.id, chat_id=GROUP, at=room.now))
    await room.says(RESIDENT, RESIDENT, "/duty 值班")
    for text in (in_group, await room.text("shifts.roster")):
        assert "当前：傅勇，至11-16 24:00" in text
        assert "监督电话：02300001190" in text
        assert "199000000" not in text


async def test_a_leaders_chat_sees_phones(room: Room, shift: Shift, street: Street, session: AsyncSession) -> None:
    session.add(Chat(id=LEADERS, type="supergroup", title="网格长群", seen_at=room.now))
    session.add(Binding(grid_id=street.grid.id, purpose=Purpose.LEADERS, chat_id=LEADERS, bound_at=room.now))
    await room.says(LEADER, LEADERS, "/duty roster")
    assert "19900000012" in await room.text("shifts.roster")


async def test_where_nothing_is_known_it_says_so(room: Room, street: Street) -> None:
    await room.says(MEMBER, MEMBER, "/duty roster")
    assert "S-1-1网格及上级尚未录入值班表" in await room.text("shifts.roster")
    await room.says(STRANGER, STRANGER, "/duty roster")
    assert "请在网格群里查询" in await room.text("shifts.roster")
    await room.says(MEMBER, MEMBER, "/duty")
    assert (await room.kinds(MEMBER))[-1] == "hazards.duty"


async def test_the_one_who_is_asked_confirms_and_leaders_see_it(room: Room, shift: Shift) -> None:
    await room.standing(MEMBER, BEGINS, 901, shift.id)
    await room.standing(LEADER, SILENT, 902, shift.id)
    assert "您今天值班" in await room.text(BEGINS)
    assert "备注：带班" in await room.text(BEGINS)
    assert "至今未确认在岗。请致电19900000012" in await room.text(SILENT)
    request = await room.presses(STRANGER, STRANGER, f"shf:got:{shift.id}")
    assert request.toast is not None
    assert "本人" in request.toast.text
    await room.presses(MEMBER, MEMBER, f"shf:got:{shift.id}", on=901)
    assert "✓ 您已于11-16 09:00确认在岗" in await room.text(BEGINS)
    assert "傅勇已于11-16 09:00确认在岗" in await room.text(SILENT)
    await room.says(MEMBER, MEMBER, "/duty roster")
    assert "至11-16 24:00 ✓" in await room.text("shifts.roster")


async def test_a_shift_that_was_withdrawn_says_so(room: Room, shift: Shift) -> None:
    await room.standing(MEMBER, BEGINS, 901, shift.id)
    await room.session.delete(shift)
    await room.session.flush()
    assert "值班表已调整" in await room.text(BEGINS)
