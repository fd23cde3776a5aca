from datetime import datetime
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.figures.hazards import Progress, progress, reported, times
from models.grids.tables import Grid
from models.hazards.reporting.duplicates import where_it_stands
from models.hazards.reporting.submit import Said, add, report, report_discreetly
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from models.ledgers.columns import LedgerName, Named, Of
from models.members.tables import Person
from tests.models.conftest import SHANGHAI, WORDS
from tests.models.figures.histories import lived, places
from tests.models.ledgers.asking import DAY, HOUR, WEEK, asked, ledger
from tests.street import GROUP, Street


async def done(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> None:
    """Accepted after an hour, put right after two, closed after three."""
    for hours, act, by in (
        (1, Act.ACCEPT, street.member),
        (2, Act.DONE, street.other_member),
        (3, Act.CLOSE, street.leader),
    ):
        await perform(session, hazard, act, by, now + hours * HOUR, SHANGHAI)


async def test_a_hazard_stands_with_its_times_who_did_what_and_its_photos(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    await done(session, hazard, street, now)
    [row] = await ledger(session, LedgerName.HAZARDS, asked(street.street, now))
    assert row == {
        "code": f"H{hazard.number}",
        "said_at": now,
        "grid": "S-1-1网格",
        "above": "S-1网格",
        "kind": Named(Of.HAZARD_KIND, hazard.category),
        "severity": hazard.severity,
        "state": State.CLOSED,
        "said": WORDS,
        "place": None,
        "on_patrol": False,
        "reporter": "李秀英",
        "taken_by": "傅勇",
        "to_take": HOUR,
        "done_by": "陈明梅",
        "due_at": None,
        "overdue": False,
        "ended_at": now + 3 * HOUR,
        "to_close": 3 * HOUR,
        "reopened": 0,
        "satisfied": None,
        "photos": 1,
        "link": hazard.number,
    }


async def test_what_is_open_past_its_deadline_is_overdue_and_without_photos_there_is_no_link(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await report(session, Said(GROUP, 501, WORDS, person=street.resident), street.grid, now, SHANGHAI)
    [row] = await ledger(session, LedgerName.HAZARDS, asked(street.grid, now))
    assert (row["state"], row["overdue"], row["due_at"] is not None) == (State.OPEN, True, True)
    assert (row["to_take"], row["photos"], row["link"]) == (None, 0, None)


async def test_who_reported_discreetly_is_named_nowhere(session: AsyncSession, street: Street, now: datetime) -> None:
    words = "我是李秀英，楼道堆满杂物"
    said = Said(GROUP, 501, words, person=street.resident)
    hazard = await report(session, said, street.grid, now, SHANGHAI)
    hazard.discreet = True
    await done(session, hazard, street, now)
    await perform(session, hazard, Act.DISSATISFIED, street.resident, now + 4 * HOUR, SHANGHAI, reason="李秀英说还在")
    of = asked(street.street, now)
    [row], events = await ledger(session, LedgerName.HAZARDS, of), await ledger(session, LedgerName.EVENTS, of)
    assert (row["reporter"], row["said"]) == (None, "我是李**，楼道堆满杂物")
    assert "李秀英" not in str([row, *events])
    assert [each["said"] for each in events if each["act"] is Act.DISSATISFIED] == ["李**说还在"]


async def test_staff_who_reported_discreetly_are_named_for_what_they_do_as_staff(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    hazard = await report(session, Said(GROUP, 501, WORDS, person=street.member), street.grid, now, SHANGHAI)
    hazard.discreet = True
    await perform(session, hazard, Act.ACCEPT, street.member, now, SHANGHAI)
    events = await ledger(session, LedgerName.EVENTS, asked(street.street, now))
    assert [(row["act"], row["by"], row["resident"]) for row in events] == [
        (Act.REPORT, None, None),
        (Act.DESCRIBE, None, None),
        (Act.ACCEPT, "傅勇", None),
    ]


async def joined(session: AsyncSession, street: Street, hazard: Hazard, by: Person, now: datetime) -> Hazard:
    """Somebody's report in private joins the hazard, and they add to that."""
    private = Said(by.tg_user_id, 7, f"我是{by.name}，灭火器过期了", person=by)
    second = await report_discreetly(session, private, street.grid, now, SHANGHAI)
    await perform(session, second, Act.DUPLICATE, street.member, now, SHANGHAI, original=hazard.number)
    more = Said(by.tg_user_id, 8, f"{by.name}补充：还在", person=by)
    assert await add(session, await where_it_stands(session, second), more, now, SHANGHAI)
    return second


@pytest.mark.parametrize("name", [LedgerName.HAZARDS, LedgerName.EVENTS])
async def test_whose_discreet_report_joined_an_open_one_is_named_nowhere(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime, name: LedgerName
) -> None:
    await joined(session, street, hazard, street.stranger, now)
    reason = "路人说还在"
    await done(session, hazard, street, now)
    await perform(session, hazard, Act.DISSATISFIED, street.resident, now + 4 * HOUR, SHANGHAI, reason=reason)
    rows = await ledger(session, name, asked(street.street, now))
    assert "路人" not in str(rows)
    if name is LedgerName.EVENTS:
        mine = [row for row in rows if row["code"] == f"H{hazard.number}"]
        told = [(row["by"], row["resident"]) for row in mine if row["act"] in (Act.JOIN, Act.ADD)]
        assert told == [(None, None)] * 2
        assert {row["resident"] for row in mine if row["act"] in (Act.REPORT, Act.DISSATISFIED)} == {"李秀英"}


async def test_staff_whose_discreet_report_joined_an_open_one_are_named_for_their_work_alone(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    await joined(session, street, hazard, street.other_member, now)
    await perform(session, hazard, Act.ACCEPT, street.other_member, now, SHANGHAI)
    rows = await ledger(session, LedgerName.EVENTS, asked(street.street, now))
    told = [(row["act"], row["by"]) for row in rows if row["code"] == f"H{hazard.number}"]
    assert told[-3:] == [(Act.JOIN, None), (Act.ADD, None), (Act.ACCEPT, "陈明梅")]


async def test_a_discreet_report_that_joins_what_the_same_person_reported_openly_does_not_show(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    """Were they unnamed as its reporter, too, the ledger would give them away."""
    await joined(session, street, hazard, street.resident, now)
    rows = await ledger(session, LedgerName.EVENTS, asked(street.street, now))
    told = [(row["act"], row["resident"]) for row in rows if row["code"] == f"H{hazard.number}"]
    assert told == [(Act.REPORT, "李秀英"), (Act.DESCRIBE, "李秀英"), (Act.JOIN, None), (Act.ADD, None)]


async def test_each_step_is_a_row_with_who_took_it(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    await done(session, hazard, street, now)
    rows = await ledger(session, LedgerName.EVENTS, asked(street.community, now))
    told = [(row["act"], row["before"], row["after"], row["by"], row["resident"]) for row in rows]
    assert told == [
        (Act.REPORT, State.DRAFT, State.DRAFT, None, "李秀英"),
        (Act.DESCRIBE, State.DRAFT, State.OPEN, None, "李秀英"),
        (Act.ACCEPT, State.OPEN, State.ACCEPTED, "傅勇", None),
        (Act.DONE, State.ACCEPTED, State.REVIEW, "陈明梅", None),
        (Act.CLOSE, State.REVIEW, State.CLOSED, "谭远康", None),
    ]
    assert [row["at"] for row in rows] == [now, now, now + HOUR, now + 2 * HOUR, now + 3 * HOUR]
    assert {row["code"] for row in rows} == {f"H{hazard.number}"}


async def test_another_grid_another_time_and_drafts_are_left_out(
    session: AsyncSession, street: Street, hazard: Hazard, now: datetime
) -> None:
    other = Grid(code="S-2", name="二", level=street.community.level, path=street.street.path + "9/")
    for of in (asked(other, now), asked(street.grid, now, DAY), asked(street.grid, now, -WEEK, -DAY)):
        assert await ledger(session, LedgerName.HAZARDS, of) == []
        assert await ledger(session, LedgerName.EVENTS, of) == []
    draft = await report(session, Said(GROUP, 502, "", person=street.resident), street.grid, now, SHANGHAI)
    assert draft.state is State.DRAFT
    assert [row["code"] for row in await ledger(session, LedgerName.HAZARDS, asked(street.grid, now))] == [
        f"H{hazard.number}"
    ]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
async def test_the_rows_come_to_what_the_figures_say(
    session: AsyncSession, street: Street, now: datetime, seed: int
) -> None:
    """Of a history by real actions, once nothing happens any more."""
    where = await places(session, street, now)
    await lived(session, street, where, Random(seed), now, 120)
    newest = max([each.ended_at or each.created_at for each in (await session.scalars(select(Hazard))).all()])
    of = asked(street.street, now, end=newest - now + 90 * DAY)
    of = type(of)(of.grid, of.begin, of.end, of.end)
    rows = await ledger(session, LedgerName.HAZARDS, of, size=7)
    by_state = [row["state"] for row in rows]
    told, counted, took = await reported(session, of), await progress(session, of), await times(session, of)
    assert len(rows) == told.total.hazards + told.total.joined
    assert by_state.count(State.DUPLICATE) == told.total.joined
    assert sum(row["on_patrol"] for row in rows if row["state"] is not State.DUPLICATE) == told.total.on_patrol
    live = [row for row in rows if row["state"] not in (State.CLOSED, State.DISMISSED, State.DUPLICATE)]
    late = sum(row["overdue"] for row in rows)
    assert counted.total == Progress(
        len(live), late, by_state.count(State.CLOSED), by_state.count(State.DISMISSED), counted.total.reopened
    )
    assert sorted(row["to_take"] for row in rows if row["to_take"] is not None) == took.total.to_accept
    assert sorted(row["to_close"] for row in rows if row["to_close"] is not None) == took.total.to_close
    assert len(rows) > 10
