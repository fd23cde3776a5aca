"""Time on patrol, by community and day, in the picture and in the words; and where there is none, why."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import update

from handlers.digests.presses import MEANING, PAGE
from handlers.messages import MessageContent
from models.digests.figures import UnitFigures, packed, unpacked
from models.digests.stored_periods import frozen
from models.figures.checks import Checks
from models.figures.time_on_patrol import PatrolTime, added
from models.members.tables import Post
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from models.patrols.rounds import check_out
from models.schedule.report_periods.periods import PeriodKind, period_of
from reports.charts.page import Heat, Page
from tests.handlers.digests.clock import WEEK_BEGAN, tick
from tests.handlers.room import Room
from tests.models.checks.owing import go_by, local, owe
from tests.models.patrols.patrolling import begin
from tests.street import Street

OFFICER, WEEK = 15, timedelta(weeks=1)
PATROL = "巡查时长完成情况（按日）"
DAYS = ("2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12", "2026-11-13")


@pytest.fixture
async def walked(room: Room, street: Street) -> Street:
    """A week of two members, of whom one walks an hour on two of its days."""
    session = room.session
    await session.execute(update(Post).values(claimed_at=local("2026-01-01")))
    await owe(session, street.street, "member  hours  daily", local("2026-11-01"))
    await tick(room, WEEK_BEGAN)
    for day in DAYS:
        await go_by(session, day, day)
        if day in DAYS[:2]:
            for hour in (10, 14):
                at = local(day, hour)
                await begin(session, street.grid, street.member, at)
                await check_out(session, street.member, at + timedelta(minutes=30), at + timedelta(minutes=30))
    await go_by(session, "2026-11-14", "2026-11-16")
    await tick(room, WEEK_BEGAN + WEEK + timedelta(minutes=16))
    return street


async def said_of(room: Room, street: Street, locale: str = "zh_CN") -> MessageContent:
    about = {"subject_id": street.street.id, "period": "2026-W46"}
    row = enqueue(room.session, OFFICER, PAGE, Lane.ROUTINE, room.now, **about)  # type: ignore[arg-type]
    await room.session.flush()
    said = await room.worded(row, locale)
    assert isinstance(said, MessageContent)
    return said


def heat_of(said: MessageContent) -> Heat | None:
    [photo] = said.photos
    assert isinstance(photo, partial)
    assert photo()[:4] == b"\x89PNG"
    page: Page = photo.args[0]
    return next((panel for panel in page.panels if isinstance(panel, Heat) and panel.title == PATROL), None)


async def change(room: Room, street: Street, times: list[PatrolTime]) -> None:
    """What is frozen of the community's days, and of the street's."""
    row = await frozen(room.session, street.street, period_of(PeriodKind.WEEK, date(2026, 11, 9)))
    assert row is not None
    figures = unpacked(row.figures)

    def of_week(each: UnitFigures) -> UnitFigures:
        return replace(each, patrol=added(times), patrol_by_day=times)

    parts = {part: of_week(each) for part, each in figures.parts.items()}
    row.figures = packed(replace(figures, total=of_week(figures.total), parts=parts))


async def test_what_was_walked_stands_beside_what_was_owed_by_community_and_day(room: Room, walked: Street) -> None:
    said = await said_of(room, walked)
    assert "巡查时长完成10%：应巡20小时，完成2小时" in said.html
    heat = heat_of(said)
    assert heat is not None
    [row] = heat.rows
    assert row.label == walked.community.name
    assert [cell.text for cell in row.cells] == ["1/4", "1/4", "0/4", "0/4", "0/4", "休息", "休息"]
    assert [cell.share for cell in row.cells] == [0.25, 0.25, 0, 0, 0, None, None]
    assert heat.more == ""


async def test_of_several_parts_each_is_said_those_who_did_least_first(room: Room, walked: Street) -> None:
    row = await frozen(room.session, walked.street, period_of(PeriodKind.WEEK, date(2026, 11, 9)))
    assert row is not None
    figures = unpacked(row.figures)
    of_other = [PatrolTime(30, 600)] * 5 + [PatrolTime()] * 2
    other = UnitFigures(patrol=added(of_other), patrol_by_day=of_other)
    vacant = UnitFigures(patrol=PatrolTime(unstaffed=5))
    parts = {**figures.parts, walked.grid.id: other, walked.street.id: vacant}
    row.figures = packed(replace(figures, parts=parts))
    said = await said_of(room, walked)
    named = [walked.grid.name, walked.community.name, walked.street.name]
    told = zip(named, ("5%", "10%", "缺岗"), strict=True)
    assert f"各处巡查时长：{'、'.join(f'{name} {what}' for name, what in told)}" in said.html
    heat = heat_of(said)
    assert heat is not None
    assert [row.label for row in heat.rows] == named[:2]


async def test_days_of_which_it_is_not_known_whether_they_are_worked_have_no_share(room: Room, walked: Street) -> None:
    await change(room, walked, [PatrolTime(60, 240)] * 2 + [PatrolTime(unknown=1)] * 3 + [PatrolTime()] * 2)
    said = await said_of(room, walked)
    heat = heat_of(said)
    assert heat is not None
    assert [cell.text for cell in heat.rows[0].cells] == ["1/4", "1/4", "待定", "待定", "待定", "休息", "休息"]
    assert "待定" in heat.more
    assert "是否上班尚未公布的日子不计" in said.html
    assert "应巡8小时" in said.html


@pytest.mark.parametrize(
    ("why", "words"),
    [(PatrolTime(unknown=2), "是否上班尚未公布"), (PatrolTime(unstaffed=2), "无人在岗")],
    ids=["nothing is announced", "nobody is there"],
)
async def test_where_nothing_was_owed_there_is_no_share_but_the_reason(
    room: Room, walked: Street, why: PatrolTime, words: str
) -> None:
    await change(room, walked, [why] * 5 + [PatrolTime()] * 2)
    said = await said_of(room, walked)
    assert words in said.html
    assert "巡查时长完成" not in said.html
    heat = heat_of(said)
    assert heat is not None
    assert {cell.share for cell in heat.rows[0].cells} == {None}


async def test_a_week_without_working_days_says_so_and_nothing_of_patrols(room: Room, walked: Street) -> None:
    await change(room, walked, [])
    said = await said_of(room, walked)
    assert "巡查时长" not in said.html
    assert heat_of(said) is None


async def test_what_was_counted_late_is_said(room: Room, walked: Street) -> None:
    row = await frozen(room.session, walked.street, period_of(PeriodKind.WEEK, date(2026, 11, 9)))
    assert row is not None
    late = replace(unpacked(row.figures), late_checks=Checks(40, 8), late_patrol=PatrolTime(90, 240))
    row.figures = packed(late)
    said = await said_of(room, walked)
    assert "补报此前各期检查：应查40次，完成32次，漏查8次。" in said.html
    assert "补报此前各期巡查时长：应巡4小时，完成1.5小时。" in said.html


async def test_what_time_on_patrol_means_is_told(room: Room, walked: Street) -> None:
    about = {"subject_id": walked.street.id, "period": "2026-W46"}
    row = enqueue(room.session, OFFICER, MEANING, Lane.ROUTINE, room.now, **about)  # type: ignore[arg-type]
    await room.session.flush()
    said = await room.worded(row)
    assert isinstance(said, MessageContent)
    assert "<b>巡查时长</b>：每个工作日" in said.html
