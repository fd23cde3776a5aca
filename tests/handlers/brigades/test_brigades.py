"""What people see of brigades: phones for who calls them out, call-outs for their members, nothing in groups."""

import pytest
from sqlalchemy import select

from handlers.messages import MessageContent, Skip
from models.brigades.exchange import import_brigades
from models.brigades.sheet import check_rows
from models.brigades.tables import Brigade
from models.emergencies.tables import Call
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.places.tables import Place, PlaceItem
from tests.handlers.room import Room
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADER, VOLUNTEER = 11, 12, 14, 16
PHONE = "19900000031"


@pytest.fixture
async def brigade(room: Room, street: Street) -> Brigade:
    place = Place(
        code="P9", kind="shop", name="微型消防站", grid_id=street.grid.id, opened_at=room.now, confirmed_at=room.now
    )
    room.session.add_all(
        [place, PlaceItem(place_id=place.id, item="extinguisher", count=4, replace_on=room.now.date())]
    )
    await room.session.flush()
    rows = [["S-1-1", "路人", PHONE, "", "P9"], ["S-1-1", "张三", "19900000033", "是", ""]]
    header = ["网格编码", "姓名", "电话", "队长", "器材点编码"]
    await import_brigades(room.session, check_rows([header, *rows]), room.now)
    return (await room.session.scalars(select(Brigade))).one()


async def shares_number(room: Room) -> None:
    contact = {"phone_number": f"+86{PHONE}", "first_name": "路人", "user_id": VOLUNTEER}
    await room.sends(VOLUNTEER, VOLUNTEER, contact=contact)


async def test_staff_see_their_brigades_and_who_calls_them_out_sees_phones(
    room: Room, street: Street, brigade: Brigade
) -> None:
    await room.says(MEMBER, MEMBER, "/brigade")
    assert "S-1-1网格：2人" in await room.text("brigades.list")
    for person, sees in ((MEMBER, False), (LEADER, True)):
        await room.presses(person, person, f"bgd:open:{brigade.id}")
        told = await room.text("brigades.page")
        assert "☎ 张三 队长" in told
        assert "⏰" in told
        assert ("19900000033" in told) is sees
    unseen = await room.presses(RESIDENT, RESIDENT, f"bgd:open:{brigade.id}")
    assert unseen.toast is not None
    assert "失效" in unseen.toast.text


async def test_in_a_group_nothing_is_said_of_it(room: Room, brigade: Brigade) -> None:
    await room.says(LEADER, GROUP, "/brigade")
    assert "请私聊发送" in await room.text("brigades.in_private")


async def test_a_volunteer_shares_the_number_and_is_told_of_which_brigade(room: Room, brigade: Brigade) -> None:
    await room.says(VOLUNTEER, VOLUNTEER, "/brigade")
    said = await room.worded(await room.newest("brigades.how"))
    assert isinstance(said, MessageContent)
    assert said.ask_contact
    await shares_number(room)
    assert "您是志愿消防队队员：S-1-1网格" in await room.text("brigades.mine")
    await room.says(VOLUNTEER, VOLUNTEER, "/brigade")
    assert (await room.kinds(VOLUNTEER))[-1] == "brigades.mine"
    enqueue(room.session, RESIDENT, "brigades.mine", Lane.REPLY, room.now)
    assert isinstance(await room.worded(await room.newest("brigades.mine")), Skip)


async def test_called_out_it_hears_in_private_and_whom_no_message_reaches_is_named(
    room: Room, street: Street, brigade: Brigade
) -> None:
    await shares_number(room)
    street.resident.phone = "+8613812345678"
    await room.says(RESIDENT, GROUP, "/sos 3号楼着火了")
    call = (await room.session.scalars(select(Call))).one()
    alarms = {message.chat_id: message for message in await room.messages() if message.kind == "emergencies.alarm"}
    labels = {}
    for person in (MEMBER, LEADER):
        said = await room.worded(alarms[person])
        assert isinstance(said, MessageContent)
        assert "+8613812345678" in said.html
        labels[person] = [button.label for row in said.buttons for button in row]
    assert "召集队伍：S-1-1网格" in labels[LEADER]
    assert "召集队伍：S-1-1网格" not in labels[MEMBER]
    refused = await room.presses(MEMBER, MEMBER, f"bgd:out:{brigade.id}:{call.id}")
    assert refused.toast is not None
    assert "只有本网格的网格长" in refused.toast.text
    await room.presses(LEADER, LEADER, f"bgd:out:{brigade.id}:{call.id}")
    told = await room.text("brigades.called")
    assert all(words in told for words in ("已私聊通知1人", "请打电话", "☎ 张三 19900000033"))
    alarm = await room.newest("emergencies.alarm")
    said = await room.worded(alarm)
    assert isinstance(said, MessageContent)
    assert alarm.chat_id == VOLUNTEER
    assert all(words in said.html for words in ("志愿消防队集合", "已召集S-1-1网格志愿消防队"))
    assert "13812345678" not in said.html
    going = await room.presses(VOLUNTEER, VOLUNTEER, f"sos:going:{call.number}")
    assert going.toast is not None
    assert "在路上" in going.toast.text or "前往" in going.toast.text
