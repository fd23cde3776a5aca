import pytest

from handlers.messages import MessageContent
from models.grids.tables import Binding, Chat, Grid, Level, Purpose
from models.grids.tree import path_of
from models.members.tables import Post, Role
from tests.handlers.room import Room, chat
from tests.street import GROUP, Street

RESIDENT = 11


async def answer(room: Room, by: int, where: int, command: str) -> str:
    await room.says(by, where, f"/{command}")
    return await room.text(f"members.{command}")


@pytest.mark.parametrize("command", ["/help", "/help@wangge_bot", "/start", "/start@wangge_bot"])
async def test_help_in_a_group_tells_how_to_report(room: Room, command: str) -> None:
    await room.says(RESIDENT, GROUP, command)
    text = await room.text("members.help")
    assert "/report 地点和情况" in text
    assert "请先拨打119" in text
    assert "/status 查询隐患进度" in text
    assert len(text) < 600


async def test_help_in_a_leaders_chat_is_about_overdue_hazards(room: Room, street: Street) -> None:
    leaders = Chat(id=-2001, type="supergroup", title="网格长群", seen_at=room.now)
    bound = Binding(grid_id=street.grid.id, purpose=Purpose.LEADERS, chat_id=-2001, bound_at=room.now)
    room.session.add_all([leaders, bound])
    text = await answer(room, 14, -2001, "help")
    assert "网格长群" in text
    assert "办结" in text
    assert "退回" in text


async def test_help_in_an_unbound_group_tells_how_to_bind(room: Room) -> None:
    assert "/bind" in await answer(room, RESIDENT, -3001, "help")


async def test_help_in_private_is_by_role(room: Room, street: Street) -> None:
    assert "居民群里上报隐患" in await answer(room, 77, 77, "help")
    leader = await answer(room, street.leader.tg_user_id, street.leader.tg_user_id, "help")
    assert "网格长" in leader
    assert "/contacts" in leader
    member = await answer(room, street.member.tg_user_id, street.member.tg_user_id, "help")
    assert "处置完成" in member
    assert "办结" not in member


async def test_the_public_notice_of_a_group_names_everybody_with_masked_phones(room: Room, street: Street) -> None:
    street.grid.supervision_phone, street.grid.address = "02300001190", "望城路8号"
    room.session.add(Post(grid_id=street.grid.id, role=Role.BACKUP, name="汪云明", phone="+8619900000010"))
    text = await answer(room, RESIDENT, GROUP, "contacts")
    lines = text.split("\n")
    assert lines[0] == "<b>消防安全网格公示</b>"
    assert "<b>S-1-1网格</b>（S-1-1）" in lines
    assert "地址：望城路8号" in lines
    assert "网格长：谭远康 199****0014" in lines
    assert "网格员：傅勇 199****0012；陈明梅 199****0013" in lines
    assert "B岗：汪云明 199****0010" in lines
    assert "监督电话：02300001190" in lines
    assert "S-1网格网格长：马东宏 199****0015" in lines
    assert "19900000014" not in text


async def test_a_grid_without_a_supervision_phone_shows_that_of_the_level_above(room: Room, street: Street) -> None:
    street.street.supervision_phone = "12345"
    assert "监督电话：12345" in await answer(room, RESIDENT, GROUP, "contacts")


async def test_residents_see_first_whom_they_can_ring(room: Room, street: Street) -> None:
    street.street.duty_phone = "02300001110"
    street.street.published = "leader"
    lines = (await answer(room, RESIDENT, GROUP, "contacts")).split("\n")
    assert lines[3] == "<b>值班电话：02300001110</b>"
    assert "网格长：谭远康 19900000014" in lines
    assert "网格员：傅勇 199****0012；陈明梅 199****0013" in lines
    assert "S-1网格网格长：马东宏 19900000015" in lines


async def test_what_a_grid_says_of_its_own_numbers_counts_more_than_what_is_said_above(
    room: Room, street: Street
) -> None:
    street.street.published, street.community.published = "leader member", "masked"
    street.street.duty_phone, street.grid.duty_phone = "02300001110", "02300001120"
    text = await answer(room, RESIDENT, GROUP, "contacts")
    assert "值班电话：02300001120" in text
    assert "谭远康 199****0014" in text
    assert "傅勇 199****0012" in text


async def test_who_finds_only_masked_numbers_is_told_what_to_do(room: Room, street: Street) -> None:
    silent = "本网格暂未公示电话。发现隐患请发送 /report，发生火灾请拨打119。"
    assert silent in await answer(room, RESIDENT, GROUP, "contacts")
    street.street.duty_phone = "02300001110"
    assert silent not in await answer(room, RESIDENT, GROUP, "contacts")


async def test_staff_in_private_see_numbers_whole(room: Room, street: Street) -> None:
    text = await answer(room, street.leader.tg_user_id, street.leader.tg_user_id, "contacts")
    assert "傅勇 19900000012；陈明梅 19900000013" in text
    assert "马东宏 19900000015" in text
    assert "****" not in text


async def test_contacts_in_private_are_of_ones_own_grids(room: Room, street: Street) -> None:
    leader = street.community_leader.tg_user_id
    text = await answer(room, leader, leader, "contacts")
    assert "<b>S-1网格</b>（S-1）" in text
    assert "S-1-1" not in text
    assert "您还没有认领岗位" in await answer(room, 77, 77, "contacts")


async def test_contacts_of_an_unbound_group_are_unknown(room: Room) -> None:
    assert "还没有绑定网格" in await answer(room, RESIDENT, -3001, "contacts")


async def test_hundreds_of_staff_and_hostile_names_fit_one_message(room: Room, street: Street) -> None:
    room.session.add_all(
        Post(grid_id=street.grid.id, role=Role.MEMBER, name="<i>&😀\u202e" * 10, phone=f"+861990001{n:04}")
        for n in range(300)
    )
    text = await answer(room, RESIDENT, GROUP, "contacts")
    assert "等，另有282人" in text
    assert "&lt;i&gt;&amp;😀" in text
    assert "\u202e" not in text
    assert len(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").encode("utf-16-le")) // 2 < 4096


async def test_a_person_of_many_grids_gets_as_many_as_fit(room: Room, street: Street) -> None:
    grids = [Grid(code=f"S-1-{n}", name="网" * 40, level=Level.GRID, path="") for n in range(2, 60)]
    for grid in grids:
        grid.path, grid.parent_id, grid.address = (
            path_of(grid.id, street.community.path),
            street.community.id,
            "路" * 90,
        )
    room.session.add_all(grids)
    await room.session.flush()
    room.session.add_all(
        Post(grid_id=grid.id, role=Role.LEADER, name="谭", phone="+8619900000014", person_id=street.leader.id)
        for grid in grids
    )
    text = await answer(room, 14, 14, "contacts")
    assert "个网格" in text
    assert len(text) < 4096


async def test_a_reply_in_a_group_answers_the_question(room: Room) -> None:
    request = await room.says(RESIDENT, GROUP, "/contacts")
    assert (await room.newest("members.contacts")).reply_to == request.message_id


async def test_in_english(room: Room) -> None:
    await room.says(RESIDENT, GROUP, "/contacts")
    await room.says(RESIDENT, GROUP, "/help")
    assert "Leader: 谭远康 199****0014" in await room.text("members.contacts", "en")
    assert "Anyone here can report a fire hazard" in await room.text("members.help", "en")


async def test_the_group_is_named_however_it_is_called(room: Room) -> None:
    await room.says(RESIDENT, chat(GROUP, "<b>" + "长" * 300), "/help")
    said = await room.worded(await room.newest("members.help"))
    assert isinstance(said, MessageContent)
    assert "<b>S-1-1网格</b>" in said.html
