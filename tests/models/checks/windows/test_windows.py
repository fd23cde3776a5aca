from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.tables import CheckMiss, Outcome, Why
from models.checks.windows.telling import MISSED_CHECKS, done_well, missed_for
from models.members.tables import Leave, LeaveState, Post, Role
from models.outbox.tables import OutboxMessage
from models.patrols.rounds import check_out
from models.places.kinds import Cycle
from tests.models.checks.owing import add_place, checked, go_by, local, misses, owe, tick, told, windows
from tests.models.conftest import SHANGHAI
from tests.models.patrols.patrolling import begin
from tests.street import Street

WEEKLY = "member  shop  weekly"


async def test_what_is_expected_is_frozen_when_its_window_opens(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    first = await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-02")
    await add_place(session, street.grid, "乙店")
    await go_by(session, "2026-11-03", "2026-11-08")
    [window] = await windows(session, street.grid)
    assert (window.places, str(window.first), str(window.last)) == ([first.id], "2026-11-02", "2026-11-08")
    await go_by(session, "2026-11-09", "2026-11-09")
    assert len((await windows(session, street.grid))[1].places) == 2


async def test_what_is_checked_in_its_window_is_done_and_the_rest_is_missed(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    done, entered, left = [await add_place(session, street.grid, name) for name in ("甲店", "乙店", "丙店")]
    await go_by(session, "2026-11-02", "2026-11-03")
    await checked(session, done, street.member, local("2026-11-08", 23))
    await checked(session, entered, street.member, local("2026-11-05"), Outcome.NO_ENTRY)
    await go_by(session, "2026-11-04", "2026-11-09")
    assert await misses(session, street.grid) == [
        ("2026-11-02", "丙店", Why.MISSED),
        ("2026-11-02", "乙店", Why.NO_ENTRY),
    ]
    assert left.name == "丙店"


async def test_a_check_counts_by_its_own_time_and_one_that_comes_later_makes_up(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    place = await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-09")
    await checked(session, place, street.member, local("2026-11-10"))
    [miss] = (await session.scalars(select(CheckMiss))).all()
    await session.refresh(miss)
    assert miss.made_up_at == local("2026-11-10")


@pytest.mark.parametrize(
    ("own", "missed"), [(True, []), (False, [("2026-11-02", "单位", Why.MISSED), ("2026-11-03", "单位", Why.MISSED)])]
)
async def test_a_self_check_is_owed_by_who_has_claimed_the_place(
    session: AsyncSession, street: Street, *, own: bool, missed: list[tuple[str, str, Why]]
) -> None:
    await owe(session, street.grid, "responsible  unit  daily", local("2026-11-02"))
    await add_place(session, street.grid, "无人认领", "unit")
    unit = await add_place(session, street.grid, "单位", "unit", responsible_id=street.resident.id)
    await go_by(session, "2026-11-02", "2026-11-02")
    for day in ("2026-11-02", "2026-11-03"):
        await checked(session, unit, street.resident, local(day), own=own)
    await go_by(session, "2026-11-03", "2026-11-04")
    assert await misses(session, street.grid) == missed


async def test_each_place_has_a_cycle_of_its_own(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, "member  places  cycle", local("2026-11-02"))
    await add_place(session, street.grid, "甲店", cycle=Cycle.HALF_MONTHLY)
    await add_place(session, street.grid, "出租屋", "rental")
    await go_by(session, "2026-11-02", "2026-12-01")
    opened = sorted((str(each.first), str(each.last)) for each in await windows(session, street.grid))
    assert opened == [
        ("2026-11-01", "2026-11-15"),
        ("2026-11-01", "2026-11-30"),
        ("2026-11-16", "2026-11-30"),
        ("2026-12-01", "2026-12-15"),
        ("2026-12-01", "2026-12-31"),
    ]


async def test_a_grid_that_is_new_begins_with_what_has_half_its_days_to_come(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, "member  shop  weekly\nmember  rental  monthly", local("2026-11-18"))
    await add_place(session, street.grid, "甲店")
    await add_place(session, street.grid, "出租屋", "rental")
    await go_by(session, "2026-11-18", "2026-11-18")
    assert [str(each.last) for each in await windows(session, street.grid)] == ["2026-11-22"]


async def test_days_the_program_stood_still_are_opened_afterwards_once(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, "member  shop  daily", local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-02")
    await go_by(session, "2026-11-06", "2026-11-06")
    days = [str(each.first) for each in await windows(session, street.grid)]
    assert days == ["2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06"]
    assert len(await misses(session, street.grid)) == 4


async def test_nothing_is_missed_in_a_week_without_a_working_day_nor_where_none_is_known(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-02-16"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-02-16", "2026-02-23")
    assert await misses(session, street.grid) == [("2026-02-16", "甲店", Why.CALENDAR)]
    assert await told(session) == []


@pytest.mark.long
async def test_the_first_days_of_2027_raise_nothing_and_name_nobody_on_days_not_known(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, "member  shop  daily", local("2026-12-30"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-12-30", "2027-02-22")
    feast = [date(2027, 2, 5) + timedelta(days=n) for n in range(13)]
    not_known = {"2027-01-01", "2027-01-04", *map(str, feast)}
    found = {day: why for day, _, why in await misses(session, street.grid)}
    assert {found[day] for day in not_known} == {Why.CALENDAR}
    assert found["2027-01-20"] is Why.MISSED
    days = {day for _, day in await told(session)}
    assert not days & {*not_known, "2027-02-20"}
    assert {local(day).date() for day in days} == {each.astimezone(SHANGHAI).date() for each in await told_at(session)}
    named = {day: await missed_for(session, street.leader.tg_user_id, date.fromisoformat(day)) for day in days}
    told_of = {str(each.window.first) for every in named.values() for each in every}
    assert told_of == {day for day, why in found.items() if why is Why.MISSED}


async def told_at(session: AsyncSession) -> Sequence[datetime]:
    rows = select(col(OutboxMessage.created_at)).where(col(OutboxMessage.kind) == MISSED_CHECKS)
    return (await session.scalars(rows)).all()


async def test_leave_and_vacancies_excuse_the_people_and_a_vacancy_is_told_above(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, "member  shop  daily", local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    for person in (street.member, street.other_member):
        begins, ends = local("2026-11-02", 0), local("2026-11-03", 0)
        away = Leave(person_id=person.id, state=LeaveState.AWAY, begins_at=begins, ends_at=ends, filed_at=begins)
        session.add(away)
    await go_by(session, "2026-11-02", "2026-11-03")
    assert await misses(session, street.grid) == [("2026-11-02", "甲店", Why.LEAVE)]
    held = (col(Post.grid_id) == street.grid.id, col(Post.role) == Role.MEMBER)
    for post in (await session.scalars(select(Post).where(*held))).all():
        post.ended_at = local("2026-11-03")
    await go_by(session, "2026-11-04", "2026-11-05")
    assert ("2026-11-04", "甲店", Why.VACANT) in await misses(session, street.grid)
    assert street.community_leader.tg_user_id in {chat for chat, _ in await told(session)}


async def test_each_leader_hears_once_on_the_next_working_morning(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, f"{WEEKLY}\nmember  rental  weekly", local("2026-10-01"))
    for name, kind in (("甲店", "shop"), ("出租屋", "rental")):
        await add_place(session, street.grid, name, kind)
    await go_by(session, "2026-09-21", "2026-10-09")
    leader = street.leader.tg_user_id
    assert [day for chat, day in await told(session) if chat == leader] == ["2026-09-28", "2026-10-08"]
    found = await missed_for(session, leader, date(2026, 9, 28))
    assert [[name for name, _ in each.names] for each in found] == [["出租屋"], ["甲店"]]
    assert set(found[0].owed_by) == {street.member.name, street.other_member.name}


async def test_what_is_missed_twice_running_climbs_one_level(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    place = await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-16")
    above = street.community_leader.tg_user_id
    assert [day for chat, day in await told(session) if chat == above] == ["2026-11-16"]
    found = await missed_for(session, above, date(2026, 11, 16))
    assert [(each.again, each.names) for each in found if each.grid == street.grid.name] == [(True, [("甲店", None)])]
    await checked(session, place, street.member, local("2026-11-18"))
    await go_by(session, "2026-11-17", "2026-11-30")
    again = await missed_for(session, above, date(2026, 11, 23))
    assert street.grid.name not in {each.grid for each in again}


async def test_a_round_in_the_grid_is_owed_and_done_by_whoever_owes_it(session: AsyncSession, street: Street) -> None:
    await owe(session, street.street, "member  grid  weekly\ncommunity  community  half-monthly", local("2026-11-02"))
    await go_by(session, "2026-11-02", "2026-11-02")
    await begin(session, street.grid, street.member, local("2026-11-04"))
    await go_by(session, "2026-11-05", "2026-11-16")
    assert await misses(session, street.grid) == [("2026-11-09", None, Why.MISSED)]
    assert await misses(session, street.community) == [("2026-11-01", None, Why.MISSED)]


async def test_whose_time_on_patrol_falls_short_is_named_with_what_was_done(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, "member  hours  daily", local("2026-11-02"))
    await go_by(session, "2026-11-02", "2026-11-02")
    begun = local("2026-11-02")
    await begin(session, street.grid, street.member, begun)
    await check_out(session, street.member, begun + timedelta(minutes=20), begun + timedelta(minutes=20))
    await go_by(session, "2026-11-03", "2026-11-03")
    [found] = await missed_for(session, street.leader.tg_user_id, date(2026, 11, 3))
    assert sorted(found.names) == sorted([(street.member.name, 20), (street.other_member.name, 0)])


async def test_what_was_done_in_full_is_counted(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, f"{WEEKLY}\nmember  rental  weekly", local("2026-11-02"))
    shop = await add_place(session, street.grid, "甲店")
    await add_place(session, street.grid, "出租屋", "rental")
    await go_by(session, "2026-11-02", "2026-11-02")
    await checked(session, shop, street.member, local("2026-11-04"))
    await go_by(session, "2026-11-03", "2026-11-09")
    assert await done_well(session, street.leader.tg_user_id, date(2026, 11, 9)) == 1


async def test_a_place_that_was_closed_meanwhile_is_nobody_s_fault(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    place = await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-03")
    place.closed_at = local("2026-11-05")
    await go_by(session, "2026-11-04", "2026-11-09")
    assert await misses(session, street.grid) == [("2026-11-02", "甲店", Why.CLOSED)]


async def test_a_grid_that_left_the_roster_owes_nothing_more(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, "member  shop  daily", local("2026-11-02"))
    await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-02")
    street.grid.retired_at = local("2026-11-02", 12)
    await go_by(session, "2026-11-03", "2026-11-04")
    assert len(await windows(session, street.grid)) == 1
    await tick(session, local("2026-11-05"))
