"""Periods are frozen when they end and told once, under a fixed clock: `now` is Monday, November 16, at nine."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.duties import Owner
from models.checks.tables import CheckWindow
from models.digests.figures import unpacked
from models.digests.freezing import DIGEST_TURNS, begin
from models.digests.sending import BELOW, FROZEN_PERIODS, PAGE, REPORT
from models.digests.tables import DigestTurn, FrozenPeriod
from models.due import WallClock
from models.grids.tables import Binding, Chat, Grid, Purpose
from models.hazards.reporting.submit import Said, report
from models.outbox.tables import OutboxMessage
from models.publicity.tables import QuietChat
from models.schedule.report_periods.periods import PeriodKind
from tests.street import GROUP, Street

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STREET_GROUP = -2001


def local(*at: int) -> datetime:
    return datetime(*at, tzinfo=SHANGHAI).astimezone(UTC)  # type: ignore[misc, arg-type]


async def tick(session: AsyncSession, now: datetime, zone: tzinfo = SHANGHAI) -> None:
    """As the clock does it: all that is due at this moment."""
    await begin(session, now)
    await session.flush()
    for rows in (DIGEST_TURNS, FROZEN_PERIODS):
        while await rows.take(session, WallClock(now, zone)):
            await session.flush()


async def frozen(session: AsyncSession, grid: Grid, kind: PeriodKind = PeriodKind.WEEK) -> list[FrozenPeriod]:
    of = select(FrozenPeriod).where(col(FrozenPeriod.grid_id) == grid.id, col(FrozenPeriod.kind) == kind)
    again = of.order_by(col(FrozenPeriod.first)).execution_options(populate_existing=True)
    return list((await session.scalars(again)).all())


async def told(session: AsyncSession, kind: str = PAGE) -> list[OutboxMessage]:
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == kind).order_by(col(OutboxMessage.id))
    return list((await session.scalars(rows)).all())


async def bind(session: AsyncSession, grid: Grid, chat: int, now: datetime) -> None:
    session.add(Chat(id=chat, type="supergroup", title="群", seen_at=now))
    session.add(Binding(grid_id=grid.id, purpose=Purpose.GROUP, chat_id=chat, bound_at=now))
    await session.flush()


async def said(session: AsyncSession, street: Street, now: datetime, message: int) -> None:
    words = f"{message}号楼楼道堆满杂物"
    await report(session, Said(GROUP, message, words, person=street.resident), street.grid, now, SHANGHAI)
    await session.flush()


async def test_a_week_is_frozen_when_it_ends_and_told_on_monday_morning(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await bind(session, street.street, STREET_GROUP, now)
    await tick(session, now)
    await said(session, street, now + DAY, 501)
    await said(session, street, now + 2 * DAY, 502)
    await tick(session, local(2026, 11, 22, 23, 59))
    assert await frozen(session, street.street) == []
    await tick(session, local(2026, 11, 23, 0, 1))
    [week] = await frozen(session, street.street)
    assert (week.first, week.as_of) == (date(2026, 11, 16), local(2026, 11, 23))
    figures = unpacked(week.figures)
    assert (figures.total.reported.hazards, figures.parts[street.community.id].reported.hazards) == (2, 2)
    assert week.tell_at == local(2026, 11, 23, 8, 30)
    assert await told(session) == []
    await tick(session, local(2026, 11, 23, 8, 30))
    [message] = await told(session)
    assert (message.chat_id, message.subject_id) == (STREET_GROUP, street.street.id)
    assert message.args == {"period": "2026-W47", "late": False}


async def test_communities_come_after_the_street_and_groups_below_get_their_lines_with_them(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await tick(session, now)
    await tick(session, local(2026, 11, 23, 0, 1))
    [of_street], [of_community] = await frozen(session, street.street), await frozen(session, street.community)
    assert of_street.tell_at is not None
    assert of_community.tell_at is not None
    assert timedelta(0) < of_community.tell_at - of_street.tell_at <= 30 * timedelta(minutes=1)
    await tick(session, of_street.tell_at)
    assert await told(session, BELOW) == []
    await tick(session, of_community.tell_at)
    assert [(each.chat_id, each.subject_id) for each in await told(session, BELOW)] == [(GROUP, street.grid.id)]
    community_leader = street.community_leader.tg_user_id
    assert [each.chat_id for each in await told(session)] == [community_leader], "no group is bound: its leaders hear"


async def test_a_group_that_wants_quiet_gets_no_lines(session: AsyncSession, street: Street, now: datetime) -> None:
    session.add(QuietChat(chat_id=GROUP, set_at=now))
    await tick(session, now)
    for at in (local(2026, 11, 23, 0, 1), local(2026, 11, 23, 10)):
        await tick(session, at)
    assert await told(session, BELOW) == []


async def test_after_a_standstill_each_week_has_its_numbers_and_people_hear_of_one(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await bind(session, street.street, STREET_GROUP, now)
    await tick(session, now)
    await said(session, street, now + DAY, 501)
    late = local(2026, 12, 9, 15)
    await tick(session, late)
    weeks = await frozen(session, street.street)
    assert [(each.first.isoformat(), unpacked(each.figures).total.reported.hazards) for each in weeks] == [
        ("2026-11-16", 1),
        ("2026-11-23", 0),
        ("2026-11-30", 0),
    ]
    assert [each.told_at for each in weeks] == [None, None, late]
    assert weeks[-1].planned_at == local(2026, 12, 7, 8, 30)
    here = [each.args for each in await told(session) if each.chat_id == STREET_GROUP]
    assert here == [{"period": "2026-W49", "late": True}]


async def test_of_a_week_that_was_frozen_and_slept_through_nobody_is_told_once_the_next_is_over(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await bind(session, street.street, STREET_GROUP, now)
    await tick(session, now)
    await tick(session, local(2026, 11, 23, 0, 5))
    back = local(2026, 12, 2, 9)
    while await FROZEN_PERIODS.take(session, WallClock(back, SHANGHAI)):
        await session.flush()
    assert await told(session) == []
    await tick(session, back)
    weeks = await frozen(session, street.street)
    assert [(each.told_at, each.tell_at) for each in weeks] == [(None, None), (back, None)]
    here = [each.args for each in await told(session) if each.chat_id == STREET_GROUP]
    assert here == [{"period": "2026-W48", "late": True}]
    assert [each.args for each in await told(session, BELOW)] == [{"period": "2026-W48", "late": True}]


async def test_what_is_late_in_the_night_waits_for_the_morning(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await tick(session, now)
    await tick(session, local(2026, 11, 24, 23))
    [week] = await frozen(session, street.street)
    assert week.tell_at == local(2026, 11, 25, 7)


async def test_a_street_that_is_new_here_has_its_weeks_before_frozen_and_hears_of_none(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await bind(session, street.street, STREET_GROUP, now)
    for back in (80, 20):
        await said(session, street, now - back * DAY, 501 + back)
    await tick(session, now)
    weeks = await frozen(session, street.street)
    assert weeks[0].first == date(2026, 8, 24), "80 days before, in its week"
    assert len(weeks) == 12
    assert {each.tell_at for each in weeks} == {None}
    assert await told(session) == []


async def test_the_last_week_of_2026_is_its_53rd_and_is_followed_by_the_first_of_2027(
    session: AsyncSession, street: Street
) -> None:
    await tick(session, local(2026, 12, 29, 9))
    await tick(session, local(2027, 1, 11, 9))
    weeks = await frozen(session, street.street)
    assert [each.period.name for each in weeks] == ["2026-W53", "2027-W01"]


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        (PeriodKind.MONTH, date(2026, 12, 1)),
        (PeriodKind.HALF, date(2026, 7, 1)),
        (PeriodKind.YEAR, date(2026, 1, 1)),
    ],
)
async def test_at_the_turn_of_the_year_month_half_and_year_are_reported_to_leaders(
    session: AsyncSession, street: Street, now: datetime, kind: PeriodKind, first: date
) -> None:
    await tick(session, now)
    await tick(session, local(2027, 1, 1, 0, 5))
    [row] = [each for each in await frozen(session, street.community, kind) if each.first == first]
    assert row.tell_at is not None
    await tick(session, row.tell_at)
    mine = street.community_leader.tg_user_id, street.community.id, row.period.name
    assert mine in {(each.chat_id, each.subject_id, each.args["period"]) for each in await told(session, REPORT)}


async def test_a_retired_grid_has_no_turn_any_more(session: AsyncSession, street: Street, now: datetime) -> None:
    await tick(session, now)
    street.community.retired_at = now
    await tick(session, local(2026, 11, 23, 9))
    weekly = select(col(DigestTurn.grid_id)).where(col(DigestTurn.kind) == PeriodKind.WEEK)
    assert (await session.scalars(weekly)).all() == [street.street.id]
    assert await frozen(session, street.community) == []


async def test_what_came_late_is_told_with_the_week_after_and_changes_nothing(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await tick(session, now)
    await tick(session, local(2026, 11, 23, 0, 1))
    before = Said(GROUP, 501, "楼道堆满杂物", person=street.resident, said_at=local(2026, 11, 22, 20))
    await report(session, before, street.grid, local(2026, 11, 23, 9), SHANGHAI)
    await tick(session, local(2026, 11, 30, 0, 1))
    first, second = (unpacked(each.figures) for each in await frozen(session, street.street))
    assert (first.total.reported.hazards, first.late_before) == (0, 0)
    assert (second.total.reported.hazards, second.late_before) == (0, 1)


async def test_two_ticks_at_once_freeze_a_week_once(session: AsyncSession, street: Street, now: datetime) -> None:
    await tick(session, now)
    rows = (await session.scalars(select(DigestTurn))).all()
    again = [DigestTurn(**turn.model_dump()) for turn in rows if turn.grid_id == street.street.id]
    await tick(session, local(2026, 11, 23, 0, 1))
    await DIGEST_TURNS.handle(session, again, WallClock(local(2026, 11, 23, 0, 2), SHANGHAI))
    assert len(await frozen(session, street.street)) == 1


@pytest.mark.parametrize("closes", [True, False])
async def test_a_week_waits_a_day_until_its_sunday_is_closed_and_holds_it(
    session: AsyncSession, street: Street, now: datetime, closes: bool
) -> None:
    await tick(session, now)
    ends = local(2026, 11, 23)
    sunday = CheckWindow(
        grid_id=street.grid.id,
        duty="member  round  daily",
        owner=Owner.MEMBER,
        first=date(2026, 11, 22),
        last=date(2026, 11, 22),
        opened_at=ends - DAY,
        due_at=ends,
    )
    session.add(sunday)
    await session.flush()
    await tick(session, ends + timedelta(seconds=20))
    assert await frozen(session, street.street) == []
    sunday.closed_at = ends + timedelta(seconds=30) if closes else None
    await tick(session, ends + (timedelta(minutes=2) if closes else DAY))
    [week] = await frozen(session, street.street)
    assert [day.due for day in unpacked(week.figures).total.by_day] == [0, 0, 0, 0, 0, 0, int(closes)]
