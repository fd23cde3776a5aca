"""Whom a notice reaches, chosen by buttons."""

from typing import Any

import pytest
from sqlalchemy import update

from handlers.messages import Delete, MessageContent
from models.grids.tables import Binding, Chat, Grid, Level, Purpose
from models.grids.tree import path_of
from models.members.tables import Post, Role
from models.notices.tables import Notice
from models.places.tables import Place
from tests.handlers.notices.desk import BOSS, COMMUNITY, LEADER, LEADERS_CHAT, MEMBER, boss, notice, press, said
from tests.handlers.room import Room
from tests.offices import hold
from tests.street import Street


def labels(said: MessageContent) -> list[list[str]]:
    return [[button.label for button in row] for row in said.buttons]


@pytest.fixture
async def draft(room: Room, street: Street) -> Notice:
    """Of the street, whose grid has a group and a shop, and whose community has a leaders' chat."""
    await boss(room, street)
    room.session.add(Chat(id=LEADERS_CHAT, type="supergroup", title="工作群", seen_at=room.now))
    about: dict[str, Any] = {"grid_id": street.grid.id, "opened_at": room.now, "confirmed_at": room.now}
    room.session.add(Place(code="P1", kind="shop", name="副食店", **about))
    room.session.add(Place(code="P2", kind="school_block", name="旧教学楼", closed_at=room.now, **about))
    await room.session.flush()
    bound: dict[str, Any] = {"grid_id": street.community.id, "chat_id": LEADERS_CHAT, "bound_at": room.now}
    room.session.add(Binding(purpose=Purpose.LEADERS, **bound))
    await room.says(BOSS, BOSS, "/notice 停水")
    found = await notice(room)
    await press(room, BOSS, BOSS, "notices.draft", f"nt:d:leaders:{found.id}")
    assert await press(room, BOSS, BOSS, "notices.draft", f"nt:a:open:{found.id}") == ""
    return found


async def test_the_page_offers_what_the_subtree_has_and_says_how_many_chats_it_reaches(
    room: Room, draft: Notice
) -> None:
    page = await said(room, "notices.audience")
    assert "N1 接收范围" in page.html
    assert "共2个群" in page.html
    rows = [["⬜街道 0", "⬜社区 1"], ["⬜网格 1"], ["⬜商铺 1"], ["选择部分区域", "全部"]]
    assert labels(page) == rows


async def test_levels_and_kinds_of_place_are_turned_and_all_takes_them_back(room: Room, draft: Notice) -> None:
    async def turn(data: str) -> list[str]:
        assert await press(room, BOSS, BOSS, "notices.audience", f"{data}:{draft.id}") == ""
        assert (await notice(room)).state == "draft"
        return [each for row in labels(await said(room, "notices.audience")) for each in row]

    assert "✅社区 1" in await turn("nt:l:community")
    assert "仅限层级：社区" in (await said(room, "notices.draft")).html
    assert "共1个群" in (await said(room, "notices.draft")).html
    assert "✅商铺 0" in await turn("nt:k:shop")
    assert "仅限有以下场所的网格：商铺" in (await said(room, "notices.draft")).html
    assert "⬜社区 0" in await turn("nt:l:community")
    assert "共1个群" in (await said(room, "notices.draft")).html
    kept = (await notice(room)).audience
    assert (kept["reach"], kept["levels"], kept["place_kinds"]) == (["groups", "leaders"], [], ["shop"])
    await turn("nt:a:all")
    assert (await notice(room)).audience == kept | {"place_kinds": []}


@pytest.mark.parametrize(
    ("kind", "data", "narrowed"),
    [
        ("notices.audience", "nt:l:grid", {"levels": ["grid"]}),
        ("notices.draft", "nt:d:staff", {"reach": ["groups", "leaders", "staff"]}),
    ],
)
async def test_what_another_leader_has_turned_meanwhile_stays(
    room: Room, draft: Notice, kind: str, data: str, narrowed: dict[str, Any]
) -> None:
    by_another = draft.audience | {"place_kinds": ["shop"]}  # who presses has read it before
    behind = update(Notice.metadata.tables["notices"]).values(audience=by_another)
    await room.session.execute(behind)
    assert await press(room, BOSS, BOSS, kind, f"{data}:{draft.id}") == ""
    assert (await notice(room)).audience == by_another | narrowed


async def test_who_does_not_lead_there_narrows_nothing(room: Room, draft: Notice) -> None:
    before = (await notice(room)).audience
    for data in ("nt:l:grid", "nt:k:shop", "nt:a:all", "nt:a:open", "nt:a:areas"):
        assert "仅该范围的负责人" in await press(room, MEMBER, MEMBER, "notices.audience", f"{data}:{draft.id}")
    assert (await notice(room)).audience == before


async def test_a_street_of_one_level_is_asked_for_none(room: Room, street: Street) -> None:
    await room.says(LEADER, LEADER, "/notice 停水")
    found = await notice(room)
    await press(room, LEADER, LEADER, "notices.draft", f"nt:a:open:{found.id}")
    assert labels(await said(room, "notices.audience")) == [["选择部分区域", "全部"]]


async def test_once_it_is_sent_the_page_is_gone(room: Room) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/notice 停水")
    found = await notice(room)
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:a:open:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.draft", f"nt:d:preview:{found.id}")
    await press(room, COMMUNITY, COMMUNITY, "notices.confirm", f"nt:s:{found.id}:1")
    assert isinstance(await room.worded(await room.newest("notices.audience")), Delete)
    assert "已经发送" in await press(room, COMMUNITY, COMMUNITY, "notices.audience", f"nt:l:grid:{found.id}")


async def test_who_leads_two_communities_says_for_which_one_it_is(room: Room, street: Street) -> None:
    other = Grid(code="S-2", name="东社区", level=Level.COMMUNITY, path="", parent_id=street.street.id)
    other.path = path_of(other.id, street.street.path)
    room.session.add(other)
    hold(room.session, other, Role.LEADER, street.community_leader)
    await room.session.flush()
    await room.says(COMMUNITY, COMMUNITY, "/notice 停水")
    found = await notice(room)
    assert found.grid_id == street.community.id
    asked = await said(room, "notices.whose")
    assert [button.label for row in asked.buttons for button in row] == ["✅S-1网格", "⬜东社区"]
    await press(room, COMMUNITY, COMMUNITY, "notices.whose", f"nt:g:{other.id}:{found.id}")
    found = await notice(room)
    assert found.grid_id == other.id
    assert (await room.session.get_one(Post, found.post_id)).grid_id == other.id
    street_too = await press(room, COMMUNITY, COMMUNITY, "notices.whose", f"nt:g:{street.street.id}:{found.id}")
    assert "负责人" in street_too
    assert (await notice(room)).grid_id == other.id


async def test_who_leads_one_grid_is_not_asked(room: Room, street: Street) -> None:
    await room.says(COMMUNITY, COMMUNITY, "/notice 停水")
    assert "notices.whose" not in await room.kinds(COMMUNITY)
