from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.escalation.policy_store import set_ladder
from models.escalation.tables import Rung, RungState
from models.grids.tables import Level
from models.hazards.alerting.ladder import LADDERS, restart
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import LIVE, Act, Severity, State
from models.hazards.working.perform import perform
from models.members.tables import Leave, LeaveState, Person
from models.outbox.tables import Lane, MessageState, OutboxMessage
from tests.due import audit, audit_by_checks, climb, go_round
from tests.models.conftest import SHANGHAI
from tests.street import resign
from tests.tree import WHOLE, Tree, grow

GROUP = -1001
WORDS = {
    Severity.URGENT: "三楼冒烟了",
    Severity.MAJOR: "占用消防车通道",
    Severity.ORDINARY: "楼道堆物",
}
D, S, C, G, M = "district", "street", "community", "grid", "members"


def again(minutes: float, *who: str) -> list[tuple[float, str]]:
    """An urgent hazard is told again to all who heard at once."""
    return [(minutes, each) for each in who or (M, G, S)]


NO_COMMUNITY = (Level.DISTRICT, Level.STREET, Level.GRID)
SMALL = (Level.STREET, Level.GRID)
WITH_CELL = (*WHOLE, Level.CELL)


async def reported(session: AsyncSession, tree: Tree, severity: Severity, now: datetime) -> Hazard:
    said = Said(GROUP, 501, WORDS[severity], person=tree.reporter)
    hazard = await report(session, said, tree.grid, now, SHANGHAI)
    await session.flush()
    assert (hazard.severity, hazard.state) == (severity, State.OPEN)
    return hazard


async def run(session: AsyncSession, start: datetime, until: datetime) -> None:
    """The clock ticks at each moment that something is due."""
    while True:
        await session.flush()
        waiting = select(col(Rung.due_at)).where(col(Rung.state) == RungState.WAITING, col(Rung.due_at) <= until)
        due = await session.scalar(waiting.order_by(col(Rung.due_at)).limit(1))
        if due is None:
            return
        await climb(session, max(due, start))


async def alerts(session: AsyncSession, tree: Tree, start: datetime) -> list[tuple[float, str, str]]:
    """(minutes since `start`, why, who) of each alert, "new" ones left out."""
    await session.flush()
    rows = (await session.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == "hazards.ping"))).all()
    told = [
        ((row.created_at - start).total_seconds() / 60, str(row.args["why"]), tree.names[row.chat_id])
        for row in sorted(rows, key=lambda row: (row.created_at, row.id))
    ]
    return [each for each in told if each[1] != "new"]


HOUR, DAY = 60.0, 1440.0


@pytest.mark.parametrize(
    ("severity", "start", "until", "expected"),
    [
        pytest.param(
            Severity.URGENT,
            "16 23:00",
            30,
            [*again(5), *again(10), (10, C), *again(15), (15, D), *again(20), *again(25), *again(30)],
            id="urgent, at night",
        ),
        pytest.param(Severity.MAJOR, "16 23:00", 23 * HOUR, [(30, C), (2 * HOUR, S)], id="major, at night"),
        pytest.param(
            Severity.ORDINARY, "16 09:00", 6 * DAY, [(2 * HOUR, G), (8 * HOUR, C), (DAY, S)], id="ordinary, by day"
        ),
        pytest.param(
            Severity.ORDINARY,
            "16 19:00",
            2 * DAY,
            [(14 * HOUR, G), (20 * HOUR, C), (DAY, S)],
            id="ordinary, an hour before duty ends",
        ),
        pytest.param(
            Severity.ORDINARY,
            "20 21:00",
            2 * DAY,
            [(13 * HOUR, G), (19 * HOUR, C), (35 * HOUR, S)],
            id="ordinary, on a Friday night: the weekend counts",
        ),
        pytest.param(
            Severity.ORDINARY,
            "21 13:00",
            2 * DAY,
            [(2 * HOUR, G), (20 * HOUR, C), (DAY, S)],
            id="ordinary, on a Saturday",
        ),
    ],
)
async def test_what_nobody_accepts_climbs(
    session: AsyncSession,
    now: datetime,
    severity: Severity,
    start: str,
    until: float,
    expected: list[tuple[float, str]],
) -> None:
    opened = at(start)
    tree = await grow(session, opened)
    await reported(session, tree, severity, opened)
    await run(session, opened, opened + timedelta(minutes=until))
    assert await alerts(session, tree, opened) == [(minutes, "unaccepted", who) for minutes, who in expected]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("severity", "until", "expected"),
    [
        (Severity.URGENT, 5, [(2, C), (3, S), (4, D), (5, D)]),
        (Severity.MAJOR, 97, [(24, C), (48, S), (72, D)]),
        (Severity.ORDINARY, 10 * 24 + 1, [(7 * 24, C), (8 * 24, S), (9 * 24, D)]),
    ],
)
async def test_what_is_accepted_and_not_done_climbs_to_the_top_where_only_what_is_urgent_is_repeated(
    session: AsyncSession, now: datetime, severity: Severity, until: int, expected: list[tuple[int, str]]
) -> None:
    tree = await grow(session, now)
    hazard = await reported(session, tree, severity, now)
    await perform(session, hazard, Act.ACCEPT, tree.members[0], now, SHANGHAI)
    await run(session, now, now + timedelta(hours=until))
    told = [each for each in await alerts(session, tree, now) if each[1] == "unfinished"]
    assert told == [(hours * HOUR, "unfinished", who) for hours, who in expected]


@pytest.mark.parametrize(
    ("severity", "until", "expected"),
    [
        (Severity.URGENT, 4, [1, 2, 3, 4]),
        (Severity.MAJOR, 25, [12]),  # the rest is told by the morning's lists
        (Severity.ORDINARY, 8 * 24, [95]),  # half of seven days ends at 21:00: off duty
    ],
)
async def test_what_is_accepted_and_idle_is_chased_with_those_who_work_on_it(
    session: AsyncSession, now: datetime, severity: Severity, until: int, expected: list[int]
) -> None:
    tree = await grow(session, now, members=2)
    hazard = await reported(session, tree, severity, now)
    await perform(session, hazard, Act.ACCEPT, tree.leaders[Level.GRID], now, SHANGHAI)
    await run(session, now, now + timedelta(hours=until))
    told = [each for each in await alerts(session, tree, now) if each[1] == "idle"]
    assert told == [(hours * HOUR, "idle", who) for hours in expected for who in (G, M, M)]


@pytest.mark.parametrize(
    ("severity", "accepted", "by"),
    [
        (Severity.URGENT, 4, 120),
        (Severity.URGENT, 6, 126),
        (Severity.URGENT, 300, 420),
        (Severity.MAJOR, 29, DAY),
        (Severity.MAJOR, 5 * DAY, 6 * DAY),
        (Severity.ORDINARY, 60, 7 * DAY),
        (Severity.ORDINARY, 13 * DAY + 600, 20 * DAY + 600),
    ],
)
async def test_who_accepts_late_has_as_long_as_who_accepts_in_time(
    severity: Severity, accepted: float, by: float, session: AsyncSession, now: datetime
) -> None:
    tree = await grow(session, now)
    hazard = await reported(session, tree, severity, now)
    await run(session, now, now + timedelta(minutes=accepted))
    at = now + timedelta(minutes=accepted)
    await perform(session, hazard, Act.ACCEPT, tree.members[0], at, SHANGHAI)
    assert hazard.due_at == now + timedelta(minutes=by)
    assert (await audit_by_checks(session, at)).clean
    await run(session, at, at + timedelta(days=2))
    assert (await audit_by_checks(session, at + timedelta(days=2))).clean


async def test_who_accepted_it_and_has_the_post_no_more_is_not_chased(session: AsyncSession, now: datetime) -> None:
    tree = await grow(session, now)
    hazard = await reported(session, tree, Severity.MAJOR, now)
    await perform(session, hazard, Act.ACCEPT, tree.leaders[Level.GRID], now, SHANGHAI)
    await resign(session, tree.leaders[Level.GRID], now)
    await run(session, now, now + timedelta(hours=12))
    assert [each for each in await alerts(session, tree, now) if each[1] == "idle"] == [(12 * HOUR, "idle", M)]


async def test_whoever_does_something_is_not_chased_until_half_the_time_has_passed_again(
    session: AsyncSession, now: datetime
) -> None:
    tree = await grow(session, now)
    hazard = await reported(session, tree, Severity.MAJOR, now)
    await perform(session, hazard, Act.ACCEPT, tree.members[0], now, SHANGHAI)
    await perform(session, hazard, Act.ON_SITE, tree.members[0], now + timedelta(hours=10), SHANGHAI)
    await run(session, now, now + timedelta(hours=23))
    told = [each for each in await alerts(session, tree, now) if each[1] == "idle"]
    assert told == [(22 * HOUR, "idle", M)]


async def test_what_a_resident_adds_is_no_progress(session: AsyncSession, now: datetime) -> None:
    from models.hazards.reporting.submit import add

    tree = await grow(session, now)
    hazard = await reported(session, tree, Severity.MAJOR, now)
    await perform(session, hazard, Act.ACCEPT, tree.members[0], now, SHANGHAI)
    said = Said(GROUP, 502, "还在", person=tree.reporter)
    await add(session, hazard, said, now + timedelta(hours=10), SHANGHAI)
    await run(session, now, now + timedelta(hours=13))
    assert [each for each in await alerts(session, tree, now) if each[1] == "idle"] == [(12 * HOUR, "idle", M)]


@pytest.mark.parametrize(
    ("severity", "until", "expected"),
    [
        (Severity.URGENT, 3 * HOUR, [(30, C), (90, S), (150, D)]),
        (Severity.MAJOR, 53 * HOUR, [(4 * HOUR, C), (28 * HOUR, S), (52 * HOUR, D)]),
        (Severity.ORDINARY, 2 * DAY, [(DAY, C), (2 * DAY, S)]),
    ],
)
async def test_what_nobody_reviews_climbs(
    session: AsyncSession, now: datetime, severity: Severity, until: float, expected: list[tuple[float, str]]
) -> None:
    tree = await grow(session, now)
    hazard = await reported(session, tree, severity, now)
    await perform(session, hazard, Act.DONE, tree.members[0], now, SHANGHAI)
    await run(session, now, now + timedelta(minutes=until))
    assert await alerts(session, tree, now) == [(minutes, "unreviewed", who) for minutes, who in expected]


async def test_what_is_sent_back_has_its_time_anew(session: AsyncSession, now: datetime) -> None:
    tree = await grow(session, now)
    hazard = await reported(session, tree, Severity.MAJOR, now)
    await perform(session, hazard, Act.DONE, tree.members[0], now, SHANGHAI)
    back = now + timedelta(hours=3)
    await perform(session, hazard, Act.SEND_BACK, tree.leaders[Level.GRID], back, SHANGHAI)
    assert hazard.due_at == back + timedelta(hours=24)
    await run(session, back, back + timedelta(hours=24))
    told = await alerts(session, tree, back)
    assert [each for each in told if each[1] == "unfinished"] == [(DAY, "unfinished", C)]


@pytest.mark.parametrize(
    ("levels", "silent", "severity", "until", "expected"),
    [
        pytest.param(NO_COMMUNITY, (), Severity.ORDINARY, DAY, [(120, G), (480, S)], id="no community"),
        pytest.param(
            SMALL, (), Severity.URGENT, 15, [*again(5), *again(10), (10, S), *again(15), (15, S)], id="no district"
        ),
        pytest.param(WITH_CELL, (), Severity.ORDINARY, DAY, [(120, G), (480, C), (DAY, S)], id="in a cell"),
        pytest.param(WHOLE, (C,), Severity.ORDINARY, DAY, [(120, G), (480, S)], id="community silent"),
        pytest.param(WHOLE, (S, D), Severity.ORDINARY, DAY, [(120, G), (480, C)], id="nobody higher"),
        pytest.param(
            WHOLE, (M,), Severity.URGENT, 10, [*again(5, G, S), *again(10, G, S), (10, C)], id="members silent"
        ),
        pytest.param(WHOLE, (M, G, C, S, D), Severity.URGENT, 10, [], id="nobody at all"),
    ],
)
async def test_empty_rungs_are_skipped(
    session: AsyncSession,
    now: datetime,
    levels: Sequence[Level],
    silent: Collection[str],
    severity: Severity,
    until: float,
    expected: list[tuple[float, str]],
) -> None:
    tree = await grow(session, now, levels, silent=silent)
    await reported(session, tree, severity, now)
    await run(session, now, now + timedelta(minutes=until))
    assert await alerts(session, tree, now) == [(minutes, "unaccepted", who) for minutes, who in expected]
    assert (await audit_by_checks(session, now + timedelta(minutes=until))).clean


@pytest.mark.parametrize(
    ("away", "silent", "expected"),
    [
        ((S,), (), (M, G, D)),
        ((G,), (), (M, C, S)),
        ((S, G), (), (M, D, C)),
        ((S, G), (M, C, D), (G, S)),
    ],
)
async def test_who_heard_at_once_for_leaders_on_leave_is_told_again_too(
    session: AsyncSession, now: datetime, away: Collection[str], silent: Collection[str], expected: Sequence[str]
) -> None:
    tree = await grow(session, now, silent=silent)
    for name in away:
        person_id, until = tree.leaders[Level(name)].id, now + timedelta(days=3)
        leave = Leave(person_id=person_id, begins_at=now, ends_at=until, filed_at=now, state=LeaveState.AWAY)
        session.add(leave)
    await session.flush()
    await reported(session, tree, Severity.URGENT, now)
    await run(session, now, now + timedelta(minutes=5))
    rows = (await session.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == "hazards.ping"))).all()
    for why in ("new", "unaccepted"):
        assert {tree.names[row.chat_id] for row in rows if row.args["why"] == why} == set(expected)


async def test_who_is_told_again_is_frozen_with_the_ladder(session: AsyncSession, now: datetime) -> None:
    tree = await grow(session, now)
    await reported(session, tree, Severity.URGENT, now)
    changed = replace(LADDERS[Severity.URGENT], told=(Level.GRID,))
    await set_ladder(session, tree.grids[Level.STREET], Severity.URGENT, changed, now)
    await run(session, now, now + timedelta(minutes=5))
    assert await alerts(session, tree, now) == [(minutes, "unaccepted", who) for minutes, who in again(5)]
    await reported(session, tree, Severity.URGENT, later := now + timedelta(minutes=6))
    await run(session, later, later + timedelta(minutes=5))
    told = [who for minutes, _, who in await alerts(session, tree, later) if minutes == 5]
    assert told == [M, G]


@pytest.mark.parametrize(
    ("silent", "minutes", "args"),
    [
        ((C,), 480, {"why": "unaccepted", "alone": 1, "empty": ["name of community"]}),
        ((C, S), 480, {"why": "unaccepted", "alone": 1, "empty": ["name of community", "name of street"]}),
        ((), 480, {"why": "unaccepted", "alone": 1}),
    ],
)
async def test_the_next_level_is_told_who_was_skipped(
    session: AsyncSession, now: datetime, silent: Collection[str], minutes: int, args: dict[str, object]
) -> None:
    tree = await grow(session, now, silent=silent)
    await reported(session, tree, Severity.ORDINARY, now)
    await run(session, now, now + timedelta(minutes=minutes))
    rows = (
        select(OutboxMessage)
        .where(col(OutboxMessage.kind) == "hazards.ping")
        .order_by(col(OutboxMessage.id).desc())
        .limit(1)
    )
    [last] = (await session.scalars(rows)).all()
    assert last.args == args


async def test_a_leader_hears_when_no_member_can_be_reached(session: AsyncSession, now: datetime) -> None:
    tree = await grow(session, now, silent=(M,))
    await reported(session, tree, Severity.URGENT, now)
    await run(session, now, now + timedelta(minutes=5))
    rows = (
        select(OutboxMessage)
        .where(col(OutboxMessage.chat_id) == tree.leaders[Level.GRID].tg_user_id)
        .order_by(col(OutboxMessage.id))
    )
    messages = (await session.scalars(rows)).all()
    assert messages[-1].args == {"why": "unaccepted", "silent": "name of grid"}
    assert messages[-1].lane == Lane.URGENT


@pytest.mark.parametrize(
    ("presser", "told", "later"),
    [
        (M, G, [(2 * HOUR, C), (8 * HOUR, S), (DAY, D)]),
        (G, C, [(2 * HOUR, S), (8 * HOUR, D)]),
        (C, S, [(2 * HOUR, D)]),
        (S, D, []),
        (D, D, []),
    ],
)
async def test_handing_up_tells_the_level_above_the_presser_and_the_ladder_goes_on_from_there(
    session: AsyncSession, now: datetime, presser: str, told: str, later: list[tuple[float, str]]
) -> None:
    tree = await grow(session, now)
    hazard = await reported(session, tree, Severity.ORDINARY, now)
    person = tree.members[0] if presser == M else tree.leaders[Level(presser)]
    await perform(session, hazard, Act.HAND_UP, person, now, SHANGHAI)
    assert await alerts(session, tree, now) == [(0, "handed_up", told)]
    await run(session, now, now + timedelta(minutes=DAY))
    climbed = [each for each in await alerts(session, tree, now) if each[1] == "unaccepted"]
    assert climbed == [(minutes, "unaccepted", who) for minutes, who in later]


async def test_handing_up_is_recorded_with_the_level_it_reached(session: AsyncSession, now: datetime) -> None:
    tree = await grow(session, now, silent=(C,))
    hazard = await reported(session, tree, Severity.ORDINARY, now)
    await perform(session, hazard, Act.HAND_UP, tree.leaders[Level.GRID], now, SHANGHAI)
    rows = select(HazardEvent).where(col(HazardEvent.act) == Act.ESCALATE)
    [event] = (await session.scalars(rows)).all()
    assert (event.data["level"], event.data["reached"]) == ("community", "STREET")


@pytest.mark.parametrize("downtime", [timedelta(hours=3), timedelta(days=3)])
async def test_after_downtime_one_step_is_taken_and_the_rest_keep_their_distance(
    session: AsyncSession, now: datetime, downtime: timedelta
) -> None:
    tree = await grow(session, now)
    await reported(session, tree, Severity.URGENT, now)
    back = now + downtime
    assert await climb(session, back)
    while await climb(session, back):
        pass
    told = [(minutes, who) for minutes, why, who in await alerts(session, tree, back) if why == "unaccepted"]
    assert told == again(0)
    await run(session, back, back + timedelta(minutes=10))
    told = [(minutes, who) for minutes, why, who in await alerts(session, tree, back) if why == "unaccepted"]
    assert told == [*again(0), *again(5), (5, C), *again(10), (10, D)]


async def test_another_severity_starts_the_ladder_anew(session: AsyncSession, now: datetime) -> None:
    tree = await grow(session, now)
    hazard = await reported(session, tree, Severity.ORDINARY, now)
    later = now + timedelta(hours=1)
    hazard.severity = Severity.MAJOR
    await restart(session, hazard, later, SHANGHAI)
    assert hazard.due_at == later + timedelta(minutes=30)
    await run(session, later, later + timedelta(hours=3))
    assert await alerts(session, tree, later) == [(30, "unaccepted", C), (120, "unaccepted", S)]


async def test_climbing_shows_on_the_card(session: AsyncSession, now: datetime) -> None:
    tree = await grow(session, now)
    await reported(session, tree, Severity.ORDINARY, now)
    card = (await session.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == "hazards.card"))).one()
    card.state = MessageState.SENT
    await run(session, now, now + timedelta(hours=2))
    await session.refresh(card)
    assert (card.state, card.revision) == (MessageState.PENDING, 2)


PRESSES = [Act.ACCEPT, Act.ON_SITE, Act.DONE, Act.HAND_UP, Act.CLOSE, Act.SEND_BACK, Act.DISMISS, Act.DISSATISFIED]
STEPS = st.one_of(
    st.tuples(st.just("press"), st.sampled_from(PRESSES), st.integers(0, 5)),
    st.tuples(st.just("wait"), st.sampled_from([1, 7, 31, 125, 490])),
)


@pytest.mark.long
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(severity=st.sampled_from(list(Severity)), steps=st.lists(STEPS, max_size=10))
async def test_whatever_happens_a_live_hazard_has_a_next_step_and_none_is_late(
    sqlite_url: str, now: datetime, severity: Severity, steps: list[tuple[object, ...]]
) -> None:
    from models.errors import WanggeError
    from models.schema import open_database

    database = open_database(sqlite_url)
    async with database.read() as session:
        tree = await grow(session, now)
        hazard = await reported(session, tree, severity, now)
        hour = now
        for what, *how in steps:
            if what == "wait":
                hour += timedelta(minutes=how[0])  # type: ignore[arg-type]
                await run(session, now, hour)
                await go_round(session, hour)
            else:
                people: list[Person] = [*tree.leaders.values(), *tree.members, tree.reporter]
                person = people[how[1]]  # type: ignore[call-overload]
                try:
                    await perform(session, hazard, how[0], person, hour, SHANGHAI)  # type: ignore[arg-type]
                except WanggeError:
                    continue
            await session.flush()
            assert (await audit(session, hour)).clean
            rungs = select(Rung).where(col(Rung.subject_id) == hazard.id, col(Rung.state) == RungState.WAITING)
            waiting = (await session.scalars(rungs)).all()
            assert bool(waiting) is (hazard.state in LIVE)
            assert all(rung.due_at > hour for rung in waiting)
        await session.rollback()
    await database.close()
