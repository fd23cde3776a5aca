from datetime import datetime

import pytest
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from models import migrate
from models.db.database import Database
from models.emergencies import actions as emergency_actions
from models.emergencies import outcomes
from models.emergencies.tables import Call, CallEvent, Helper
from models.emergencies.workflow import LIVE, CallState, Finding, Outcome
from models.members.tables import Person
from tests.due import audit, take_call_steps
from tests.street import GROUP, Street, build

pytestmark = pytest.mark.own_database
OLD = {  # number: state, finding, found
    1: ("ended", "fire", "厨房起火，已扑灭"),
    2: ("false_alarm", "nothing", ""),
    3: ("calling", None, ""),
    4: ("going", None, ""),
}
CALL = """INSERT INTO calls (id, number, grid_id, guessed, reach, chat_id, text, drill, state, finding, found, ended_by,
    created_at, ended_at) VALUES (:id, :number, :grid, :no, '[]', :chat, '着火', :no, :state, :finding, :found, :by,
    :at, :ended_at)"""
EVENT = """INSERT INTO call_events (id, call_id, at, act, before, after, data)
    VALUES (:id, :call, :at, :act, :before, :after, '{}')"""
STEP = """INSERT INTO call_steps (id, call_id, lack, position, due_at, state)
    VALUES (:id, :call, :lack, 0, :due_at, 'waiting')"""
HELPER = "INSERT INTO call_helpers (call_id, person_id, going_at) VALUES (4, :by, :at)"


def script() -> Script:
    every = ScriptDirectory.from_config(migrate._config()).walk_revisions()
    return next(each for each in every if each.path.endswith("_call_outcomes.py"))


def before() -> str:
    revision = script().down_revision
    assert isinstance(revision, str)
    return revision


def old_rows(connection: Connection, street: Street, now: datetime) -> None:
    at = now if connection.dialect.name == "postgresql" else now.strftime("%Y-%m-%d %H:%M:%S.%f")
    for number, (state, finding, found) in OLD.items():
        over = state in ("ended", "false_alarm")
        by, ended_at = (street.member.id, at) if over else (None, None)
        row = {"id": number, "number": number, "grid": street.grid.id, "no": False, "chat": GROUP, "state": state}
        row |= {"finding": finding, "found": found, "by": by, "at": at, "ended_at": ended_at}
        connection.execute(text(CALL), row)
        told = {"call": number, "at": at}
        connection.execute(text(EVENT), {"id": number, "act": "call", "before": None, "after": "calling", **told})
        if over:
            ended = {"act": "end" if state == "ended" else "false", "before": "calling", "after": state}
            connection.execute(text(EVENT), {"id": 10 + number, **ended, **told})
        else:
            lack = "going" if state == "calling" else "outcome"
            connection.execute(text(STEP), {"id": number, "call": number, "lack": lack, "due_at": at})
    connection.execute(text(HELPER), {"by": street.member.id, "at": at})


@pytest.fixture
async def street(database: Database, now: datetime) -> Street:
    """With calls of the schema before in it, brought to this one."""
    async with database.write() as session:
        made = await build(session, now)
    await migrate.downgrade(database, before())
    async with database.engine.begin() as connection:
        await connection.run_sync(old_rows, made, now)
    await migrate.upgrade(database)
    return made


async def calls(session: AsyncSession) -> dict[int, Call]:
    return {call.number: call for call in (await session.scalars(select(Call).order_by(col(Call.number)))).all()}


@pytest.mark.long
async def test_what_was_over_stays_over_with_what_was_found(database: Database, street: Street) -> None:
    async with database.read() as session:
        found = await calls(session)
    fire, false_alarm = found[1], found[2]
    assert (fire.state, fire.finding, fire.outcome) == (CallState.ENDED, Finding.FIRE, None)
    assert (fire.found, fire.ended_by) == ("厨房起火，已扑灭", street.member.id)
    assert (false_alarm.state, false_alarm.finding) == (CallState.FALSE_ALARM, None)
    assert false_alarm.outcome is Outcome.FALSE_ALARM


@pytest.mark.long
async def test_what_runs_still_runs_and_is_asked_about_until_somebody_ends_it(
    database: Database, street: Street, now: datetime
) -> None:
    async with database.write() as session:
        found = await calls(session)
        member = await session.get_one(Person, street.member.id)
        assert [number for number, call in found.items() if call.state in LIVE] == [3, 4]
        assert await take_call_steps(session, now) == 2
        assert (await audit(session, now)).lost == ()
        await emergency_actions.arrive(session, found[3], member, now)
        await outcomes.confirm(session, found[4], member, Finding.SMOKE, now)
        for number in (3, 4):
            await outcomes.end(session, found[number], member, Outcome.SAFE, now)


@pytest.mark.long
async def test_nothing_is_lost_on_the_way_down_and_up_again(database: Database, street: Street) -> None:
    async with database.read() as session:
        as_it_was = await everything(session)
    await migrate.downgrade(database, before())
    await migrate.upgrade(database)
    async with database.read() as session:
        assert await everything(session) == as_it_was


async def everything(session: AsyncSession) -> list[object]:
    tables = (Call, CallEvent, Helper)
    return [row.model_dump() for table in tables for row in (await session.scalars(select(table))).all()]


@pytest.mark.long
async def test_the_schema_before_has_a_finding_for_whatever_is_over_and_none_for_what_runs(
    database: Database, street: Street, now: datetime
) -> None:
    async with database.write() as session:
        found, member = await calls(session), await session.get_one(Person, street.member.id)
        await outcomes.end(session, found[3], member, Outcome.SAFE, now)
        await outcomes.confirm(session, found[4], member, Finding.FIRE, now)
    await migrate.downgrade(database, before())
    async with database.engine.begin() as connection:
        rows = await connection.execute(text("SELECT number, finding FROM calls ORDER BY number"))
        assert [tuple(row) for row in rows] == [(1, "fire"), (2, "nothing"), (3, "other"), (4, None)]
