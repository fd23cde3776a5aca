from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.hazards.list_view import VIEWS
from handlers.messages import Delete, MessageContent, RenderContext, Skip
from locales.translator import translator
from models.hazards.alerting.alerts import ALERT_LIST, MORNING_LIST
from models.hazards.tables import Hazard
from models.hazards.workflow import Severity, State
from models.outbox.alert_lists import name_in
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, MessageState, OutboxMessage
from models.schedule.deadlines import end_of
from tests.handlers.room import SHANGHAI
from tests.street import GROUP, Street

HOUR = timedelta(hours=1)


async def hazards(session: AsyncSession, street: Street, now: datetime, states: Iterable[State]) -> list[Hazard]:
    """Each older than the one before."""
    grid = street.grid.id
    made = [
        Hazard(grid_id=grid, chat_id=GROUP, state=state, created_at=now - number * HOUR)
        for number, state in enumerate(states)
    ]
    for hazard in made:
        session.add(hazard)
        await session.flush()
    return made


async def listed(
    session: AsyncSession,
    named: Iterable[Hazard],
    now: datetime,
    kind: str = ALERT_LIST,
    *,
    editing: bool = False,
    page: int = 0,
) -> MessageContent | Delete | Skip:
    message = enqueue(session, 14, kind, Lane.ESCALATION, now, page=page)
    await name_in(session, {message.id: [hazard.id for hazard in named]})
    await session.flush()
    return await worded(session, message, now, editing=editing)


async def worded(
    session: AsyncSession, message: OutboxMessage, now: datetime, *, editing: bool = False
) -> MessageContent | Delete | Skip:
    context = RenderContext(session, message, translator("zh_CN"), now, SHANGHAI, "wangge_bot", editing)
    said = await VIEWS[message.kind](context)
    assert isinstance(said, MessageContent | Delete | Skip)
    return said


def opens(said: MessageContent | Delete | Skip) -> list[list[tuple[str, str]]]:
    assert isinstance(said, MessageContent)
    return [[(button.label, button.data) for button in row] for row in said.buttons]


async def test_a_list_names_the_most_urgent_first(session: AsyncSession, street: Street, now: datetime) -> None:
    named = await hazards(session, street, now, [State.OPEN] * 3)
    for hazard, severity in zip(named, (Severity.ORDINARY, Severity.URGENT, Severity.MAJOR), strict=True):
        hazard.severity = severity
    said = await listed(session, named, now)
    assert [row[0][1] for row in opens(said)] == ["hzo:2", "hzo:3", "hzo:1", "hzn"]


async def test_a_list_has_a_line_and_a_button_a_hazard_the_longest_waiting_first(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    said = await listed(session, await hazards(session, street, now, [State.OPEN, State.ACCEPTED, State.REVIEW]), now)
    assert isinstance(said, MessageContent)
    assert said.html.splitlines() == [
        "<b>有3件隐患待您处理</b>",
        "🔵 <b>H3</b> 待复核 · 一般 · 已等待2小时 · S-1-1网格 其他",
        "🟡 <b>H2</b> 已受理 · 一般 · 已等待1小时 · S-1-1网格 其他",
        "🔴 <b>H1</b> 待受理 · 一般 · S-1-1网格 其他",
    ]
    assert [[button.data for button in row] for row in said.buttons] == [["hzo:3"], ["hzo:2"], ["hzo:1"], ["hzn"]]


async def test_what_is_at_its_end_stays_in_the_list_without_a_button(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    named = await hazards(session, street, now, [State.OPEN, State.CLOSED])
    said = await listed(session, named, now, editing=True)
    assert isinstance(said, MessageContent)
    assert said.html.splitlines()[:2] == ["<b>有1件隐患待您处理</b>", "🟢 <b>H2</b> 已办结"]
    assert [[button.data for button in row] for row in said.buttons] == [["hzo:1"]]


@pytest.mark.parametrize("kind", [ALERT_LIST, MORNING_LIST])
@pytest.mark.parametrize(("editing", "sent"), [(True, True), (False, False)])
async def test_a_list_of_nothing_but_ends_is_not_sent_anew(
    session: AsyncSession, street: Street, now: datetime, kind: str, editing: bool, sent: bool
) -> None:
    named = await hazards(session, street, now, [State.CLOSED, State.DISMISSED])
    said = await listed(session, named, now, kind, editing=editing)
    assert isinstance(said, MessageContent) is sent


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("3号楼二楼楼道堆满杂物，堵住消防通道", "H1 3号楼二楼楼道"),
        ("车棚飞线充电", "H1 车棚"),
        ("灭火器过期", "H1 S-1-1网格"),
        ("", "H1 S-1-1网格"),
    ],
)
async def test_a_button_names_the_place_or_else_the_grid(
    session: AsyncSession, street: Street, now: datetime, text: str, label: str
) -> None:
    [hazard] = await hazards(session, street, now, [State.OPEN])
    hazard.text = text
    assert opens(await listed(session, [hazard], now)) == [[(label, "hzo:1")]]


@pytest.mark.parametrize(
    ("page", "count", "turn"),
    [
        (0, 10, [("下一页", "hzl:1")]),
        (1, 10, [("上一页", "hzl:0"), ("下一页", "hzl:2")]),
        (2, 1, [("上一页", "hzl:1")]),
        (9, 1, [("上一页", "hzl:1")]),
    ],
)
@pytest.mark.parametrize("kind", [ALERT_LIST, MORNING_LIST])
async def test_a_page_has_ten(
    session: AsyncSession,
    street: Street,
    now: datetime,
    kind: str,
    page: int,
    count: int,
    turn: list[tuple[str, str]],
) -> None:
    said = await listed(session, await hazards(session, street, now, [State.OPEN] * 21), now, kind, page=page)
    rows = opens(said)
    assert (len([row for row in rows if row[0][1].startswith("hzo")]), rows[-1]) == (count, turn)
    assert isinstance(said, MessageContent)
    assert "21件" in said.html


async def test_the_morning_s_list_says_how_many_are_overdue_and_begins_with_them(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    named = await hazards(session, street, now, [State.OPEN] * 3)
    named[0].due_at = now - 3 * HOUR
    said = await listed(session, named, now, MORNING_LIST)
    assert isinstance(said, MessageContent)
    assert said.html.splitlines()[:3] == [
        "<b>☀️ 今早有3件隐患等您处理</b>",
        "⏰ 逾期1件",
        "🔴 <b>H1</b> 待受理 · 一般 · ⏰ 逾期3小时 · S-1-1网格 其他",
    ]


@pytest.mark.parametrize(
    ("age", "sent", "said"),
    [(24 * HOUR, True, Delete), (72 * HOUR, True, MessageContent), (24 * HOUR, False, Skip)],
)
async def test_yesterday_s_list_gives_way_to_that_of_this_morning(
    session: AsyncSession, street: Street, now: datetime, age: timedelta, sent: bool, said: type[object]
) -> None:
    named = await hazards(session, street, now, [State.OPEN])
    before = enqueue(session, 14, MORNING_LIST, Lane.ESCALATION, now - age, page=0)
    before.message_id = 700 if sent else None
    await name_in(session, {before.id: [named[0].id]})
    assert isinstance(await worded(session, before, now, editing=sent), MessageContent)
    other = enqueue(session, 15, MORNING_LIST, Lane.ESCALATION, now, page=0)
    assert other.state is MessageState.PENDING
    await session.flush()
    assert isinstance(await worded(session, before, now, editing=sent), MessageContent)
    await listed(session, named, now, MORNING_LIST)
    given_way = await worded(session, before, now, editing=sent)
    assert isinstance(given_way, said)
    assert not isinstance(given_way, MessageContent) or given_way.buttons == ()


@pytest.mark.parametrize(("state", "late"), [(State.ACCEPTED, "逾期9小时"), (State.RECTIFYING, "逾期1天")])
async def test_what_was_due_on_a_day_is_overdue_by_days_as_on_its_card(
    session: AsyncSession, street: Street, now: datetime, state: State, late: str
) -> None:
    [hazard] = await hazards(session, street, now, [state])
    hazard.due_at = end_of(now.astimezone(SHANGHAI).date() - timedelta(days=1), SHANGHAI)
    said = await listed(session, [hazard], now)
    assert isinstance(said, MessageContent)
    assert late in said.html
