from datetime import datetime, timedelta

import pytest
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, select, text
from sqlmodel import col

from models import migrate
from models.db.database import Database
from models.escalation.tables import Rung, RungState
from models.mandatory_reports.acknowledging import acknowledge
from models.mandatory_reports.tables import MANDATORY_REPORT, MandatoryReport, MandatoryReportState
from models.outbox.tables import OutboxMessage
from tests.due import audit, pass_mandatory_reports_up
from tests.street import Street, build

pytestmark = pytest.mark.own_database
DAY = timedelta(days=1)
REPORT = """INSERT INTO matters (id, grid_id, kind, text, found, state, level_id, taken_by, created_at, due_at)
    VALUES (:id, :grid, 'letting', '3号楼出租', '[]', :state, :level, :by, :at, :due_at)"""
UNDER_WAY, TAKEN, UNHEARD = 1, 2, 3


def before() -> str:
    every = ScriptDirectory.from_config(migrate._config()).walk_revisions()
    script: Script = next(each for each in every if each.path.endswith("_rungs_of_mandatory_reports.py"))
    assert isinstance(script.down_revision, str)
    return script.down_revision


def old_rows(connection: Connection, street: Street, now: datetime) -> None:
    """One told to the grid's leader an hour ago, one that was taken, one that reached nobody yet."""

    def at(moment: datetime) -> object:
        return moment if connection.dialect.name == "postgresql" else moment.strftime("%Y-%m-%d %H:%M:%S.%f")

    common = {"grid": street.grid.id, "at": at(now)}
    told = {"state": "told", "by": None, **common}
    connection.execute(text(REPORT), {"id": UNDER_WAY, "level": street.grid.id, "due_at": at(now + DAY), **told})
    connection.execute(text(REPORT), {"id": UNHEARD, "level": None, "due_at": at(now + DAY / 24), **told})
    taken = {"state": "acknowledged", "by": street.leader.id, "level": street.grid.id, "due_at": at(now), **common}
    connection.execute(text(REPORT), {"id": TAKEN, **taken})


@pytest.fixture
async def street(database: Database, now: datetime) -> Street:
    """In a database brought up to the newest schema with must-reports under way."""
    async with database.write() as session:
        street = await build(session, now)
    await migrate.downgrade(database, before())
    async with database.engine.begin() as connection:
        await connection.run_sync(old_rows, street, now)
    await migrate.upgrade(database)
    return street


async def heard(database: Database) -> list[tuple[int | None, int]]:
    async with database.read() as session:
        rows = select(OutboxMessage).where(col(OutboxMessage.kind) == MANDATORY_REPORT).order_by(col(OutboxMessage.id))
        return [(message.subject_id, message.chat_id) for message in (await session.scalars(rows)).all()]


async def test_what_is_under_way_climbs_on_at_its_time_and_is_said_once(
    database: Database, street: Street, now: datetime
) -> None:
    async with database.write() as session:
        assert (await audit(session, now)).clean
        assert await pass_mandatory_reports_up(session, now) == 0
        assert await pass_mandatory_reports_up(session, now + DAY / 24) == 1
    assert await heard(database) == [(UNHEARD, street.leader.tg_user_id)]
    async with database.write() as session:
        assert await pass_mandatory_reports_up(session, now + DAY) == 1
        assert await pass_mandatory_reports_up(session, now + DAY) == 0
    assert (await heard(database))[1:] == [(UNDER_WAY, street.community_leader.tg_user_id)]


async def test_what_is_under_way_is_taken_and_rests_then(database: Database, street: Street, now: datetime) -> None:
    async with database.write() as session:
        told = await session.get_one(MandatoryReport, UNDER_WAY)
        await acknowledge(session, told, street.leader, now)
        assert told.state is MandatoryReportState.ACKNOWLEDGED
        rungs = {rung.subject_id: rung.state for rung in (await session.scalars(select(Rung))).all()}
        assert rungs == {UNDER_WAY: RungState.CANCELLED, UNHEARD: RungState.WAITING}


@pytest.mark.long
async def test_nothing_is_lost_on_the_way_down_and_up_again(database: Database, street: Street, now: datetime) -> None:
    async with database.read() as session:
        due = dict((await session.execute(select(col(Rung.subject_id), col(Rung.due_at)))).all())
    await migrate.downgrade(database, before())
    await migrate.upgrade(database)
    async with database.read() as session:
        assert dict((await session.execute(select(col(Rung.subject_id), col(Rung.due_at)))).all()) == due
        assert len((await session.scalars(select(MandatoryReport))).all()) == 3
