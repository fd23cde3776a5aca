from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.due import WallClock
from models.escalation.tables import Rung
from models.figures.asked import Counted
from models.figures.duties import Duty, Share, share_of, shares
from models.figures.handling import Handling, handling
from models.grids.tables import Grid
from models.hazards.alerting.escalation import RUNGS
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, State
from models.hazards.working.perform import perform
from tests.models.conftest import SHANGHAI
from tests.models.figures.histories import Life, lived, lives, places
from tests.street import GROUP, Street

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
BEGIN = datetime(2026, 11, 1, 16, tzinfo=UTC)  # Monday 00:00 in the street
MORNING = BEGIN + 9 * HOUR
NAMES = ("accepted", "closed", "lasting", "satisfied")


async def reported(session: AsyncSession, street: Street, number: int, at: datetime) -> Hazard:
    said = Said(GROUP, number, f"{number}号楼楼道堆满杂物", person=street.resident)
    hazard = await report(session, said, street.grid, at, SHANGHAI)
    await session.flush()
    return hazard


async def climb(session: AsyncSession, now: datetime) -> None:
    while await RUNGS.take(session, WallClock(now, SHANGHAI)):
        await session.flush()


async def do(session: AsyncSession, street: Street, hazard: Hazard, what: Act, at: datetime) -> None:
    by = {Act.CLOSE: street.leader, Act.DISSATISFIED: street.resident, Act.SATISFIED: street.resident}
    await climb(session, at)
    await perform(session, hazard, what, by.get(what, street.member), at, SHANGHAI, reason="又堆了")
    await session.flush()


def week(grid: Grid, number: int = 0, late: timedelta = timedelta(0)) -> Counted:
    begin = BEGIN + WEEK * number
    return Counted(grid, begin, begin + WEEK, begin + WEEK + late)


def numbers(found: Handling) -> dict[str, Share]:
    return {name: share_of(getattr(found, name)) for name in NAMES}


async def test_in_time_is_before_the_ladder_had_to_tell_anybody(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    soon, late = await reported(session, street, 1, MORNING), await reported(session, street, 2, MORNING)
    await do(session, street, soon, Act.ACCEPT, MORNING + HOUR)
    await do(session, street, late, Act.ACCEPT, MORNING + 3 * HOUR)
    for hazard in (soon, late):
        await do(session, street, hazard, Act.DONE, MORNING + DAY)
        await do(session, street, hazard, Act.CLOSE, MORNING + DAY + HOUR)
    found = await handling(session, week(street.street))
    assert numbers(found) == dict(zip(NAMES, (Share(1, 2), Share(2, 2), Share(2, 2), Share()), strict=True))
    [missed] = [duty.what for duty in found.accepted if not duty.done]
    assert missed == f"H{late.number}"
    assert {duty.person_id for duty in (*found.closed, *found.lasting)} == {street.member.id}


async def test_what_is_overdue_counts_once_in_the_week_in_which_it_became_so(
    session: AsyncSession, street: Street
) -> None:
    hazard = await reported(session, street, 1, MORNING)
    await do(session, street, hazard, Act.ACCEPT, MORNING + HOUR)
    await climb(session, MORNING + 15 * DAY)
    while_open = await handling(session, week(street.street, 2))
    await do(session, street, hazard, Act.DONE, MORNING + 22 * DAY)
    await do(session, street, hazard, Act.CLOSE, MORNING + 22 * DAY)
    later = [share_of((await handling(session, week(street.street, n, 8 * WEEK))).closed) for n in range(4)]
    assert share_of(while_open.closed) == Share(0, 1)
    assert later == [Share(), Share(), Share(0, 1), Share()]


async def test_who_had_it_opened_again_is_told_of_who_had_put_it_right_and_counts_in_that_week(
    session: AsyncSession, street: Street
) -> None:
    hazard = await reported(session, street, 1, MORNING)
    for days, what in ((1, Act.DONE), (1, Act.CLOSE), (8, Act.DISSATISFIED)):
        await do(session, street, hazard, what, MORNING + DAY * days)
    first, second = [await handling(session, week(street.grid, n)) for n in (0, 1)]
    assert share_of(first.lasting) == Share(1, 1)
    [again] = second.lasting
    assert (again.done, again.person_id) == (0, street.member.id)
    assert [share_of(each.satisfied) for each in (first, second)] == [Share(), Share(0, 1)]


def slowly(every: Sequence[Life], rungs: dict[str, Rung], asked: Counted) -> dict[str, Share]:
    """From all events, one hazard after the other, by what each number says."""
    found = dict.fromkeys(NAMES, Share())
    for life in every:
        events = [each for each in life.events if each.at < asked.as_of]
        for name, good in _of_one(life, events, rungs, asked):
            found[name] = Share(found[name].done + good, found[name].of + 1)
    return found


def _of_one(
    life: Life, events: Sequence[HazardEvent], rungs: dict[str, Rung], asked: Counted
) -> Iterator[tuple[str, bool]]:
    changes = [each for each in events if each.before != each.after]
    newest = changes[-1] if changes else None
    if newest is None:
        return
    none = newest.after in {State.DISMISSED, State.DUPLICATE}
    taken = life.taken_up()
    unaccepted = _told(events, rungs, "accepted")
    moments = [at for at in (taken if taken and taken < asked.as_of else None, unaccepted) if at]
    if moments and not none and asked.begin <= min(moments) < asked.end:
        yield "accepted", unaccepted is None or min(moments) < unaccepted
    unfinished = _told(events, rungs, "done")
    orders = [each.at for each in events if each.act is Act.ESCALATE and "order" in each.data]
    failed = min([*orders, *([unfinished] if unfinished else [])], default=None)
    ended = newest.at if newest.after is State.CLOSED else None
    transferred = any(each.after is State.TRANSFERRED for each in events)
    if (at := failed or ended) and asked.begin <= at < asked.end and not none and not transferred:
        yield "closed", failed is None
    opened = [
        each
        for each in changes
        if each.before is State.CLOSED and each.after is State.OPEN and asked.begin <= each.at < asked.end
    ]
    if not transferred and (opened or (ended and asked.begin <= ended < asked.end)):
        yield "lasting", not opened
    said = [each for each in events if each.act in {Act.SATISFIED, Act.DISSATISFIED}]
    if said and asked.begin <= said[-1].at < asked.end:
        yield "satisfied", said[-1].act is Act.SATISFIED


def _told(events: Sequence[HazardEvent], rungs: dict[str, Rung], lack: str) -> datetime | None:
    mine = [each.at for each in events if each.data.get("lack") == lack and rungs[each.data["rung"]].position >= 0]
    return min(mine, default=None)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
async def test_each_share_is_what_reading_every_event_again_gives(
    session: AsyncSession, street: Street, now: datetime, seed: int
) -> None:
    where = await places(session, street, now)
    await lived(session, street, where, Random(seed), BEGIN - WEEK, 160, climbing=True)
    rungs = {str(rung.id): rung for rung in (await session.scalars(select(Rung))).all()}
    met: set[str] = set()
    for grid in (street.street, street.community, street.grid):
        every = await lives(session, grid)
        for number in range(-1, 4):
            for late in (timedelta(0), DAY, 8 * WEEK):
                asked = week(grid, number, late)
                found = await handling(session, asked)
                slow = slowly(every, rungs, asked)
                assert numbers(found) == slow
                met |= {f"{name} {kind}" for name, share in slow.items() for kind in _kinds(share)}
                await _compare_parts(session, asked, found, every, rungs)
    assert met == {f"{name} {kind}" for name in NAMES for kind in ("done", "missed")}


def _kinds(share: Share) -> Iterator[str]:
    if share.done:
        yield "done"
    if share.done < share.of:
        yield "missed"


async def _compare_parts(
    session: AsyncSession, asked: Counted, found: Handling, every: Sequence[Life], rungs: dict[str, Rung]
) -> None:
    for name in NAMES:
        duties: Sequence[Duty] = getattr(found, name)
        parts = await shares(session, asked, duties)
        assert parts.total == share_of(duties)
        for part, share in parts.parts.items():
            path = (await session.get_one(Grid, part)).path
            mine = [
                life
                for life in every
                if (life.path == path if part == asked.grid.id else life.path[: len(path)] == path)
            ]
            assert share == slowly(mine, rungs, asked)[name]
