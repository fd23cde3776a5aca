import asyncio
from contextlib import nullcontext
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.db.database import Database
from models.errors import Refused
from models.hazards.supervision.tables import ENDING, number_of
from models.hazards.tables import Hazard
from models.hazards.workflow import ENDED, LIVE, TRANSITIONS, Act, State
from models.hazards.working.actions import check
from models.hazards.working.perform import perform
from models.members.leave import call_off, file_leave
from models.members.tables import Person, Role
from tests import offices
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import DUE, list_it
from tests.offices import Offices
from tests.street import Street, build


@pytest.fixture
async def above(session: AsyncSession, street: Street, now: datetime) -> Offices:
    return await offices.build(session, street, now)


def test_what_ends_a_hazard_is_known() -> None:
    assert {Act.CLOSE, Act.DISMISS, Act.DUPLICATE} == ENDING


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("resident", False),
        ("member", False),
        ("leader", False),
        ("community_leader", False),
        ("liaison", False),
        ("street_leader", True),
        ("district_leader", True),
    ],
)
async def test_the_street_and_above_list(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime, name: str, may: bool
) -> None:
    person: Person = getattr(above, name, None) or getattr(street, name)
    if may:
        supervision = await list_it(session, hazard, person, now)
        grid = above.district if name == "district_leader" else street.street
        assert (supervision.grid_id, supervision.level, supervision.office_id) == (
            grid.id,
            grid.level,
            street.street.id,
        )
    else:
        with pytest.raises(Refused):
            await list_it(session, hazard, person, now)


@pytest.mark.parametrize("state", sorted(LIVE))
async def test_a_hazard_in_any_live_state_can_be_listed_and_keeps_it(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime, state: State
) -> None:
    hazard.state = state
    await session.flush()
    await list_it(session, hazard, above.street_leader, now)
    assert hazard.state is state


@pytest.mark.parametrize("what", list(Act))
async def test_a_listed_hazard_is_not_ended_whoever_presses(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime, what: Act
) -> None:
    move = TRANSITIONS.get(what)
    if move is None or move.after not in ENDED:
        return
    await list_it(session, hazard, above.street_leader, now)
    hazard.state = State.REVIEW if State.REVIEW in move.before else State.OPEN
    await session.flush()
    for person in (street.leader, above.street_leader, above.district_leader):
        with pytest.raises(Refused) as refused:
            await check(session, hazard, what, person)
        assert refused.value.code == "listed"
        assert refused.value.data == {"number": "督〔2026〕1号", "by": "曹林文"}


async def test_once_lifted_it_can_be_closed(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    supervision = await list_it(session, hazard, above.street_leader, now)
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    await perform(session, hazard, Act.LIFT, above.street_leader, now, SHANGHAI, reason="隐患已消除")
    assert (supervision.lifted_at, supervision.lifted_by, supervision.outcome) == (
        now,
        above.street_leader.id,
        "隐患已消除",
    )
    assert supervision.next_at is None
    await perform(session, hazard, Act.CLOSE, street.leader, now, SHANGHAI)
    assert hazard.state is State.CLOSED


async def test_only_the_lister_lifts_and_nobody_else_of_any_level(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    supervision = await list_it(session, hazard, above.street_leader, now)
    for person in (street.member, street.leader, street.community_leader, above.district_leader, above.liaison):
        with pytest.raises(Refused):
            await perform(session, hazard, Act.LIFT, person, now, SHANGHAI, reason="无")
    assert supervision.lifted_at is None


async def test_a_successor_in_the_same_post_lifts_and_one_who_left_the_post_does_not(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    supervision = await list_it(session, hazard, above.street_leader, now)
    offices.hold(session, street.street, Role.LEADER, above.second_street_leader)
    for post in await offices.posts_of(session, above.street_leader):
        post.ended_at = now
    await session.flush()
    with pytest.raises(Refused):
        await perform(session, hazard, Act.LIFT, above.street_leader, now, SHANGHAI, reason="无")
    await perform(session, hazard, Act.LIFT, above.second_street_leader, now, SHANGHAI, reason="已消除")
    assert supervision.lifted_by == above.second_street_leader.id


@pytest.mark.parametrize("away", [False, True])
async def test_another_leader_of_the_same_street_lifts_only_while_the_lister_is_on_leave(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime, away: bool
) -> None:
    supervision = await list_it(session, hazard, above.street_leader, now)
    offices.hold(session, street.street, Role.LEADER, above.second_street_leader)
    if away:
        await file_leave(session, above.street_leader, now.date(), now.date(), now, SHANGHAI)
    await session.flush()
    with nullcontext() if away else pytest.raises(Refused):
        await perform(session, hazard, Act.LIFT, above.second_street_leader, now, SHANGHAI, reason="已消除")
    assert (supervision.lifted_at is not None) is away


@pytest.mark.parametrize("away", [False, True])
async def test_the_b_post_lifts_only_while_the_lister_is_on_leave(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime, away: bool
) -> None:
    supervision = await list_it(session, hazard, above.street_leader, now)
    offices.hold(session, street.street, Role.BACKUP, above.second_street_leader)
    if away:
        await file_leave(session, above.street_leader, now.date(), now.date(), now, SHANGHAI)
    await session.flush()
    with nullcontext() if away else pytest.raises(Refused):
        await perform(session, hazard, Act.LIFT, above.second_street_leader, now, SHANGHAI, reason="已消除")
    assert (supervision.lifted_at is not None) is away


async def test_what_the_b_post_listed_the_leader_who_is_back_lifts(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    offices.hold(session, street.street, Role.BACKUP, above.second_street_leader)
    leave = await file_leave(session, above.street_leader, now.date(), now.date(), now, SHANGHAI)
    supervision = await list_it(session, hazard, above.second_street_leader, now)
    await call_off(session, leave, above.street_leader, now)
    await perform(session, hazard, Act.LIFT, above.street_leader, now, SHANGHAI, reason="已消除")
    assert supervision.lifted_by == above.street_leader.id


async def test_what_the_district_listed_the_street_does_not_lift(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime
) -> None:
    await list_it(session, hazard, above.district_leader, now)
    with pytest.raises(Refused) as refused:
        await perform(session, hazard, Act.LIFT, above.street_leader, now, SHANGHAI, reason="无")
    assert (refused.value.code, refused.value.data["by"]) == ("not_lister", "区领导")


@pytest.mark.parametrize(
    ("listed", "what", "code"),
    [(False, Act.LIFT, "not_listed"), (False, Act.PROGRESS, "not_listed"), (True, Act.SUPERVISE, "listed_already")],
)
async def test_a_supervision_stands_once_and_what_is_not_listed_is_not_lifted(
    session: AsyncSession, hazard: Hazard, above: Offices, now: datetime, listed: bool, what: Act, code: str
) -> None:
    if listed:
        await list_it(session, hazard, above.street_leader, now)
    given: dict[str, Any] = {"due": DUE, "reason": "无", "progress": "无"}
    with pytest.raises(Refused) as refused:
        await perform(session, hazard, what, above.street_leader, now, SHANGHAI, **given)
    assert refused.value.code == code


async def test_numbers_run_through_a_street_s_year_and_begin_anew(
    session: AsyncSession, hazard: Hazard, street: Street, above: Offices, now: datetime
) -> None:
    numbers = []
    for at in (now, now, datetime.fromisoformat("2026-12-31T16:30:00+00:00")):
        numbers.append(number_of(await list_it(session, hazard, above.street_leader, at)))
        await perform(session, hazard, Act.LIFT, above.street_leader, at, SHANGHAI, reason="已消除")
    assert numbers == ["督〔2026〕1号", "督〔2026〕2号", "督〔2027〕1号"]


async def test_of_two_who_list_at_once_one_wins(database: Database, now: datetime) -> None:
    async with database.write() as session:
        street = await build(session, now)
        above = await offices.build(session, street, now)
        hazard = Hazard(grid_id=street.grid.id, text="楼道堆物", state=State.OPEN, created_at=now)
        session.add(hazard)

    async def one() -> str:
        async with database.write() as session:
            found = await session.get_one(Hazard, hazard.id)
            person = await session.get_one(Person, above.street_leader.id)
            try:
                return number_of(await list_it(session, found, person, now))
            except Refused as refused:
                return refused.code

    assert sorted(await asyncio.gather(*(one() for _ in range(4)))) == ["listed_already"] * 3 + ["督〔2026〕1号"]
