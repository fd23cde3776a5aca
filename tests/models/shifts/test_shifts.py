"""Shifts brought into force, asked about when they begin, and found by who needs somebody now."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.due import WallClock
from models.emergencies.alerting.notify import ALARM
from models.emergencies.calls import Cry, call_for_help
from models.errors import Refused
from models.outbox.tables import OutboxMessage
from models.shifts.asking import BEGINS, PATIENCE, SHIFT_DUE, SILENT, confirm
from models.shifts.exchange import import_shifts, problems_with, shift_rows
from models.shifts.feature import look_after
from models.shifts.on_call import on_call, on_call_chats
from models.shifts.sheet import ShiftSheet, check_rows
from models.shifts.tables import Shift, ShiftState
from models.spreadsheet.sheet import Cells
from tests.models.shifts.sheets import HEADER, SHANGHAI
from tests.street import Street

HOUR = timedelta(hours=1)
MEMBER_PHONE, LEADER_PHONE = "19900000012", "19900000014"


def row(
    now: datetime, begins: int, ends: int, name: str = "傅勇", phone: str = MEMBER_PHONE, grid: str = "S-1-1"
) -> Cells:
    """In hours from now, which is a full hour in these tests."""
    first, last = now + HOUR * begins, now + HOUR * ends
    spoken = [f"{each.astimezone(SHANGHAI):%H:%M}" for each in (first, last)]
    return [grid, f"{first.astimezone(SHANGHAI):%Y-%m-%d}", *spoken, name, phone, ""]


def sheet(now: datetime, *rows: Cells) -> ShiftSheet:
    return check_rows([HEADER, *rows], now.date(), SHANGHAI)


async def shift(session: AsyncSession, street: Street, now: datetime, begins: int, ends: int, **told: str) -> Shift:
    await import_shifts(session, sheet(now, row(now, begins, ends, **told)), now)
    [made] = (await session.scalars(select(Shift).order_by(col(Shift.id).desc()).limit(1))).all()
    return made


async def tick(session: AsyncSession, now: datetime) -> None:
    await SHIFT_DUE.take(session, WallClock(now, SHANGHAI))
    await session.flush()


async def told(session: AsyncSession, *kinds: str) -> list[tuple[str, int]]:
    await session.flush()
    rows = select(col(OutboxMessage.kind), col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind).in_(kinds))
    return [(kind, chat) for kind, chat in (await session.execute(rows.order_by(col(OutboxMessage.id)))).all()]


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI)


async def test_a_sheet_is_the_whole_roster_of_its_grids_for_its_days(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    first = sheet(now, row(now, 1, 5), row(now, 5, 9), row(now, 1, 5, grid="S"), row(now, 48, 50))
    assert vars(await import_shifts(session, first, now)) == {"added": 4, "changed": 0, "withdrawn": 0}
    assert (await import_shifts(session, first, now)).nothing
    second = sheet(now, row(now, 1, 5, name="傅小勇"), row(now, 5, 9, "李四", "19900000032"))
    assert vars(await import_shifts(session, second, now)) == {"added": 1, "changed": 1, "withdrawn": 1}
    kept = (await session.scalars(select(Shift).order_by(col(Shift.begins_at), col(Shift.name)))).all()
    assert sorted(each.name for each in kept) == ["傅勇", "傅勇", "傅小勇", "李四"]


async def test_what_is_over_stays_and_is_never_asked_about(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    over = await shift(session, street, now, -9, -5)
    assert (over.state, over.due_at) == (ShiftState.PASSED, None)
    assert (await import_shifts(session, sheet(now, row(now, -9, -4)), now)).withdrawn == 0


async def test_a_sheet_with_a_fault_writes_nothing(session: AsyncSession, street: Street, now: datetime) -> None:
    bad = sheet(now, row(now, 1, 5), row(now, 5, 9, grid="X"))
    assert [(each.row, each.code) for each in problems_with(bad, {"S-1-1": 1})] == [(3, "grid_unknown")]
    with pytest.raises(Refused, match="faulty"):
        await import_shifts(session, bad, now)
    assert (await session.scalars(select(Shift))).all() == []


async def test_what_is_written_out_imports_again_without_a_change(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    longest = row(now, 10, 34)
    longest[3] = "次日23:00"
    await import_shifts(session, sheet(now, row(now, -9, -5), row(now, 0, 24), longest, row(now, 40, 46)), now)
    rows = await shift_rows(session, now, SHANGHAI)
    assert len(rows) == 4
    assert (await import_shifts(session, check_rows(rows, now.date(), SHANGHAI), now)).nothing


async def test_who_confirms_in_time_is_all_that_hears(session: AsyncSession, street: Street, now: datetime) -> None:
    mine = await shift(session, street, now, 0, 9)
    await tick(session, now)
    assert await told(session, BEGINS, SILENT) == [(BEGINS, street.member.tg_user_id)]
    with pytest.raises(Refused, match="not_yours"):
        await confirm(session, mine, street.leader, now)
    await confirm(session, mine, street.member, now + HOUR / 10)
    await tick(session, now + HOUR)
    assert (mine.state, mine.due_at) == (ShiftState.CONFIRMED, None)
    assert await told(session, SILENT) == []


async def test_who_is_silent_is_told_to_the_leaders_once_and_may_still_confirm(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    mine = await shift(session, street, now, 0, 9)
    await tick(session, now)
    await tick(session, now + PATIENCE - timedelta(seconds=1))
    assert await told(session, SILENT) == []
    for later in (PATIENCE, HOUR, 2 * HOUR):
        await tick(session, now + later)
    assert await told(session, SILENT) == [(SILENT, street.leader.tg_user_id)]
    await confirm(session, mine, street.member, now + 2 * HOUR)
    assert mine.state is ShiftState.CONFIRMED


async def test_of_a_leader_who_is_silent_the_level_above_hears(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await shift(session, street, now, 0, 9, name="谭远康", phone=LEADER_PHONE)
    await tick(session, now)
    await tick(session, now + PATIENCE)
    assert await told(session, BEGINS, SILENT) == [
        (BEGINS, street.leader.tg_user_id),
        (SILENT, street.community_leader.tg_user_id),
    ]


async def test_of_somebody_who_cannot_be_written_to_leaders_hear(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    silent = await shift(session, street, now, 0, 9, name="李四", phone="19900000099")
    await tick(session, now)
    await tick(session, now + PATIENCE)
    assert await told(session, BEGINS, SILENT) == [(SILENT, street.leader.tg_user_id)]
    assert silent.person_id is None


@pytest.mark.parametrize(("back_after", "asked"), [(3, True), (9, False), (20, False)])
async def test_after_downtime_whoever_is_still_on_is_asked_at_once(
    session: AsyncSession, street: Street, now: datetime, back_after: int, asked: bool
) -> None:
    mine = await shift(session, street, now, 1, 9)
    await tick(session, now + HOUR * back_after)
    assert bool(await told(session, BEGINS)) is asked
    assert mine.state is (ShiftState.ASKED if asked else ShiftState.PASSED)
    assert await told(session, SILENT) == []


@pytest.mark.parametrize(
    ("hours", "running", "ahead"),
    [
        (-1, [], ["傅勇", "李四"]),
        (0, ["傅勇", "李四"], ["傅小勇", "王五"]),
        (4, ["李四", "傅小勇", "王五"], ["马六"]),
    ],
)
async def test_now_and_next_by_grid_at_the_very_hour(
    session: AsyncSession, street: Street, now: datetime, hours: int, running: list[str], ahead: list[str]
) -> None:
    rows = [row(now, 0, 4), row(now, 0, 8, "李四", "19900000032"), row(now, 4, 8, "傅小勇")]
    rows += [row(now, 4, 6, "王五", "19900000033"), row(now, 30, 40, "马六")]
    await import_shifts(session, sheet(now, *rows), now)
    [found] = await on_call(session, [street.grid, street.street], now + HOUR * hours)
    assert ([each.name for each in found.now], [each.name for each in found.next]) == (running, ahead)
    assert await on_call(session, [street.street], now) == []


async def test_a_call_for_help_is_told_once_to_whoever_is_on_call_there_or_above(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    street.stranger.phone = "+8619900000016"
    rows = [row(now, 0, 4), row(now, 0, 4, "路人", "19900000016", "S"), row(now, 2, 4, "马东宏", "19900000015", "S")]
    await import_shifts(session, sheet(now, *rows), now)
    assert await on_call_chats(session, street.grid, now) == [16, 12]
    cry = Cry(street.resident.tg_user_id, 501, "着火了", person=street.resident)
    await call_for_help(session, cry, street.grid, now)
    alarmed = [chat for _, chat in await told(session, ALARM)]
    assert sorted(alarmed) == [12, 14, 15, 16]


async def test_shifts_of_a_grid_that_leaves_the_roster_are_the_level_aboves(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    mine = await shift(session, street, now, 1, 9)
    street.grid.retired_at = now
    await session.flush()
    await look_after(session, [street.grid.id], now)
    await session.refresh(mine)
    assert mine.grid_id == street.community.id
