"""Setting, seeing and confirming plans, and having one at hand when help is called."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent
from models.members.tables import Person, Post, Role
from models.plans.tables import Plan
from tests.handlers.room import BOT, Room
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADER, COMMUNITY, STRANGER = 11, 12, 14, 15, 16
DOCUMENT = {"file_id": "d1", "file_unique_id": "u1", "file_name": "预案.pdf", "mime_type": "application/pdf"}


async def test_a_leader_sets_it_adds_files_and_staff_see_it_all(room: Room, street: Street) -> None:
    await room.says(LEADER, LEADER, "/plan 先断电，再疏散")
    await room.sent("plans.page", 700)
    page = room.message(BOT, LEADER) | {"message_id": 700, "text": "…"}
    photo = [{"file_id": "f1", "file_unique_id": "u2", "width": 9, "height": 9}]
    await room.sends(LEADER, LEADER, photo=photo, reply_to_message=page)
    await room.sends(LEADER, LEADER, document=DOCUMENT, reply_to_message=page)
    await room.says(MEMBER, MEMBER, "/plan")
    assert await room.kinds(MEMBER) == ["plans.page", "plans.photos", "plans.piece"]
    told = await room.text("plans.page")
    assert all(words in told for words in ("应急预案：S-1-1网格", "先断电，再疏散", "制定：某人", "照片和附件：2"))
    piece = await room.worded(await room.newest("plans.piece"))
    assert isinstance(piece, MessageContent)
    assert piece.copy_of is not None
    assert piece.copy_of.chat_id == LEADER


async def test_a_photo_or_a_document_with_the_command_is_the_plan(room: Room) -> None:
    caption = {"caption": "/plan", "caption_entities": [{"type": "bot_command", "offset": 0, "length": 5}]}
    await room.sends(LEADER, LEADER, document=DOCUMENT, **caption)
    assert "照片和附件：1" in await room.text("plans.page")


@pytest.mark.parametrize(
    ("by", "where", "said", "kind", "answer"),
    [
        (RESIDENT, RESIDENT, "/plan", "plans.refused", "供网格工作人员查看"),
        (MEMBER, MEMBER, "/plan 我来写", "plans.refused", "只有本网格的网格长"),
        (MEMBER, MEMBER, "/plan", "plans.none", "还没有应急预案"),
        (LEADER, GROUP, "/plan", "plans.in_private", "请私聊发送"),
        (LEADER, LEADER, "/plan S-1 社区预案", "plans.refused", "只有本网格的网格长"),
        (MEMBER, MEMBER, "/plan S-1", "plans.none", "还没有应急预案"),
    ],
)
async def test_who_may_not_or_not_here_is_told(
    room: Room, street: Street, by: int, where: int, said: str, kind: str, answer: str
) -> None:
    await room.says(by, where, said)
    assert answer in await room.text(kind)


async def test_who_leads_several_grids_is_asked_which_or_names_its_code(room: Room, street: Street) -> None:
    person = street.community_leader
    room.session.add(Post(grid_id=street.grid.id, role=Role.LEADER, name="马东宏", phone="", person_id=person.id))
    await room.says(COMMUNITY, COMMUNITY, "/plan 社区预案")
    await room.sent("plans.which", 700)
    said = await room.worded(await room.newest("plans.which"))
    assert isinstance(said, MessageContent)
    assert [button.label for row in said.buttons for button in row] == ["S-1网格", "S-1-1网格"]
    await room.presses(COMMUNITY, COMMUNITY, f"pln:in:{street.community.id}", on=700)
    twice = await room.presses(COMMUNITY, COMMUNITY, f"pln:in:{street.community.id}", on=700)
    assert twice.toast is not None
    assert "失效" in twice.toast.text
    await room.says(COMMUNITY, COMMUNITY, "/plan S-1-1 网格预案")
    plans = (await room.session.scalars(select(Plan).order_by(col(Plan.id)))).all()
    assert [(plan.grid_id, plan.words) for plan in plans] == [
        (street.community.id, "社区预案"),
        (street.grid.id, "网格预案"),
    ]


async def test_an_alarm_in_private_has_the_plan_at_hand(room: Room, street: Street) -> None:
    await room.says(LEADER, LEADER, "/plan 先断电，再疏散")
    [plan] = (await room.session.scalars(select(Plan))).all()
    await room.says(RESIDENT, GROUP, "/sos 3号楼着火了")
    alarms = [message for message in await room.messages() if message.kind == "emergencies.alarm"]
    assert {message.chat_id for message in alarms} >= {MEMBER, LEADER}
    said = await room.worded(alarms[0])
    assert isinstance(said, MessageContent)
    assert "应急预案" in [button.label for row in said.buttons for button in row]
    await room.presses(MEMBER, MEMBER, f"pln:see:{plan.id}")
    assert (await room.newest("plans.page")).chat_id == MEMBER
    refused = await room.presses(STRANGER, STRANGER, f"pln:see:{plan.id}")
    assert refused.toast is not None
    assert "供网格工作人员查看" in refused.toast.text


async def test_whether_it_still_holds_is_answered_once_on_its_message(room: Room, street: Street) -> None:
    await room.says(LEADER, LEADER, "/plan 先断电")
    [plan] = (await room.session.scalars(select(Plan))).all()
    await room.standing(LEADER, "plans.confirm", 700, plan.id)
    assert "是否仍然适用" in await room.text("plans.confirm")
    refused = await room.presses(MEMBER, MEMBER, f"pln:holds:{plan.id}")
    assert refused.toast is not None
    assert "只有本网格的网格长" in refused.toast.text
    await room.presses(LEADER, LEADER, f"pln:holds:{plan.id}", on=700)
    assert "已确认" in await room.text("plans.confirm")
    person = (await room.session.scalars(select(Person).where(col(Person.tg_user_id) == LEADER))).one()
    assert plan.confirmed_by == person.id
