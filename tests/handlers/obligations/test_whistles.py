"""What leaders and departments see of whistles."""

import pytest
from sqlalchemy import select

from handlers.messages import MessageContent
from models.departments.tables import Department
from models.due import WallClock
from models.grids.tables import Chat
from models.members.tables import Post, Role
from models.obligations.tables import Obligation, Requirement
from models.obligations.telling import OBLIGATIONS_DUE
from tests.handlers.room import SHANGHAI, Room
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADER, COMMUNITY, STRANGER = 11, 12, 14, 15, 16
POLICE = -2001


async def department(room: Room, street: Street) -> Department:
    made = Department(grid_id=street.street.id, name="派出所", chat_id=POLICE)
    room.session.add_all([made, Chat(id=POLICE, type="supergroup", title="派出所", seen_at=room.now, reachable=True)])
    await room.session.flush()
    return made


async def told(room: Room) -> None:
    """Owners hear."""
    await room.session.flush()
    await OBLIGATIONS_DUE.take(room.session, WallClock(room.now, SHANGHAI))


@pytest.mark.parametrize(
    ("by", "where", "said", "answer"),
    [
        (LEADER, LEADER, "/whistle", "由社区、街道负责人使用"),
        (RESIDENT, RESIDENT, "/whistle", "由社区、街道负责人使用"),
        (COMMUNITY, GROUP, "/whistle", "请私聊或在管理群"),
        (COMMUNITY, COMMUNITY, "/whistle 处理H99", "没有编号为H99的隐患"),
    ],
)
async def test_who_may_not_blow_it_or_not_here_is_told(room: Room, by: int, where: int, said: str, answer: str) -> None:
    await room.says(by, where, said)
    assert answer in await room.text("obligations.refused")


async def test_departments_are_chosen_and_called_and_the_card_shows_when_they_come(room: Room, street: Street) -> None:
    police = await department(room, street)
    await room.says(COMMUNITY, COMMUNITY, "/whistle 违建堵塞消防通道")
    await room.sent("obligations.whistle", 700)
    nobody = await room.presses(COMMUNITY, COMMUNITY, "wh:blow", on=700)
    assert nobody.toast is not None
    assert "请先选择部门" in nobody.toast.text
    await room.presses(COMMUNITY, COMMUNITY, f"wh:on:{police.id}", on=700)
    said = await room.worded(await room.newest("obligations.whistle"))
    assert isinstance(said, MessageContent)
    assert said.buttons[0][0].label == "✅派出所"
    await room.presses(COMMUNITY, COMMUNITY, "wh:blow", on=700)
    twice = await room.presses(COMMUNITY, COMMUNITY, "wh:blow", on=700)
    assert twice.toast is not None
    assert "失效" in twice.toast.text
    await told(room)
    card = await room.newest("obligations.card")
    said = await room.worded(card)
    assert isinstance(said, MessageContent)
    assert card.chat_id == POLICE
    assert "违建堵塞消防通道" in said.html
    assert [button.label for row in said.buttons for button in row] == ["前往", "已到达", "办结"]
    assert "派出所：未答复" in await room.text("obligations.progress")
    share = (await room.session.scalars(select(Obligation))).one()
    share.coming_at = share.arrived_at = room.now
    assert "派出所：前往 09:00、到场 09:00" in await room.text("obligations.progress")


async def test_a_whistle_that_is_called_off_calls_nobody(room: Room, street: Street) -> None:
    await department(room, street)
    await room.says(COMMUNITY, COMMUNITY, "/whistle")
    await room.sent("obligations.whistle", 700)
    others = await room.presses(MEMBER, MEMBER, "wh:all")
    assert others.toast is not None
    await room.presses(COMMUNITY, COMMUNITY, "wh:all", on=700)
    await room.presses(COMMUNITY, COMMUNITY, "wh:cancel", on=700)
    assert "已取消" in await room.text("obligations.whistle")
    assert (await room.session.scalars(select(Requirement))).all() == []


async def test_a_whistle_about_a_hazard_shows_it_and_its_story_shows_the_whistle(room: Room, street: Street) -> None:
    police = await department(room, street)
    liaison = Post(grid_id=street.street.id, role=Role.LIAISON, name="王警官", phone="+8619900000099")
    liaison.department_id, liaison.person_id = police.id, street.stranger.id
    room.session.add(liaison)
    await room.says(RESIDENT, GROUP, "/report 3号楼楼道堆满杂物")
    await room.says(COMMUNITY, COMMUNITY, "/whistle H1 请现场会商")
    await room.sent("obligations.whistle", 700)
    await room.presses(COMMUNITY, COMMUNITY, "wh:all", on=700)
    await room.presses(COMMUNITY, COMMUNITY, "wh:blow", on=700)
    await told(room)
    card, progress = await room.text("obligations.card"), await room.newest("obligations.progress")
    for said in (card, await room.text("obligations.progress")):
        assert "<b>H1</b> 待受理" in said
        assert "3号楼楼道堆满杂物" in said
    content = await room.worded(progress)
    assert isinstance(content, MessageContent)
    button = content.buttons[-1][0]
    assert button.label == "查看隐患H1"
    share = (await room.session.scalars(select(Obligation))).one()
    for act in ("coming", "arrived", "done"):
        await room.presses(STRANGER, POLICE, f"tk:o:{act}:{share.id}")
    await room.presses(COMMUNITY, COMMUNITY, button.data)
    opened = await room.text("hazards.ping")
    steps = [line.split("派出所") for line in opened.splitlines() if "派出所" in line]
    assert [each[1] for each in steps] == ["", "应哨到场", "应哨办结"]
    assert steps[0][0].endswith("吹哨，呼叫")
