"""Late checks, and places that need none."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.checking import late_among
from models.checks.cycles import cycle
from models.checks.tables import CheckMiss, CheckWindow, Outcome, Why
from models.checks.unchecked import checked_since, unchecked
from models.checks.windows.telling import MISSED_CHECKS, missed_for
from models.checks.worklist import left_in
from models.errors import Conflict, Refused
from models.outbox.tables import OutboxMessage
from models.places.changes.exemptions import exempt, need_again
from models.places.kinds import Cycle
from models.places.tables import Place, PlaceAct, PlaceEvent
from models.schedule.calendar.library import DaySaid
from models.schedule.calendar.stored_days import load_calendar, set_day, take_from_library, take_import
from tests.models.checks.owing import add_place, checked, go_by, local, misses, owe, windows
from tests.models.conftest import SHANGHAI
from tests.models.periods.opened import at_nine
from tests.street import Street

WEEKLY = "member  shop  weekly"


async def made_up(session: AsyncSession) -> list[tuple[str, bool]]:
    """The first day of each window that was missed, and whether that was made up for."""
    rows = (
        select(col(CheckWindow.first), col(CheckMiss.made_up_at))
        .join(CheckWindow, col(CheckWindow.id) == col(CheckMiss.window_id))
        .where(col(CheckMiss.place_id).is_not(None))
        .order_by(col(CheckWindow.first))
    )
    return [(str(first), at is not None) for first, at in (await session.execute(rows)).all()]


async def test_a_late_check_makes_up_until_the_next_window_has_closed(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    place = await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-16")
    late = await checked(session, place, street.member, local("2026-11-18"))
    assert await made_up(session) == [("2026-11-02", False), ("2026-11-09", True)]
    assert await late_among(session, [late]) == {late.id}
    await go_by(session, "2026-11-17", "2026-11-23")
    timely = await checked(session, place, street.member, local("2026-11-24"))
    assert await made_up(session) == [("2026-11-02", False), ("2026-11-09", True)]
    assert await late_among(session, [late, timely]) == {late.id}


async def test_each_duty_is_made_up_for_by_itself(session: AsyncSession, street: Street) -> None:
    """The self-check of who is responsible is a duty of its own, which a member's check does not do."""
    await owe(session, street.grid, "responsible  unit  weekly\nmember  unit  weekly", local("2026-11-02"))
    unit = await add_place(session, street.grid, "单位", "unit", responsible_id=street.resident.id)
    await go_by(session, "2026-11-02", "2026-11-09")
    await checked(session, unit, street.member, local("2026-11-10"))
    assert sorted(done for _, done in await made_up(session)) == [False, True]
    await checked(session, unit, street.resident, local("2026-11-11"), own=True)
    assert sorted(done for _, done in await made_up(session)) == [True, True]


async def test_what_was_said_before_the_window_and_a_locked_door_make_up_for_nothing(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    place = await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-09")
    await checked(session, place, street.member, local("2026-11-01"))
    await checked(session, place, street.member, local("2026-11-10"), Outcome.NO_ENTRY)
    assert await made_up(session) == [("2026-11-02", False)]


async def test_what_the_leader_was_told_is_edited_and_no_more_is_said(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    place = await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-09")
    told = select(OutboxMessage).where(col(OutboxMessage.kind) == MISSED_CHECKS)
    [before] = (await session.scalars(told.execution_options(populate_existing=True))).all()
    revision = before.revision
    await checked(session, place, street.member, local("2026-11-10"))
    [after] = (await session.scalars(told.execution_options(populate_existing=True))).all()
    assert after.revision == revision + 1
    [missed] = await missed_for(session, street.leader.tg_user_id, date(2026, 11, 9))
    assert missed.late == {0: local("2026-11-10")}


async def test_of_two_places_of_one_name_the_one_that_was_checked_is_late(
    session: AsyncSession, street: Street
) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    _, other = await add_place(session, street.grid, "甲店"), await add_place(session, street.grid, "甲店分店")
    other.name = "甲店"
    await go_by(session, "2026-11-02", "2026-11-09")
    await checked(session, other, street.member, local("2026-11-10"))
    [missed] = await missed_for(session, street.leader.tg_user_id, date(2026, 11, 9))
    assert (missed.names, missed.late) == ([("甲店", None), ("甲店", None)], {1: local("2026-11-10")})


async def exempted(session: AsyncSession, place: Place, street: Street, on: str, until: str) -> None:
    await exempt(session, place, date.fromisoformat(until), "暂停营业", street.leader, at_nine(on))


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2026-11-08", [("2026-11-02", "甲店", Why.EXEMPT), ("2026-11-09", "甲店", Why.MISSED)]),
        ("2026-11-07", [("2026-11-02", "甲店", Why.MISSED), ("2026-11-09", "甲店", Why.MISSED)]),
        ("2026-11-15", [("2026-11-02", "甲店", Why.EXEMPT), ("2026-11-09", "甲店", Why.EXEMPT)]),
    ],
)
async def test_a_window_is_excused_if_the_exemption_holds_on_its_last_day(
    session: AsyncSession, street: Street, until: str, expected: list[tuple[str, str, Why]]
) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    place = await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-04")
    await exempted(session, place, street, "2026-11-04", until)
    [window] = await windows(session, street.grid)
    assert (await left_in(session, [window], street.member.id))[window.id] == (
        [] if until >= "2026-11-08" else [place.id]
    )
    await go_by(session, "2026-11-05", "2026-11-16")
    assert await misses(session, street.grid) == expected
    named = await missed_for(session, street.leader.tg_user_id, date(2026, 11, 9))
    assert bool(named) is (expected[0][2] is Why.MISSED)


async def test_what_is_taken_back_is_owed_again_and_all_is_on_record(session: AsyncSession, street: Street) -> None:
    await owe(session, street.grid, WEEKLY, local("2026-11-02"))
    place = await add_place(session, street.grid, "甲店")
    await go_by(session, "2026-11-02", "2026-11-03")
    await exempted(session, place, street, "2026-11-03", "2026-12-31")
    await need_again(session, place, street.leader, at_nine("2026-11-05"))
    await go_by(session, "2026-11-06", "2026-11-09")
    assert await misses(session, street.grid) == [("2026-11-02", "甲店", Why.MISSED)]
    rows = select(PlaceEvent).where(col(PlaceEvent.place_id) == place.id).order_by(col(PlaceEvent.id))
    assert [(each.act, each.person_id, each.data) for each in (await session.scalars(rows)).all()] == [
        (PlaceAct.EXEMPT, street.leader.id, {"until": "2026-12-31", "reason": "暂停营业"}),
        (PlaceAct.NEED, street.leader.id, {}),
    ]
    with pytest.raises(Conflict):
        await need_again(session, place, street.leader, at_nine("2026-11-09"))


@pytest.mark.parametrize("until", ["2026-11-02", "2027-11-04"])
async def test_an_exemption_is_a_leader_s_and_lasts_a_year_at_most(
    session: AsyncSession, street: Street, until: str
) -> None:
    place = await add_place(session, street.grid, "甲店")
    with pytest.raises(Refused):
        await exempt(session, place, date(2026, 11, 30), "装修", street.member, at_nine("2026-11-03"))
    with pytest.raises(Conflict) as bad:
        await exempted(session, place, street, "2026-11-03", until)
    assert bad.value.code == "place.exempt_day"


@pytest.mark.parametrize(
    ("often", "today", "since"),
    [
        ("daily", "2026-02-24", "2026-02-14"),  # between them the feast, and before it a worked Saturday
        ("daily", "2026-02-20", "2026-02-13"),
        ("weekly", "2026-11-18", "2026-11-09"),
        ("half-monthly", "2026-11-18", "2026-11-01"),
        ("monthly", "2026-11-18", "2026-10-01"),
        ("quarterly", "2026-11-18", "2026-07-01"),
        ("yearly", "2026-11-18", "2025-01-01"),
    ],
)
async def test_since_when_there_should_be_a_check(session: AsyncSession, often: str, today: str, since: str) -> None:
    await take_from_library(session)
    day = date.fromisoformat(today)
    calendar = await load_calendar(session, date(2026, 1, 1), day)
    assert str(checked_since(cycle(often), day, calendar)) == since


async def test_places_without_a_check_in_their_cycle_are_found(session: AsyncSession, street: Street) -> None:
    await take_from_library(session)
    now = local("2026-11-18")
    names = ("查过", "太早", "未能进入", "新登记", "免检", "自定每年")
    done, early, locked, new, spared, yearly = [
        await add_place(session, street.grid, name, cycle=None if name == "自定每年" else Cycle.MONTHLY)
        for name in names
    ]
    new.opened_at = local("2026-11-01")
    yearly.cycle, yearly.opened_at = Cycle.YEARLY, local("2024-01-01")
    await session.flush()
    await checked(session, done, street.member, local("2026-10-01"))
    await checked(session, early, street.member, local("2026-09-30"))
    await checked(session, yearly, street.member, local("2025-01-01"))
    await checked(session, locked, street.member, local("2026-11-10"), Outcome.NO_ENTRY)
    await exempted(session, spared, street, "2026-11-18", "2026-11-30")
    rows = select(col(Place.name)).where(await unchecked(session, now, SHANGHAI)).order_by(col(Place.id))
    assert (await session.scalars(rows)).all() == ["太早", "未能进入"]


async def test_a_later_calendar_changes_what_opens_later_and_excuses_what_is_open_once(
    session: AsyncSession, street: Street
) -> None:
    """Monday is imported as off while the week's windows are open; Saturday as worked."""
    await owe(session, street.grid, "member  shop  daily\nmember  rental  weekly", local("2026-11-02"))
    for name, kind in (("甲店", "shop"), ("出租屋", "rental")):
        await add_place(session, street.grid, name, kind)
    await go_by(session, "2026-11-02", "2026-11-02")
    week = [date(2026, 11, day) for day in (2, 3, 4, 5, 6)]
    await take_import(session, {day: DaySaid(False, "临时") for day in week} | {date(2026, 11, 14): DaySaid(True, "")})
    await go_by(session, "2026-11-03", "2026-11-16")
    found = await misses(session, street.grid)
    assert [each for each in found if each[0] < "2026-11-09"] == [
        ("2026-11-02", "出租屋", Why.CALENDAR),
        ("2026-11-02", "甲店", Why.CALENDAR),
    ]
    daily = [each[0] for each in found if each[1] == "甲店" and each[2] is Why.MISSED]
    assert daily == [f"2026-11-{day:02}" for day in (9, 10, 11, 12, 13, 14)]
    await set_day(session, date(2026, 11, 2), works=True)
    await go_by(session, "2026-11-17", "2026-11-17")
    assert [each for each in await misses(session, street.grid) if each[0] == "2026-11-02"] == found[:2]
