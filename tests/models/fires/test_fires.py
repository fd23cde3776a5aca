from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies.workflow import REOPENABLE, Finding
from models.errors import Conflict, Refused
from models.fires.asking import AGAIN, FIRES_DUE, ask_for_calls
from models.fires.recording import PAGE, Record, Review, begin, fires_in, record, review, was_none
from models.fires.tables import Fire, FireAct, FireCause, FireEvent, FireState
from models.ledgers.columns import LedgerName
from models.members.tables import Person
from models.obligations.kinds import Owners, TaskKind
from models.obligations.tables import Requirement
from models.outbox.tables import OutboxMessage
from tests.models.fires.burning import MINUTE, called
from tests.models.ledgers.asking import asked, ledger
from tests.models.obligations.asking import clock, shares
from tests.street import Street

DAY = timedelta(days=1)
PEOPLE = [("resident", False), ("member", False), ("stranger", False), ("leader", True), ("community_leader", True)]


def said(street: Street, at: datetime) -> Record:
    return Record(
        street.grid.id, at, "3号楼厨房油锅", FireCause.COOKING, yuan=3000, area=4, injured=1, units="街道队1车"
    )


async def fires(session: AsyncSession) -> list[Fire]:
    await session.flush()
    rows = select(Fire).order_by(col(Fire.number)).execution_options(populate_existing=True)
    return list((await session.scalars(rows)).all())


async def told(session: AsyncSession) -> list[int]:
    await session.flush()
    rows = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == PAGE).order_by(col(OutboxMessage.id))
    return list((await session.scalars(rows)).all())


async def test_a_fire_is_asked_about_once_its_end_stays(session: AsyncSession, street: Street, now: datetime) -> None:
    call = await called(session, street, now)
    assert await ask_for_calls(session, now + 20 * MINUTE + REOPENABLE - MINUTE) == 0
    later = now + 20 * MINUTE + REOPENABLE
    assert [await ask_for_calls(session, later) for _ in range(2)] == [1, 0]
    [fire] = await fires(session)
    assert (fire.call_id, fire.grid_id, fire.state) == (call.id, street.grid.id, FireState.ASKED)
    assert (fire.happened_at, fire.code) == (now, "F1")
    assert await told(session) == [street.leader.tg_user_id]
    for days in (1, 2):
        await FIRES_DUE.take(session, clock(later + days * AGAIN))
    assert await told(session) == [street.leader.tg_user_id] * 3
    await was_none(session, fire, street.leader, later)
    assert await FIRES_DUE.take(session, clock(later + 9 * AGAIN)) == 0
    with pytest.raises(Conflict, match="over"):
        await was_none(session, fire, street.leader, later)
    with pytest.raises(Conflict, match="over"):
        await record(session, fire, said(street, now), street.leader, later)


@pytest.mark.parametrize("finding", [Finding.SMOKE, Finding.MEDICAL])
async def test_nothing_else_is_asked_about(
    session: AsyncSession, street: Street, now: datetime, finding: Finding
) -> None:
    await called(session, street, now, finding)
    drill = await called(session, street, now)
    drill.drill = True
    await session.flush()
    assert await ask_for_calls(session, now + DAY) == 0


@pytest.mark.parametrize(("name", "may"), PEOPLE)
async def test_leaders_of_the_grid_and_above_record_and_review(
    session: AsyncSession, street: Street, now: datetime, name: str, may: bool
) -> None:
    person: Person = getattr(street, name)
    fire = await begin(session, street.grid, street.leader, 14, now)
    if may:
        await record(session, fire, said(street, now), person, now)
        await review(session, fire, Review("及时", "装报警器"), person, 14, clock(now))
        assert (fire.state, fire.recorded_by, fire.reviewed_by) == (FireState.RECORDED, person.id, person.id)
        return
    doings: list[Any] = [
        begin(session, street.grid, person, 14, now),
        record(session, fire, said(street, now), person, now),
        was_none(session, fire, person, now),
        review(session, fire, Review("及时", "装报警器"), person, 14, clock(now)),
    ]
    for doing in doings:
        with pytest.raises(Refused, match="not_leader"):
            await doing


async def test_a_draft_goes_in_a_day_and_a_record_stays(session: AsyncSession, street: Street, now: datetime) -> None:
    draft = await begin(session, street.grid, street.leader, 14, now)
    kept = await begin(session, street.grid, street.leader, 14, now)
    with pytest.raises(Conflict, match="ahead"):
        await record(session, kept, said(street, now + MINUTE), street.leader, now)
    await record(session, kept, said(street, now - DAY), street.leader, now)
    await FIRES_DUE.take(session, clock(now + DAY))
    assert [fire.id for fire in await fires(session)] == [kept.id]
    assert draft.number == 1


async def test_a_record_that_is_put_right_keeps_what_it_said(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    fire = await begin(session, street.grid, street.leader, 14, now)
    first = said(street, now - DAY)
    await record(session, fire, first, street.leader, now)
    again = replace(first, yuan=12_000, cause=FireCause.GAS)
    await record(session, fire, again, street.community_leader, now + DAY)
    assert (fire.yuan, fire.cause, fire.recorded_by, fire.recorded_at) == (12_000, FireCause.GAS, street.leader.id, now)
    await session.flush()
    events = (await session.scalars(select(FireEvent).order_by(col(FireEvent.id)))).all()
    assert [(event.act, event.data) for event in events] == [
        (FireAct.RECORD, {}),
        (FireAct.CORRECT, {"yuan": 3000, "cause": "cooking"}),
    ]


async def test_a_review_sets_a_task_and_stands_in_the_ledger(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await called(session, street, now)
    later = now + DAY
    await ask_for_calls(session, later)
    [fire] = await fires(session)
    await record(session, fire, said(street, now), street.leader, later)
    change = Review("邻居及时报警", "安装烟感报警器", Owners.MEMBERS, later + 9 * DAY, "火灾 F1 整改")
    await review(session, fire, change, street.leader, 14, clock(later))
    with pytest.raises(Conflict, match="reviewed"):
        await review(session, fire, change, street.leader, 14, clock(later))
    task = await session.get_one(Requirement, fire.requirement_id)
    assert (task.kind, task.title, task.words) == (TaskKind.DECISION, "火灾 F1 整改", "安装烟感报警器")
    assert len(await shares(session, task)) == 2
    [row] = await ledger(session, LedgerName.FIRES, asked(street.community, now))
    assert {**row, "recorded_at": None} == {
        "code": "F1",
        "happened_at": now,
        "grid": "S-1-1网格",
        "above": "S-1网格",
        "where": "3号楼厨房油锅",
        "cause": FireCause.COOKING,
        "yuan": 3000,
        "area": 4,
        "injured": 1,
        "dead": 0,
        "units": "街道队1车",
        "call": "S1",
        "by": "谭远康",
        "recorded_at": None,
        "well": "邻居及时报警",
        "change": "安装烟感报警器",
        "reviewed_by": "谭远康",
        "task": "T1",
        "task_done": False,
    }


async def test_what_is_shown_are_recorded_ones_and_those_asked_about(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await begin(session, street.grid, street.leader, 14, now)
    recorded = await begin(session, street.grid, street.leader, 14, now)
    await record(session, recorded, said(street, now), street.leader, now)
    for grid, number in ((street.grid, 1), (street.community, 1)):
        assert len(await fires_in(session, [grid, street.grid], 5)) == number
    assert await fires_in(session, [], 5) == []
