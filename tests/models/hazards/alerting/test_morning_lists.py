from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Level
from models.hazards.alerting.alerts import MORNING_LIST
from models.hazards.alerting.morning_rounds import MorningRound, by_day, expect_round, next_morning
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.actions import record_hazard_event
from models.members.tables import Leave, LeaveState
from models.outbox.alert_lists import Listed
from models.outbox.tables import MessageState, OutboxMessage
from tests.due import go_round
from tests.models.conftest import SHANGHAI
from tests.tree import Tree, grow

D, S, C, G, M = "district", "street", "community", "grid", "members"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MORNING = datetime.fromisoformat("2026-11-17T08:30:00+08:00")


async def opened(
    session: AsyncSession, tree: Tree, state: State, *, late: bool, told: Sequence[Level] = (), by: str = ""
) -> Hazard:
    due = MORNING + (-HOUR if late else HOUR)
    hazard = Hazard(grid_id=tree.grid.id, state=state, created_at=MORNING - DAY, due_at=due)
    if by:
        hazard.accepted_by = (tree.members[0] if by == M else tree.leaders[Level(by)]).id
    session.add(hazard)
    await session.flush()
    for level in told:
        record_hazard_event(session, hazard, Act.ESCALATE, None, MORNING - HOUR, level=level, reached="x")
    await expect_round(session, MORNING - HOUR, SHANGHAI)
    return hazard


async def lists(session: AsyncSession, tree: Tree) -> dict[str, list[int]]:
    """By chat, the numbers of the hazards in its lists."""
    rows = (
        select(col(OutboxMessage.chat_id), col(Hazard.number))
        .join(Listed, col(Listed.letter_id) == col(OutboxMessage.id))
        .join(Hazard, col(Hazard.id) == col(Listed.subject_id))
        .where(col(OutboxMessage.kind) == MORNING_LIST)
        .order_by(col(OutboxMessage.id), col(Hazard.number))
    )
    found: dict[str, list[int]] = {}
    for chat_id, number in (await session.execute(rows)).all():
        found.setdefault(tree.names[chat_id], []).append(number)
    return found


@pytest.mark.parametrize(
    ("state", "late", "told", "by", "who"),
    [
        pytest.param(State.OPEN, False, (), "", {M}, id="in time: the members"),
        pytest.param(State.ACCEPTED, False, (), G, {G}, id="who accepted it"),
        pytest.param(State.RECTIFYING, False, (), "", {M}, id="members press on with an order"),
        pytest.param(State.REVIEW, False, (), M, {G}, id="leaders review"),
        pytest.param(State.TRANSFERRED, False, (), M, {G}, id="whoever can be reached, where the department cannot"),
        pytest.param(State.OPEN, True, (), "", {M, G}, id="overdue: the grid"),
        pytest.param(State.ACCEPTED, True, (), M, {M, G}, id="accepted and overdue"),
        pytest.param(State.OPEN, True, (Level.GRID, Level.COMMUNITY), "", {M, G, C}, id="and who was told"),
        pytest.param(State.RECTIFYING, True, (Level.STREET,), M, {M, G, C, S}, id="and all below that"),
        pytest.param(State.OPEN, False, (Level.STREET,), "", {M}, id="not of what is in time"),
        pytest.param(State.CLOSED, True, (Level.STREET,), M, set(), id="closed"),
    ],
)
async def test_whom_the_morning_tells_of_a_hazard(
    session: AsyncSession, now: datetime, state: State, late: bool, told: Sequence[Level], by: str, who: set[str]
) -> None:
    tree = await grow(session, now)
    await opened(session, tree, state, late=late, told=told, by=by)
    await go_round(session, MORNING)
    assert (await lists(session, tree)).keys() == who


@pytest.mark.parametrize(("silent", "who"), [((M,), {G}), ((M, G), {C}), ((M, G, C, S), {D}), ((M, G, C, S, D), set())])
async def test_with_nobody_there_the_next_above_hears(
    session: AsyncSession, now: datetime, silent: Sequence[str], who: set[str]
) -> None:
    tree = await grow(session, now, silent=silent)
    await opened(session, tree, State.OPEN, late=False)
    await go_round(session, MORNING)
    assert (await lists(session, tree)).keys() == who


async def test_who_is_on_leave_is_left_in_peace(session: AsyncSession, now: datetime) -> None:
    tree = await grow(session, now)
    await opened(session, tree, State.ACCEPTED, late=False, by=G)
    leader, until = tree.leaders[Level.GRID].id, MORNING + DAY
    session.add(Leave(person_id=leader, begins_at=now, ends_at=until, filed_at=now, state=LeaveState.AWAY))
    await session.flush()
    await go_round(session, MORNING)
    assert (await lists(session, tree)).keys() == {M}


async def test_each_hears_once_of_all_and_the_next_morning_words_yesterday_s_list_anew(
    session: AsyncSession, now: datetime
) -> None:
    tree = await grow(session, now)
    for late in (True, False):
        await opened(session, tree, State.OPEN, late=late)
    await go_round(session, MORNING)
    assert await lists(session, tree) == {M: [1, 2], G: [1]}
    await session.execute(update(OutboxMessage).values(state=MessageState.SENT))
    await go_round(session, MORNING + DAY)
    rows = select(col(OutboxMessage.chat_id), col(OutboxMessage.state), col(OutboxMessage.revision)).where(
        col(OutboxMessage.kind) == MORNING_LIST
    )
    states = [(tree.names[chat], state, rev) for chat, state, rev in await session.execute(rows)]
    pending = MessageState.PENDING
    assert sorted(states) == sorted([(M, pending, 2), (G, pending, 2), (M, pending, 1), (G, pending, 1)])


async def test_the_round_goes_on_where_nothing_is_open(session: AsyncSession, now: datetime) -> None:
    await expect_round(session, now, SHANGHAI)
    for day in range(3):
        assert await go_round(session, MORNING + day * DAY) == 1
    assert (await session.scalars(select(MorningRound))).one().next_at == MORNING + 3 * DAY


@pytest.mark.parametrize(("hour", "sent"), [("08:30", True), ("15:10", True), ("20:00", False), ("03:00", False)])
async def test_a_round_that_is_late_takes_place_by_day_alone(
    session: AsyncSession, now: datetime, hour: str, sent: bool
) -> None:
    tree = await grow(session, now)
    await opened(session, tree, State.OPEN, late=False)
    at = datetime.fromisoformat(f"2026-11-19T{hour}:00+08:00")
    await go_round(session, at)
    assert bool(await lists(session, tree)) is sent is by_day(at, SHANGHAI)
    assert (await session.scalars(select(MorningRound))).one().next_at == next_morning(at, SHANGHAI)


@pytest.mark.parametrize(
    ("at", "next_one"),
    [
        ("2026-11-17T08:29", "2026-11-17T08:30"),
        ("2026-11-17T08:30", "2026-11-18T08:30"),
        ("2026-11-17T23:00", "2026-11-18T08:30"),
    ],
)
def test_the_next_morning_is_in_local_time(at: str, next_one: str) -> None:
    moment = datetime.fromisoformat(f"{at}:00+08:00")
    assert next_morning(moment, SHANGHAI) == datetime.fromisoformat(f"{next_one}:00+08:00")
