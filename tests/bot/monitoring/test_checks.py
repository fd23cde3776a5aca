from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, update

from bot.clock import Clock, Tick
from bot.monitoring.checks import check
from bot.monitoring.findings import CheckFinding
from bot.timekeeper import Timekeeper
from models import migrate
from models.base import RANDOM_BITS, first_id, new_id
from models.db.database import Database
from models.emergencies.tables import Call
from models.escalation.tables import Aim, Lack, Rung
from models.evidence.tables import Evidence, EvidenceState
from models.grids.tables import Binding, Chat, Grid, Level, Purpose
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.inbox import updates as inbox
from models.inbox.updates import InboxState, InboxUpdate
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane, MessageState, OutboxMessage
from models.processes.signs import TAKING_IN, leave
from models.schema import open_database

UPDATE: dict[str, Any] = {"update_id": 1, "message": {"message_id": 1, "chat": {"id": -1}, "from": {"id": 7}}}
ALL = {"database", "migrations", "set-aside", "listen", "inbox", "outbox", "undelivered", "escalation"}
ALL |= {"time", "unreachable", "photos", "audit"}


async def looked(database: Database, now: datetime, clock: Clock | None = None) -> dict[str, CheckFinding]:
    return {each.name: each for each in await check(database, now, clock)}


async def bad(database: Database, now: datetime, clock: Clock | None = None) -> list[str]:
    return [f"{each.name}: {each.detail}" for each in await check(database, now, clock) if not each.ok]


async def keep(database: Database, now: datetime) -> None:
    async with database.write() as session:
        await inbox.store(session, [UPDATE], now)


async def tell(database: Database, now: datetime, lane: Lane) -> None:
    async with database.write() as session:
        enqueue(session, -1, "core.set_aside", lane, now)


async def grid(database: Database) -> int:
    number = new_id()
    async with database.write() as session:
        session.add(Grid(id=number, code=f"G{number}", name="一网格", level=Level.GRID, path=f"{number}/"))
    return number


async def test_a_new_database_has_nothing_wrong(database: Database, now: datetime) -> None:
    findings = await looked(database, now)
    assert set(findings) == ALL
    assert all(each.ok for each in findings.values())


async def put_aside(database: Database, at: datetime, *senders: int, press: bool = False) -> None:
    kind = "callback_query" if press else "message"
    async with database.write() as session:
        for sender in senders:
            given: dict[str, Any] = {"lane": 0, "chat_id": -1, "payload": "{}", "received_at": at, "set_aside_at": at}
            told: dict[str, Any] = {"state": InboxState.SET_ASIDE, "sender_id": sender, "kind": kind}
            session.add(InboxUpdate(update_id=new_id(), **given, **told))


async def test_an_update_set_aside_wants_a_look(database: Database, now: datetime) -> None:
    await put_aside(database, now, 7, press=True)
    await put_aside(database, now, 8, 8)
    told = "set-aside: updates set aside since yesterday: 3; the most from: 2 × message ← 8, 1 × callback_query ← 7"
    assert await bad(database, now) == [told]
    assert not (await looked(database, now))["set-aside"].grave


@pytest.mark.parametrize(
    ("senders", "minutes", "grave"),
    [
        ((7,) * 19, 0, False),
        ((7,) * 20, 0, True),
        ((7,) * 20, 61, False),
        ((7, 8), 0, False),
        ((7, 8, 9), 0, True),
        ((7, 8, 9), 59, True),
        ((7, 8, 9), 61, False),
    ],
)
async def test_many_set_aside_within_an_hour_or_from_several_people_are_grave(
    database: Database, now: datetime, senders: tuple[int, ...], minutes: int, grave: bool
) -> None:
    await put_aside(database, now - timedelta(minutes=minutes), *senders)
    assert (await looked(database, now))["set-aside"].grave is grave


async def test_what_was_set_aside_is_looked_at_for_a_day(database: Database, now: datetime) -> None:
    await put_aside(database, now - timedelta(hours=24, minutes=1), 7, 8, 9)
    assert await bad(database, now) == []


@pytest.mark.parametrize(("seconds", "told"), [(60, []), (61, ["inbox: the oldest unhandled update waits for 61 s"])])
async def test_an_update_may_wait_a_minute(database: Database, now: datetime, seconds: int, told: list[str]) -> None:
    await keep(database, now - timedelta(seconds=seconds))
    assert await bad(database, now) == told


async def test_a_handled_update_waits_no_more(database: Database, now: datetime) -> None:
    await keep(database, now - timedelta(hours=1))
    async with database.write() as session:
        await inbox.done(session, [1])
    assert await bad(database, now) == []


@pytest.mark.parametrize(
    ("lane", "minutes", "late"),
    [
        (Lane.URGENT, 5, False),
        (Lane.URGENT, 6, True),
        (Lane.REPLY, 6, True),
        (Lane.ESCALATION, 6, True),
        (Lane.WARNING, 6, False),
        (Lane.WARNING, 31, True),
        (Lane.ROUTINE, 30, False),
        (Lane.ROUTINE, 31, True),
    ],
)
async def test_a_message_may_wait_for_minutes_and_a_broadcast_longer(
    database: Database, now: datetime, lane: Lane, minutes: int, late: bool
) -> None:
    await tell(database, now - timedelta(minutes=minutes), lane)
    expected = [f"outbox: the oldest unsent message waits for {minutes * 60} s"] if late else []
    assert await bad(database, now) == expected


async def test_a_message_that_is_not_due_yet_is_not_late(database: Database, now: datetime) -> None:
    async with database.write() as session:
        enqueue(
            session, -1, "core.set_aside", Lane.URGENT, now - timedelta(days=1), not_before=now + timedelta(hours=1)
        )
    assert await bad(database, now) == []


async def test_a_sent_message_is_not_late(database: Database, now: datetime) -> None:
    await tell(database, now - timedelta(days=1), Lane.URGENT)
    async with database.write() as session:
        await session.execute(update(OutboxMessage).values(state=MessageState.SENT))
    assert await bad(database, now) == []


def rung(hazard: Hazard, due_at: datetime) -> Rung:
    return Rung(
        subject_kind="hazard", subject_id=hazard.id, position=0, lack=Lack.ACCEPTED, aim=Aim.GRID, due_at=due_at
    )


@pytest.mark.parametrize(("seconds", "late"), [(120, False), (121, True)])
async def test_an_escalation_that_nobody_takes_is_noticed(
    database: Database, now: datetime, seconds: int, late: bool
) -> None:
    home = await grid(database)
    async with database.write() as session:
        hazard = Hazard(grid_id=home, chat_id=-1, created_at=now)
        session.add(hazard)
        await session.flush()
        due = now - timedelta(seconds=seconds)
        session.add(rung(hazard, due))
    oldest = f"escalation: the oldest escalation is overdue by {seconds} s"
    expected = [oldest, "audit: without a next step: 0; with a step left out: 1 hazard_rungs:1"] if late else []
    assert await bad(database, now) == expected


async def test_a_live_hazard_that_nothing_waits_for_is_named(database: Database, now: datetime) -> None:
    home = await grid(database)
    async with database.write() as session:
        session.add(Hazard(grid_id=home, chat_id=-1, state=State.OPEN, created_at=now))
    assert await bad(database, now) == ["audit: without a next step: 1; with a step left out: 0 H1"]


async def test_a_step_is_left_out_only_two_minutes_after_the_first_tick(clock: Clock, now: datetime) -> None:
    home = await grid(clock.database)
    async with clock.database.write() as session:
        hazard = Hazard(grid_id=home, chat_id=-1, state=State.OPEN, created_at=now, due_at=now - timedelta(hours=5))
        session.add(hazard)
        session.add(rung(hazard, now))
    clock.ticking_since = now - timedelta(minutes=2)
    assert (await looked(clock.database, now, clock))["audit"].ok
    clock.ticking_since = now - timedelta(minutes=3)
    assert (await looked(clock.database, now, clock))["audit"].detail.endswith("left out: 1 H1")


async def test_a_call_for_help_that_nobody_is_told_of_again_is_told(database: Database, now: datetime) -> None:
    async with database.write() as session:
        session.add(Call(number=3, chat_id=-1, created_at=now - timedelta(minutes=9)))
    assert await bad(database, now) == ["audit: without a next step: 1; with a step left out: 1 S3"]


async def test_a_bound_chat_out_of_reach_is_told_and_not_grave(database: Database, now: datetime) -> None:
    home = await grid(database)
    async with database.write() as session:
        for number in (-1, -2):
            lost = Chat(id=number, type="group", seen_at=now, reachable=False)
            lost.unreachable_reason = "CHAT_RESTRICTED"
            session.add(lost)
        session.add(Binding(grid_id=home, purpose=Purpose.GROUP, chat_id=-1, bound_at=now))
        session.add(Binding(grid_id=home, purpose=Purpose.LEADERS, chat_id=-2, bound_at=now, unbound_at=now))
    found = (await looked(database, now))["unreachable"]
    assert (found.ok, found.grave, found.detail) == (False, False, "bound chats out of reach: 1 (1 × CHAT_RESTRICTED)")


async def test_messages_written_after_what_the_machine_says_are_told_and_nothing_is_stopped(
    database: Database, now: datetime
) -> None:
    ahead = first_id(datetime.now(UTC) + timedelta(hours=2))
    async with database.write() as session:
        session.add(
            OutboxMessage(
                id=ahead, chat_id=1, lane=0, kind="x", not_before=now, created_at=now, state=MessageState.SENT
            )
        )
    [told] = [each for each in await check(database, now) if each.name == "time"]
    assert (told.ok, told.grave, "but messages were written at" in told.detail) == (False, False, True)


async def test_files_that_cannot_be_fetched_for_long_are_told(database: Database) -> None:
    now = datetime.now(UTC)
    row = {"moment": "before", "kind": "photo", "chat_id": -1, "received_at": now, "not_before": now, "tries": 6}
    rows = [
        {**row, "id": new_id(), "message_id": 1, "subject_id": 7, "state": EvidenceState.WANTED, "reason": None},
        {**row, "id": new_id(), "message_id": 2, "subject_id": 7, "state": EvidenceState.REFUSED, "reason": "too_big"},
        {**row, "id": new_id(), "message_id": 3, "subject_id": None, "state": EvidenceState.WANTED, "reason": None},
    ]
    async with database.write() as session:
        await session.execute(insert(Evidence), rows)
    assert await bad(database, now) == []
    told = "photos: files that could not be fetched for an hour, and are tried again: 1"
    assert await bad(database, now + timedelta(hours=1, minutes=1)) == [told]


@pytest.mark.own_database
async def test_an_old_schema_is_told_and_nothing_else_is_asked(database: Database, now: datetime) -> None:
    await migrate.downgrade(database)
    findings = await looked(database, now)
    assert set(findings) == {"database", "migrations"}
    assert findings["migrations"].detail == f"at schema -, the newest is {migrate.newest()}"
    assert not findings["migrations"].ok


async def test_a_database_that_does_not_answer_is_told_without_its_password(now: datetime) -> None:
    database = open_database("postgresql+asyncpg://wangge:geheim@127.0.0.1:1/wangge")
    findings = await looked(database, now)
    await database.close()
    assert list(findings) == ["database"]
    assert findings["database"].detail.startswith("does not answer: ")
    assert "geheim" not in findings["database"].detail


def read_only(database: Database) -> None:
    """From now on it refuses to be written."""
    setting = "PRAGMA query_only = ON" if database.embedded else "SET default_transaction_read_only = on"

    def begun(connection: Any, *_: Any) -> None:
        connection.run_async(lambda driver: driver.execute(setting))

    event.listen(database.engine.sync_engine, "checkout", begun)


async def test_a_database_that_cannot_be_written_is_told(database: Database, now: datetime) -> None:
    read_only(database)
    (told,) = await bad(database, now)
    assert told.startswith("database: does not answer: ")
    assert "read" in told


@pytest.mark.parametrize(
    ("ago", "well"), [(timedelta(0), True), (timedelta(minutes=2), True), (timedelta(seconds=121), False)]
)
async def test_taking_in_is_proved_by_its_sign(database: Database, now: datetime, ago: timedelta, well: bool) -> None:
    async with database.write() as session:
        await leave(session, TAKING_IN, now - timedelta(days=1))
        await leave(session, TAKING_IN, now - ago)
    finding = (await looked(database, now))["listen"]
    assert (finding.ok, finding.grave) == (well, True)


async def lose(database: Database, at: datetime, *chats: int, state: MessageState = MessageState.FAILED) -> None:
    async with database.write() as session:
        for chat in chats:
            number = first_id(at) + new_id() % (1 << RANDOM_BITS)
            told: dict[str, Any] = {"kind": "say", "lane": Lane.REPLY, "not_before": at, "created_at": at}
            session.add(OutboxMessage(id=number, chat_id=chat, state=state, **told))


@pytest.mark.parametrize(
    ("chats", "state", "ago", "well", "grave"),
    [
        ((), MessageState.FAILED, timedelta(0), True, False),
        ((-1,), MessageState.SENT, timedelta(0), True, False),
        ((-1,), MessageState.FAILED, timedelta(0), False, False),
        ((-1, -1, -2), MessageState.FAILED, timedelta(0), False, False),
        ((-1, -2, -3), MessageState.FAILED, timedelta(0), False, True),
        ((-1,) * 20, MessageState.FAILED, timedelta(minutes=59), False, True),
        ((-1, -2, -3), MessageState.FAILED, timedelta(hours=2), False, False),
        ((-1, -2, -3), MessageState.FAILED, timedelta(days=2), True, False),
    ],
)
async def test_what_was_lost_is_grave_when_it_is_often(
    database: Database,
    now: datetime,
    chats: tuple[int, ...],
    state: MessageState,
    ago: timedelta,
    well: bool,
    grave: bool,
) -> None:
    await lose(database, now - ago, *chats, state=state)
    finding = (await looked(database, now))["undelivered"]
    assert (finding.ok, finding.grave) == (well, grave)


async def test_what_a_chat_refuses_that_we_have_lost_is_told_elsewhere(database: Database, now: datetime) -> None:
    async with database.write() as session:
        for chat in (-1, -2, -3):
            session.add(Chat(id=chat, type="group", title="群", reachable=False, seen_at=now))
    await lose(database, now, -1, -2, -3)
    assert (await looked(database, now))["undelivered"].ok


async def test_a_file_that_is_no_database_is_told(tmp_path: Path, now: datetime) -> None:
    (tmp_path / "notes.db").write_text("Monday: call the fire brigade. " * 100)
    database = open_database(f"sqlite+aiosqlite:///{tmp_path / 'notes.db'}")
    assert await bad(database, now) == ["database: does not answer: file is not a database"]
    await database.close()


async def _nothing(_session: object, _now: datetime) -> None:
    return None


@pytest.fixture
async def clock(sqlite_url: str, now: datetime) -> AsyncIterator[Clock]:
    """It has been ticking for an hour: one tick every 2 seconds, one every hour."""
    database = open_database(sqlite_url)
    made = Clock(database, Timekeeper(), (Tick("quick", 2, _nothing), Tick("slow", 3600, _nothing)))
    made.ticking_since = now - timedelta(hours=1)
    yield made
    await database.close()


async def test_a_clock_that_ticks_is_well(clock: Clock, now: datetime) -> None:
    clock.beaten = {"quick": now - timedelta(seconds=2)}
    assert (await looked(clock.database, now, clock))["clock"].ok


async def test_a_tick_that_stopped_is_named(clock: Clock, now: datetime) -> None:
    clock.beaten = {"quick": now - timedelta(seconds=31), "slow": now}
    assert await bad(clock.database, now, clock) == ["clock: these ticks have stopped: quick"]


async def test_a_tick_that_never_came_is_named(clock: Clock, now: datetime) -> None:
    later = now + timedelta(hours=3)
    assert await bad(clock.database, later, clock) == ["clock: these ticks have stopped: quick, slow"]


async def test_a_clock_that_has_just_begun_may_take_its_time(clock: Clock, now: datetime) -> None:
    clock.ticking_since = now
    assert (await looked(clock.database, now + timedelta(seconds=5), clock))["clock"].ok


async def test_a_clock_that_stands_by_is_not_looked_at(clock: Clock, now: datetime) -> None:
    clock.ticking_since = None
    assert "clock" not in await looked(clock.database, now, clock)


def test_ids_made_from_a_moment_on_are_found_by_it() -> None:
    before, number, after = datetime.now(UTC) - timedelta(minutes=1), new_id(), datetime.now(UTC) + timedelta(minutes=1)
    assert first_id(before) <= number < first_id(after)
    assert first_id(datetime(2000, 1, 1, tzinfo=UTC)) == 0
