"""/duty of who leads more than a small grid: figures by what is below, narrowed, and as a file."""

from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from handlers.messages import MessageContent, Skip
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.members.tables import Person, Post, Role
from tests.handlers.hazards.reports import hazards
from tests.handlers.room import Room
from tests.street import Street, resign

OFFICER = 44
DAY = timedelta(days=1)


def _below(above: Grid, code: str, name: str, level: Level) -> Grid:
    grid = Grid(code=code, name=name, level=level, path="", parent_id=above.id)
    grid.path = path_of(grid.id, above.path)
    return grid


@pytest.fixture
async def officer(room: Room, street: Street) -> Person:
    """Of the street, with three hazards in one community and one in another."""
    second = _below(street.street, "S-2", "东街社区", Level.COMMUNITY)
    theirs = _below(second, "S-2-1", "东街一网格", Level.GRID)
    made = Person(tg_user_id=OFFICER, name="周主任", first_seen=room.now, started=True)
    room.session.add_all([second, theirs, made])
    await room.session.flush()
    held = Post(grid_id=street.street.id, role=Role.LEADER, name="周主任", phone="+8619900000044", person_id=made.id)
    room.session.add(held)
    where = [(street.grid, -1), (street.grid, 1), (street.grid, 1), (theirs, 1)]
    for number, (grid, days) in enumerate(where, 1):
        at = room.now - 2 * DAY
        about: dict[str, Any] = {"text": f"{number}号楼堆物", "created_at": at, "due_at": room.now + days * DAY}
        room.session.add(Hazard(grid_id=grid.id, state=State.OPEN, **about))
        await room.session.flush()
    await room.says(OFFICER, OFFICER, "/duty")
    return made


async def shown(room: Room) -> MessageContent:
    said = await room.worded(await room.newest("hazards.duty"))
    assert isinstance(said, MessageContent), said
    return said


async def press(room: Room, label: str, by: int = OFFICER) -> MessageContent:
    said = await shown(room)
    data = next(button.data for row in said.buttons for button in row if button.label == label)
    message = await room.newest("hazards.duty")
    if message.message_id is None:
        await room.sent("hazards.duty", 77)
    await room.presses(by, by, data, on=77)
    assert message is await room.newest("hazards.duty")
    return await shown(room)


def opened(said: MessageContent) -> list[str]:
    return [button.data for row in said.buttons for button in row if button.data.startswith("hzo:")]


def labels(said: MessageContent) -> list[list[str]]:
    return [[button.label for button in row] for row in said.buttons if not row[0].data.startswith("hzo:")]


async def test_figures_by_community_stand_above_the_list(room: Room, officer: Person) -> None:
    said = await shown(room)
    assert "S-1网格3件（逾期1） · 东街社区1件" in said.html.splitlines()
    assert labels(said) == [["☑ 多选"], ["只看逾期1件", "按社区、网格看"], ["导出表格"]]


async def test_what_is_overdue_alone(room: Room, officer: Person) -> None:
    said = await press(room, "只看逾期1件")
    assert said.html.splitlines()[0] == "只看：逾期"
    assert opened(said) == ["hzo:1"]
    assert opened(await press(room, "看全部")) == ["hzo:1", "hzo:2", "hzo:3", "hzo:4"]


async def test_one_community_then_one_grid_of_it(room: Room, officer: Person, street: Street) -> None:
    choice = await press(room, "按社区、网格看")
    assert labels(choice) == [["S-1网格 3", "东街社区 1"], ["看全部"]]
    community = await press(room, "东街社区 1")
    assert (community.html.splitlines()[0], opened(community)) == ("只看：东街社区", ["hzo:4"])
    await press(room, "按社区、网格看")
    grid = await press(room, "东街一网格 1")
    assert (grid.html.splitlines()[0], opened(grid)) == ("只看：东街一网格", ["hzo:4"])


async def test_when_nothing_of_it_is_left_it_says_so(room: Room, officer: Person, street: Street) -> None:
    message = await room.newest("hazards.duty")
    message.args = {"page": 0, "late": True, "under": street.community.parent_id}
    late = await room.session.get_one(Hazard, (await hazards(room))[0].id)
    late.due_at = room.now + DAY
    await room.session.flush()
    said = await shown(room)
    assert "这里没有待办" in said.html
    assert labels(said) == [["看全部"]]


async def test_a_grid_of_others_shows_nothing(room: Room, officer: Person, street: Street) -> None:
    message = await room.newest("hazards.duty")
    elsewhere = Grid(code="X", name="别处", level=Level.GRID, path="")
    elsewhere.path = path_of(elsewhere.id)
    room.session.add(elsewhere)
    await room.session.flush()
    room.session.add(Hazard(grid_id=elsewhere.id, state=State.OPEN, text="堆物", created_at=room.now))
    await room.session.flush()
    message.args = {"page": 0, "under": elsewhere.id}
    assert opened(await shown(room)) == []


async def test_who_has_one_small_grid_sees_the_list_alone(room: Room, officer: Person, street: Street) -> None:
    me = street.member.tg_user_id
    await room.says(me, me, "/duty")
    assert labels(await shown(room)) == [["☑ 多选"]]


async def test_the_list_as_a_spreadsheet(room: Room, officer: Person, street: Street) -> None:
    first = (await hazards(room))[0]
    first.state, first.accepted_by = State.ACCEPTED, street.member.id
    await room.session.flush()
    await press(room, "只看逾期1件")
    await press(room, "导出表格")
    said = await room.worded(await room.newest("hazards.duty_file"))
    assert isinstance(said, MessageContent)
    assert said.html.splitlines() == ["只看：逾期", "截至11-16，共有1件待您处理"]
    assert said.document is not None
    assert said.document.name == "待办清单2026-11-16.xlsx"
    assert isinstance(said.document.content, partial)
    [page] = openpyxl.load_workbook(BytesIO(said.document.content())).worksheets
    header, row = page.iter_rows(values_only=True)
    assert header[:4] == ("编号", "网格", "状态", "等级")
    assert row[0:3] == ("H1", "S-1-1网格", "已受理")
    assert row[7:] == ("是", street.member.name, "1号楼堆物")


async def test_who_has_lost_the_post_gets_no_file(room: Room, officer: Person) -> None:
    await press(room, "导出表格")
    await resign(room.session, officer, room.now)
    assert isinstance(await room.worded(await room.newest("hazards.duty_file")), Skip)
