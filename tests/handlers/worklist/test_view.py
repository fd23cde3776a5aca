from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.callbacks import Id, Press, unambiguous
from handlers.hazards.worklist import WORDING as HAZARDS
from handlers.messages import Button, MessageContent, RenderContext
from handlers.request import Request
from handlers.worklist.feature import worklist
from handlers.worklist.presses import DutyIn, DutyPage, DutyShow
from handlers.worklist_wording import SectionContent, WorklistWording
from locales.translator import Html
from models.grids.tables import Grid
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.hazards.worklist import HAZARDS_WAITING
from models.members.positions import posts_of
from models.members.tables import Person
from models.worklist import WORKLIST, Gravity, Item, Section, Wanted, WorklistSource
from tests.handlers.room import Room
from tests.street import GROUP, Street


async def rounds_waiting(session: AsyncSession, person_id: int, _now: datetime, wanted: Wanted) -> Section[Grid]:
    """A feature to come: twelve rounds a day in each grid that a person has a post in."""
    held = await posts_of(session, person_id)
    due = [Item(each.grid, each.grid.name) for each in held for _ in range(12)]
    return Section(due[wanted.skip : wanted.skip + wanted.most], len(due))


async def rounds_worded(_context: RenderContext, found: Section[Grid]) -> SectionContent:
    lines = [Html(f"{found.total} rounds"), *(Html(f"Round in {item.grid}") for item in found.items)]
    return SectionContent(lines, [Button("Begin", BeginRound(item.row.id).pack()) for item in found.items])


@dataclass(frozen=True)
class BeginRound(Press, form="duty:begin:{grid}", on=(WORKLIST,)):
    grid: Id


async def begin(_request: Request, _press: BeginRound, _person: Person) -> bool:
    return True


async def rounds_in_group(_context: RenderContext, grid: Grid) -> Sequence[Html]:
    return [Html(f"Rounds in {grid.name}")]


LIST = worklist(
    (WorklistSource("round", Gravity.WORK, rounds_waiting), HAZARDS_WAITING),
    (HAZARDS, WorklistWording("round", rounds_worded, {BeginRound: begin}, rounds_in_group)),
)


@pytest.fixture
async def busy(room: Room, street: Street) -> Room:
    room.views = {**room.views, **LIST.views}
    room.buttons = (*room.buttons, BeginRound)
    me, at = street.member.tg_user_id, room.now - timedelta(hours=1)
    room.session.add(Hazard(grid_id=street.grid.id, state=State.OPEN, text="堆物", created_at=at))
    await room.session.flush()
    await room.says(me, me, "/duty")
    await room.says(me, GROUP, "/duty")
    return room


async def test_what_waits_of_another_feature_stands_in_its_words_and_turns_pages_with_the_rest(
    busy: Room, street: Street
) -> None:
    message = await busy.newest("hazards.duty")
    first, message.args = await shown(busy), {"page": 1}
    second = await shown(busy)
    turners = [page.buttons[-1][0].data for page in (first, second)]
    assert turners == ["duty:1", "duty:0"]
    rounds = [f"Round in {street.grid.name}"]
    assert first.html.splitlines() == ["12 rounds", *rounds * 10, "<b>有1件隐患待您处理</b>", "待受理1"]
    assert second.html.splitlines()[:5] == ["12 rounds", *rounds * 2, "<b>有1件隐患待您处理</b>", "待受理1"]
    assert "堆物" in second.html.splitlines()[5]
    assert [row[0].data for row in second.buttons[:-1]] == [f"duty:begin:{street.grid.id}"] * 2 + ["hzo:1"]


async def test_in_a_group_each_feature_says_how_much_is_open(busy: Room, street: Street) -> None:
    lines = (await busy.text("hazards.duty_counts")).splitlines()
    assert lines[0].endswith("1件隐患在办")
    assert lines[-2:] == [f"Rounds in {street.grid.name}", "工作人员请私聊我发送 /duty 查看清单。"]


def test_a_press_that_opens_what_waits_is_declared_with_the_list() -> None:
    unambiguous(LIST.presses)
    assert LIST.presses == (DutyPage, DutyShow, DutyIn, BeginRound)


async def shown(room: Room) -> MessageContent:
    said = await room.worded(await room.newest("hazards.duty"))
    assert isinstance(said, MessageContent), said
    return said
