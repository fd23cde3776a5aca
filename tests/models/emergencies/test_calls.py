from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.emergencies import actions, calls, outcomes
from models.emergencies.calls import Cry, call_for_help, set_place
from models.emergencies.tables import Call, CallEvent
from models.emergencies.workflow import CallAct, CallState, Outcome
from models.evidence.attach import Found, pieces_of
from models.evidence.fetch_queue import claim_wanted
from models.hazards.linked_calls import from_report, hazards_of
from models.hazards.reporting.submit import Said, add, report
from models.outbox.tables import Lane, OutboxMessage
from tests.models.emergencies.conftest import CASE, Quarter, chats
from tests.street import GROUP

SHANGHAI = ZoneInfo("Asia/Shanghai")
ACROSS = {"latitude": 29.3415, "longitude": 105.9005}


async def acts(session: AsyncSession, call: Call) -> list[CallAct]:
    rows = select(col(CallEvent.act)).where(col(CallEvent.call_id) == call.id).order_by(col(CallEvent.id))
    return list((await session.scalars(rows)).all())


async def count(session: AsyncSession) -> int:
    return len((await session.scalars(select(Call))).all())


async def test_a_call_tells_the_grid_its_neighbours_and_the_levels_above(
    session: AsyncSession, call: Call, quarter: Quarter
) -> None:
    assert (call.number, call.state) == (1, CallState.CALLING)
    assert await chats(session, "card") == [GROUP]
    told = await chats(session, "alarm", "new")
    expected = ("member", "leader", "beside_member", "across_leader", "community_leader", "street_leader")
    assert sorted(told) == sorted(getattr(quarter, name).tg_user_id for name in expected)


async def test_all_is_said_in_the_urgent_lane_and_the_caller_is_answered_first(
    session: AsyncSession, call: Call
) -> None:
    messages = (await session.scalars(select(OutboxMessage).order_by(col(OutboxMessage.id)))).all()
    assert {message.lane for message in messages} == {Lane.URGENT}
    assert (messages[0].kind, messages[0].chat_id, messages[0].reply_to) == ("emergencies.card", GROUP, 501)


async def test_numbers_have_no_gaps(session: AsyncSession, quarter: Quarter, now: datetime) -> None:
    people = (quarter.resident, quarter.stranger, quarter.member)
    made = [await call_for_help(session, Cry(p.tg_user_id, n, "", p), None, now) for n, p in enumerate(people)]
    assert [call.number for call in made] == [1, 2, 3]


@pytest.mark.parametrize(
    ("who", "after", "drill", "joins"),
    [
        ("resident", 9, False, True),
        ("resident", 11, False, False),
        ("stranger", 29, False, True),
        ("stranger", 31, False, False),
        ("resident", 1, True, False),
        ("stranger", 1, True, False),
    ],
)
async def test_who_calls_again_joins_what_is_running(
    session: AsyncSession,
    call: Call,
    quarter: Quarter,
    now: datetime,
    who: str,
    after: int,
    drill: bool,
    joins: bool,
) -> None:
    cry = Cry(GROUP, 502, "演练" if drill else "快来", getattr(quarter, who))
    second = await call_for_help(session, cry, quarter.grid, now + timedelta(minutes=after))
    assert (second.id == call.id) is joins
    assert second.drill is drill
    assert (await chats(session, "joined") == [GROUP]) is joins


async def test_photos_of_a_call_and_of_who_joins_it_are_fetched(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    first = Cry(GROUP, 501, "3号楼着火了", quarter.resident, photo="file-1")
    call = await call_for_help(session, first, quarter.grid, now)
    await call_for_help(session, Cry(GROUP, 502, "快来", quarter.stranger, photo="file-2"), quarter.grid, now)
    await actions.add(session, call, quarter.member, "", Found("photo", "file-3", 9, 7, chat_id=12), now)
    pieces = await pieces_of(session, call.id)
    shown = [(each.subject_kind, each.file_id, each.chat_id) for each in pieces]
    assert shown == [("call", "file-1", GROUP), ("call", "file-2", GROUP), ("call", "file-3", 12)]
    assert {wanted.id for wanted in await claim_wanted(session, now, 10)} == {each.id for each in pieces}


async def test_a_witness_in_private_gets_the_answer_and_is_on_record(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    place = {"latitude": 29.3402, "longitude": 105.9002}
    same = await call_for_help(session, Cry(16, 1, "我看到了", quarter.stranger, place=place), None, now)
    assert same.id == call.id
    assert await chats(session, "answer") == [16]
    assert CallAct.JOIN in await acts(session, call)
    assert call.place == place


async def test_a_call_after_the_end_is_a_new_one(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await outcomes.end(session, call, quarter.leader, Outcome.FALSE_ALARM, now)
    again = await call_for_help(session, Cry(GROUP, 502, "又着火了", quarter.resident), quarter.grid, now)
    assert again.number == 2


async def test_a_call_in_another_grid_is_another_call(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    other = await call_for_help(session, Cry(-77, 1, "着火", quarter.stranger), quarter.far, now)
    assert other.id != call.id


async def test_without_a_grid_the_street_and_the_administrators_are_told(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    call = await call_for_help(session, Cry(-77, 1, "着火", quarter.stranger), None, now, admins=[900])
    assert call.grid_id is None
    assert await chats(session, "card") == [-77]
    assert await chats(session, "alarm") == [quarter.street_leader.tg_user_id, 900]


async def test_with_nobody_in_reach_the_administrators_are_told(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    names = ("member", "leader", "beside_member", "across_leader", "far_leader", "community_leader", "street_leader")
    for name in names:
        getattr(quarter, name).started = False
    await call_for_help(session, Cry(GROUP, 1, "着火", quarter.resident), quarter.grid, now, admins=[900])
    assert await chats(session, "alarm") == [900]


async def test_a_staff_member_s_call_in_private_is_taken_for_their_grid_until_they_say_where(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    call = await call_for_help(session, Cry(12, 1, "着火", quarter.member), None, now)
    assert (call.grid_id, call.guessed) == (quarter.grid.id, True)
    assert await chats(session, "answer") == [12]
    assert await chats(session, "card") == [GROUP]
    assert 12 not in await chats(session, "alarm")


async def test_a_place_moves_an_unplaced_call_to_the_grid_around_it(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    call = await call_for_help(session, Cry(16, 1, "着火", quarter.stranger), None, now)
    assert await set_place(session, call, quarter.stranger, CASE, 16, 2, now)
    assert (call.grid_id, call.guessed, call.place) == (quarter.grid.id, False, CASE)
    assert await chats(session, "card") == [GROUP]
    told = await chats(session, "alarm", "place")
    assert {quarter.member.tg_user_id, quarter.beside_member.tg_user_id, quarter.street_leader.tg_user_id} <= set(told)
    assert len(told) == len(set(told))
    assert await acts(session, call) == [CallAct.CALL, CallAct.PLACE, CallAct.MOVE]


async def test_a_place_in_another_grid_adds_its_staff_and_keeps_those_told(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    before = set(call.reach)
    await set_place(session, call, quarter.resident, ACROSS, GROUP, 502, now)
    assert call.grid_id == quarter.across.id
    assert set(call.reach) >= before
    assert await actions.may_go(session, call, quarter.beside_member)


async def test_a_place_outside_all_boundaries_leaves_the_grid(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await set_place(session, call, quarter.resident, {"latitude": 30.0, "longitude": 100.0}, GROUP, 502, now)
    assert call.grid_id == quarter.grid.id


async def test_the_caller_s_place_counts_over_another_s(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    assert await set_place(session, call, quarter.stranger, ACROSS, GROUP, 502, now)
    assert await set_place(session, call, quarter.resident, CASE, GROUP, 503, now)
    assert not await set_place(session, call, quarter.stranger, ACROSS, GROUP, 504, now)
    assert call.place == CASE


async def test_a_live_place_that_hardly_moved_troubles_nobody(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await set_place(session, call, quarter.resident, CASE, GROUP, 502, now)
    near = {**CASE, "latitude": CASE["latitude"] + 0.0001}
    await set_place(session, call, quarter.resident, near, GROUP, 502, now)
    assert call.place == CASE
    further = {**CASE, "latitude": CASE["latitude"] + 0.0004}
    await set_place(session, call, quarter.resident, further, GROUP, 502, now)
    assert call.place == further
    found = await calls.placed_by(session, GROUP, 502)
    assert found is not None
    assert found.id == call.id


async def test_a_community_s_call_reaches_its_grids(session: AsyncSession, quarter: Quarter, now: datetime) -> None:
    await call_for_help(session, Cry(-77, 1, "着火", quarter.stranger), quarter.community, now)
    told = await chats(session, "alarm")
    assert {quarter.member.tg_user_id, quarter.far_leader.tg_user_id, quarter.community_leader.tg_user_id} <= set(told)


@pytest.mark.parametrize(("text", "calls_made"), [("3号楼着火了", 1), ("3号楼楼道堆物", 0)])
async def test_a_report_calls_for_help_when_its_words_do(
    session: AsyncSession, quarter: Quarter, now: datetime, text: str, calls_made: int
) -> None:
    photo = Found("photo", "file-1", 1000, 501)
    hazard = await report(
        session, Said(GROUP, 501, text, (photo,), person=quarter.resident), quarter.grid, now, SHANGHAI
    )
    made = (await session.scalars(select(Call))).all()
    told: list[tuple[Any, ...]] = [(call.hazard_id, call.text, call.photo, call.message_id) for call in made]
    assert told == [(hazard.id, text, "file-1", 501)] * calls_made


async def test_words_added_to_a_hazard_can_call_for_help(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    said = Said(GROUP, 1, "电线冒火花", person=quarter.resident)
    hazard = await report(session, said, quarter.grid, now, SHANGHAI)
    assert await count(session) == 0
    await add(session, hazard, Said(GROUP, 2, "已经着火了", person=quarter.resident), now, SHANGHAI)
    assert await count(session) == 1


async def test_one_message_that_is_a_call_and_a_report_is_answered_once(
    session: AsyncSession, quarter: Quarter, now: datetime
) -> None:
    call = await call_for_help(session, Cry(12, 1, "着火", quarter.member), None, now)
    hazard = await report(session, Said(GROUP, 9, "着火", person=quarter.member), quarter.grid, now, SHANGHAI)
    await from_report(session, hazard, quarter.member, 12, now)
    assert await count(session) == 1
    assert call.hazard_id == hazard.id
    assert await chats(session, "answer") == [12]


async def test_a_witness_who_names_another_building_calls_anew(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    other = await call_for_help(session, Cry(GROUP, 502, "4号楼起火", quarter.stranger), quarter.grid, now)
    assert other.id != call.id
    third = await call_for_help(session, Cry(GROUP, 503, "3号楼好大的烟", quarter.member), quarter.grid, now)
    assert third.id == call.id


async def test_the_caller_may_put_the_building_right(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    same = await call_for_help(session, Cry(GROUP, 502, "不对，是4号楼", quarter.resident), quarter.grid, now)
    assert same.id == call.id


async def test_for_an_hour_the_caller_still_speaks_of_the_call(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await session.flush()
    assert await calls.lately_of(session, quarter.resident, GROUP, now + timedelta(minutes=59)) is call
    assert await calls.lately_of(session, quarter.resident, GROUP, now + timedelta(minutes=60)) is None
    assert await calls.lately_of(session, quarter.stranger, GROUP, now) is None


async def rung(session: AsyncSession, quarter: Quarter, minutes: float, since: datetime, by: str = "stranger") -> int:
    """Somebody calls once more; how many of the staff it rings for."""
    before = len(await chats(session, "alarm", "more"))
    cry = Cry(GROUP, 600 + int(minutes), "火又大了", getattr(quarter, by))
    await call_for_help(session, cry, quarter.grid, since + timedelta(minutes=minutes))
    return len(await chats(session, "alarm", "more")) - before


async def test_who_calls_when_somebody_went_already_is_heard_by_all_who_were_told(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    told = await chats(session, "alarm", "new")
    await actions.go(session, call, quarter.member, now + timedelta(minutes=1))
    assert await rung(session, quarter, 9, now) == len(told)
    assert await count(session) == 1


async def test_staff_who_call_once_more_need_not_hear_it_themselves(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    told = await chats(session, "alarm", "new")
    await actions.go(session, call, quarter.member, now)
    assert await rung(session, quarter, 9, now, by="leader") == len(told) - 1
    assert quarter.leader.tg_user_id not in await chats(session, "alarm", "more")


async def test_many_who_call_at_once_ring_once(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    told = len(await chats(session, "alarm", "new"))
    await actions.go(session, call, quarter.member, now)
    heard = [await rung(session, quarter, minutes, now) for minutes in (1, 1.5, 3, 3.5, 4, 6)]
    assert heard == [0, 0, told, 0, 0, told]


async def test_a_report_of_fire_that_joins_a_call_rings_too(
    session: AsyncSession, call: Call, quarter: Quarter, now: datetime
) -> None:
    await actions.go(session, call, quarter.member, now)
    later = now + timedelta(minutes=20)
    said = Said(GROUP, 700, "3号楼又着火了", person=quarter.stranger)
    hazard = await report(session, said, quarter.grid, later, SHANGHAI)
    assert await count(session) == 1
    assert quarter.member.tg_user_id in await chats(session, "alarm", "more")
    assert [each.id for each in await hazards_of(session, call)] == [hazard.id]
