"""/sheets by who asks and where: leaders choose, everybody else hears whom to ask."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from handlers.messages import MessageContent
from handlers.sheets.view import MOST_PLACES
from models.grids.tables import Binding, Chat, Grid, Purpose
from models.members.tables import LOOKING_AFTER, Post, Role
from models.places.tables import Place, PlaceAct, PlaceEvent
from models.signed_links import CodeSecret
from tests.handlers.room import Room
from tests.reports.paper import Paper, read
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADER, COMMUNITY = 11, 12, 14, 15
CHAT = -1009


def place(grid: Grid, room: Room, number: int) -> Place:
    named: dict[str, Any] = {"code": f"P{number}", "name": f"{number}号店", "kind": "shop"}
    return Place(grid_id=grid.id, opened_at=room.now, confirmed_at=room.now, **named)


async def asks(room: Room, who: int, text: str = "/sheets", where: int | None = None) -> MessageContent:
    await room.says(who, where or who, text)
    said = await room.worded((await room.messages(where or who))[-1])
    assert isinstance(said, MessageContent)
    return said


async def presses(room: Room, who: int, label: str, where: int | None = None) -> MessageContent:
    """What comes of the button under the newest message."""
    message = (await room.messages(where or who))[-1]
    said = await room.worded(message)
    assert isinstance(said, MessageContent)
    [data] = [button.data for row in said.buttons for button in row if button.label == label]
    await room.presses(who, where or who, data, on=await sent(room, message.kind))
    answer = await room.worded((await room.messages(where or who))[-1])
    assert isinstance(answer, MessageContent)
    return answer


async def sent(room: Room, kind: str) -> int:
    number = 500 + len(await room.messages())
    await room.sent(kind, number)
    return number


def paper(said: MessageContent) -> Paper:
    assert said.document is not None
    assert isinstance(said.document.content, partial)
    return read(said.document.content())


def labels(said: MessageContent) -> list[str]:
    return [button.label for row in said.buttons for button in row]


@pytest.mark.parametrize(
    ("label", "words", "name"),
    [
        ("公示牌", "消防安全网格公示牌", "公示牌_S-1-1网格_2026-11-16.pdf"),
        ("服务联系卡", "消防安全服务联系卡", "服务联系卡_S-1-1网格_2026-11-16.pdf"),
        ("网格责任图", "网格责任图", "网格责任图_S-1-1网格_2026-11-16.pdf"),
        ("码牌", "1号店", "码牌_S-1-1网格_2026-11-16.pdf"),
    ],
)
async def test_a_leader_gets_each_sheet_of_the_own_grid(
    room: Room, street: Street, label: str, words: str, name: str
) -> None:
    room.session.add(place(street.grid, room, 1))
    offered = await asks(room, LEADER)
    assert labels(offered) == ["码牌", "公示牌", "服务联系卡", "网格责任图", "更换码牌"]
    said = await presses(room, LEADER, label)
    assert words in paper(said).text
    assert said.document is not None
    assert said.document.name == name


async def test_a_sheet_of_codes_bears_each_open_place_and_its_link(room: Room, street: Street) -> None:
    room.session.add_all(place(street.grid, room, number) for number in range(1, 10))
    await asks(room, LEADER)
    made = paper(await presses(room, LEADER, "码牌"))
    assert len(made.pages) == 2
    assert len(set(made.links)) == 9
    assert len((await room.session.get_one(CodeSecret, 1)).secret) == 64


async def test_without_a_place_there_is_no_code_to_print(room: Room, street: Street) -> None:
    await asks(room, LEADER)
    said = await presses(room, LEADER, "码牌")
    assert said.document is None
    assert "还没有登记场所点位" in said.html
    assert "/place" in said.html


async def test_a_large_grid_s_sheet_says_what_is_not_on_it(room: Room, street: Street) -> None:
    room.session.add_all(place(street.grid, room, number) for number in range(1, MOST_PLACES + 4))
    for label in ("码牌", "服务联系卡"):
        await asks(room, LEADER)
        said = await presses(room, LEADER, label)
        assert "共403处，本文件只含前400处" in said.html
        assert said.document is not None
        assert isinstance(said.document.content, partial)
        assert len(said.document.content.args[1]) == MOST_PLACES


async def test_who_leads_several_grids_chooses_one(room: Room, street: Street) -> None:
    held: dict[str, Any] = {"name": "谭远康", "phone": "+8619900000009", "claimed_at": room.now}
    room.session.add(Post(grid_id=street.street.id, role=Role.LEADER, person_id=street.leader.id, **held))
    await room.session.flush()
    assert labels(await asks(room, LEADER)) == ["S网格", "S-1-1网格"]
    assert "S-1-1网格" in (await presses(room, LEADER, "S-1-1网格")).html


async def test_from_a_community_its_grids_are_a_button_and_a_code_away(room: Room, street: Street) -> None:
    assert labels(await asks(room, COMMUNITY))[-1] == "下级网格"
    assert labels(await presses(room, COMMUNITY, "下级网格")) == ["S-1-1网格"]
    for code in ("S-1-1", "s-1-1", "  S-1-1 "):
        said = await asks(room, COMMUNITY, f"/sheets {code}")
        assert "S-1-1网格" in said.html
        assert "下级网格" not in labels(said)


@pytest.mark.parametrize("code", ["X", "S-1-1; drop", "<b>", "9" * 200])
async def test_an_unknown_code_is_named_and_the_way_out_shown(room: Room, street: Street, code: str) -> None:
    said = await asks(room, LEADER, f"/sheets {code}")
    assert "没有编码为" in said.html
    assert "<b>" not in said.html
    assert said.buttons == ()


async def test_a_grid_that_somebody_else_leads_is_not_drawn(room: Room, street: Street) -> None:
    assert "上级可以操作" in (await asks(room, LEADER, "/sheets S-1")).html
    await room.standing(LEADER, "sheets.offer", 700, street.community.id)
    request = await room.presses(LEADER, LEADER, f"sht:chart:{street.community.id}", on=700)
    assert request.toast is not None
    assert request.toast.alert
    assert "sheets.file" not in await room.kinds(LEADER)


@pytest.mark.long
async def test_codes_are_renewed_after_a_question_once_and_their_sheet_comes(room: Room, street: Street) -> None:
    places = [place(street.grid, room, number) for number in (1, 2)]
    room.session.add_all(places)
    await asks(room, LEADER)
    before = paper(await presses(room, LEADER, "码牌"))
    await asks(room, LEADER)
    asked = await presses(room, LEADER, "更换码牌")
    assert "更换S-1-1网格2处场所点位的码牌" in asked.html
    assert "全部作废" in asked.html
    assert {each.print_number for each in places} == {1}
    [[confirm]] = asked.buttons
    said = await presses(room, LEADER, "确认更换")
    assert "请取下旧牌" in said.html
    made = paper(said)
    assert (len(set(made.links)), set(made.links) & set(before.links)) == (2, set())
    assert {each.print_number for each in places} == {2}
    acts = (await room.session.scalars(select(PlaceEvent))).all()
    assert [(each.act, each.person_id) for each in acts] == [(PlaceAct.RENEW, street.leader.id)] * 2
    again = await room.presses(LEADER, LEADER, confirm.data, on=await sent(room, "sheets.renewal"))
    assert again.toast is not None
    assert "失效" in again.toast.text
    assert {each.print_number for each in places} == {2}


async def test_codes_are_renewed_by_leaders_alone(room: Room, street: Street) -> None:
    shop = place(street.grid, room, 1)
    room.session.add(shop)
    await room.standing(MEMBER, "sheets.renewal", 700, street.grid.id)
    request = await room.presses(MEMBER, MEMBER, f"sht:renewed:{street.grid.id}:1", on=700)
    assert request.toast is not None
    assert request.toast.alert
    assert shop.print_number == 1


async def test_no_more_codes_are_renewed_than_one_file_holds(room: Room, street: Street) -> None:
    room.session.add_all(place(street.grid, room, number) for number in range(1, MOST_PLACES + 2))
    await asks(room, LEADER)
    said = await presses(room, LEADER, "更换码牌")
    assert "有401处场所点位，一份文件最多400处" in said.html
    assert said.buttons == ()
    await room.presses(LEADER, LEADER, f"sht:renewed:{street.grid.id}:401", on=await sent(room, "sheets.renewal"))
    assert (await room.session.scalars(select(PlaceEvent))).all() == []


@pytest.mark.parametrize("role", sorted(LOOKING_AFTER))
async def test_who_looks_after_a_grid_from_beside_is_offered_no_button_that_would_refuse(
    room: Room, street: Street, role: Role
) -> None:
    held: dict[str, Any] = {"name": "路人", "phone": "+8619900000009", "claimed_at": room.now}
    room.session.add(Post(grid_id=street.grid.id, role=role, person_id=street.stranger.id, **held))
    await room.session.flush()
    said = await asks(room, street.stranger.tg_user_id)
    assert said.buttons == ()
    assert "请联系：谭远康" in said.html


async def test_a_member_hears_which_leader_to_ask_and_a_resident_where_to_look(room: Room, street: Street) -> None:
    assert "请联系：谭远康" in (await asks(room, MEMBER)).html
    said = await asks(room, RESIDENT)
    assert "/contacts" in said.html
    assert "谭远康" not in said.html


async def test_in_a_group_of_residents_nothing_is_offered(room: Room, street: Street) -> None:
    said = await asks(room, LEADER, where=GROUP)
    assert "私聊" in said.html
    assert said.buttons == ()
    await room.standing(GROUP, "sheets.offer", 700, street.grid.id)
    await room.presses(LEADER, GROUP, f"sht:chart:{street.grid.id}", on=700)
    assert "sheets.file" not in await room.kinds(GROUP)


async def test_a_leaders_chat_is_offered_the_grid_it_serves(room: Room, street: Street) -> None:
    room.session.add(Chat(id=CHAT, type="supergroup", title="社区负责人群", seen_at=room.now))
    await room.session.flush()
    bound: dict[str, Any] = {"chat_id": CHAT, "bound_at": room.now, "purpose": Purpose.LEADERS}
    room.session.add(Binding(grid_id=street.community.id, **bound))
    await room.session.flush()
    assert "S-1网格" in (await asks(room, COMMUNITY, where=CHAT)).html
    made = paper(await presses(room, COMMUNITY, "网格责任图", where=CHAT))
    assert "马东宏" in made.text
    assert "S-1-1网格" in (await asks(room, LEADER, where=CHAT)).html


async def test_a_grid_that_is_gone_by_then_is_not_drawn(room: Room, street: Street) -> None:
    await asks(room, LEADER)
    on = await sent(room, "sheets.offer")
    street.grid.retired_at = room.now
    await room.session.flush()
    request = await room.presses(LEADER, LEADER, f"sht:chart:{street.grid.id}", on=on)
    assert request.toast is not None
    assert "失效" in request.toast.text
