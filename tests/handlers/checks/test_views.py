from datetime import date, timedelta

import pytest

from handlers.duty_words import duty_words
from handlers.ledgers.reading import Wish, read_wish
from handlers.messages import MessageContent
from locales.translator import translator
from models.checks.tables import Outcome
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.ledgers.columns import LedgerName
from models.members.tables import Post, Role
from models.patrols.rounds import check_out
from models.places.kinds import built_in
from models.schedule.report_periods.periods import Days
from tests.handlers.room import Room
from tests.models.checks.owing import add_place, checked, go_by, local, owe
from tests.models.patrols.patrolling import begin
from tests.models.periods.opened import open_one
from tests.street import GROUP, Street

MEMBER, LEADER, COMMUNITY_LEADER = 12, 14, 15
T, EN = translator("zh_CN"), translator("en")


@pytest.mark.parametrize(
    ("duty", "chinese", "english"),
    [
        ("member  shop rental  weekly", "检查：商铺、出租屋（每周）", "Checks: Shop, Rental house, weekly"),
        ("member  places  half-monthly", "场所检查（每半月）", "Checks of places, twice a month"),
        ("street  street  days 1-10", "巡查（每月1日至10日）", "Round of patrol, from the 1. to the 10. of the month"),
        ("community  community  2 tue", "巡查（每月第2个星期二）", "Round of patrol, Tuesday no. 2 of the month"),
        ("member  hours  daily", "巡查时长（每日）", "Time on patrol, daily"),
    ],
)
def test_a_duty_is_said_in_words(duty: str, chinese: str, english: str) -> None:
    assert duty_words(T, built_in(), duty) == chinese
    assert duty_words(EN, built_in(), duty) == english


async def told(room: Room, chat: int) -> str:
    newest = [message for message in await room.messages(chat) if message.kind == "checks.missed"][-1]
    said = await room.worded(newest)
    assert isinstance(said, MessageContent)
    return said.html


async def test_a_leader_hears_what_was_missed_by_whom_and_what_was_done(room: Room, street: Street) -> None:
    session = room.session
    await owe(session, street.grid, "member  shop  weekly\nmember  rental  weekly\nmember  grid  weekly", room.now)
    shops = [await add_place(session, street.grid, f"{number}号店") for number in range(1, 8)]
    rental = await add_place(session, street.grid, "出租屋", "rental")
    await go_by(session, "2026-11-16", "2026-11-17")
    for place in (shops[0], rental):
        await checked(session, place, street.member, local("2026-11-18"))
    await go_by(session, "2026-11-18", "2026-11-23")
    said = await told(room, LEADER)
    assert "截至11-22漏查情况" in said
    assert "检查：商铺（每周）：漏查6/7：2号店、3号店、4号店、5号店、6号店等，另有1个" in said
    assert f"责任人：{street.member.name}、{street.other_member.name}" in said
    assert "巡查（每周）：未开展" in said
    assert "其余1项任务均已完成" in said
    assert GROUP not in {message.chat_id for message in await room.messages() if message.kind == "checks.missed"}


async def test_the_second_time_is_said_and_the_level_above_hears(room: Room, street: Street) -> None:
    await owe(room.session, street.street, "member  shop  weekly", room.now)
    await add_place(room.session, street.grid, "甲店")
    await go_by(room.session, "2026-11-16", "2026-11-23")
    assert "连续第二次" not in await told(room, LEADER)
    await go_by(room.session, "2026-11-24", "2026-11-30")
    assert "连续第二次" in await told(room, LEADER)
    assert "漏查1/1：甲店" in await told(room, COMMUNITY_LEADER)


async def test_whose_time_was_too_short_is_told_with_it(room: Room, street: Street) -> None:
    await owe(room.session, street.grid, "member  hours  daily", room.now)
    await go_by(room.session, "2026-11-17", "2026-11-17")
    begun = local("2026-11-17")
    await begin(room.session, street.grid, street.member, begun)
    await check_out(room.session, street.member, begun + timedelta(minutes=20), begun + timedelta(minutes=20))
    await go_by(room.session, "2026-11-18", "2026-11-18")
    assert f"{street.member.name}20分钟" in await told(room, LEADER)


async def test_what_is_left_stands_in_the_list_of_what_waits(room: Room, street: Street) -> None:
    await owe(room.session, street.grid, "member  shop  weekly\nmember  grid  weekly", room.now)
    first = await add_place(room.session, street.grid, "甲店")
    await add_place(room.session, street.grid, "乙店")
    await go_by(room.session, "2026-11-16", "2026-11-16")
    await checked(room.session, first, street.member, local("2026-11-16", 11))
    await room.says(MEMBER, MEMBER, "/duty")
    said = await room.text("hazards.duty")
    assert "待完成任务2项" in said
    assert "检查：商铺（每周），还剩1/2，11-22前" in said
    assert "巡查（每周），11-22前" in said


async def test_what_is_left_of_the_day_s_time_on_patrol_is_said_before_a_round_and_between_two(
    room: Room, street: Street
) -> None:
    await owe(room.session, street.grid, "member  hours  daily", room.now)
    await go_by(room.session, "2026-11-16", "2026-11-16")
    await room.says(MEMBER, MEMBER, "/duty")
    left = "<b>待完成任务1项</b>\n• 今日巡查：应满2小时，还差{}。发 /checkin 签到。"
    assert await room.text("hazards.duty") == left.format("2小时")
    begun = room.now - timedelta(minutes=25)
    await begin(room.session, street.grid, street.member, begun)
    await check_out(room.session, street.member, room.now, room.now)
    assert await room.text("hazards.duty") == left.format("1小时35分钟")


async def test_who_is_responsible_reads_which_self_checks_are_left(room: Room, street: Street) -> None:
    await owe(room.session, street.grid, "responsible  shop  daily", room.now)
    stranger = street.stranger
    places = [await add_place(room.session, street.grid, f"店{n:02}", responsible_id=stranger.id) for n in range(1, 13)]
    await go_by(room.session, "2026-11-16", "2026-11-16")
    await checked(room.session, places[0], stranger, local("2026-11-16", 8), own=True)
    await room.says(stranger.tg_user_id, stranger.tg_user_id, "/duty")
    said = await room.text("hazards.duty")
    named = "、".join(f"店{n:02}" for n in range(2, 12))
    assert said == f"<b>待完成任务1项</b>\n• 自查：{named}等，另有1个，最迟11-16完成，请到现场扫码。"


async def test_a_check_that_came_late_is_said_where_it_was_missed(room: Room, street: Street) -> None:
    await owe(room.session, street.grid, "member  shop  weekly", room.now)
    places = [await add_place(room.session, street.grid, name) for name in ("甲店", "乙店")]
    await open_one(room.session, street.grid, street.leader, "2026-11-16", "2026-11-16")
    await go_by(room.session, "2026-11-16", "2026-11-17")
    assert "检查：商铺（每日）〔加密〕：漏查2/2：甲店、乙店" in await told(room, LEADER)
    await checked(room.session, places[1], street.member, local("2026-11-17", 15))
    assert "漏查2/2：甲店、乙店（11-17迟查）" in await told(room, LEADER)


async def test_locked_doors_are_not_called_missed(room: Room, street: Street) -> None:
    await owe(room.session, street.grid, "member  shop  weekly\nmember  rental  weekly", room.now)
    shop, rental = [await add_place(room.session, street.grid, *each) for each in (("甲店",), ("出租屋", "rental"))]
    await add_place(room.session, street.grid, "乙店")
    await go_by(room.session, "2026-11-16", "2026-11-16")
    for place in (shop, rental):
        await checked(room.session, place, street.member, local("2026-11-18"), Outcome.NO_ENTRY)
    await go_by(room.session, "2026-11-17", "2026-11-23")
    said = await told(room, LEADER)
    assert "检查：商铺（每周）：漏查1/2：乙店；未能进入1/2：甲店" in said
    assert "检查：出租屋（每周）：未能进入1/1：出租屋" in said
    assert "/ledger" not in said


async def test_what_has_no_room_is_counted_and_found_in_a_ledger(room: Room, street: Street) -> None:
    duties = [f"member  {kind}  weekly" for kind in ("shop", "rental", "workshop", "unit", "hydrant")]
    await owe(room.session, street.grid, "\n".join(duties), room.now)
    for kind in ("shop", "rental", "workshop", "unit", "hydrant"):
        for number in range(6):
            await add_place(room.session, street.grid, f"{kind}{number}" * 3, kind)
    await go_by(room.session, "2026-11-16", "2026-11-23")
    said = await told(room, LEADER)
    assert "<code>/ledger 漏查 2026-11-22至2026-11-22</code>" in said
    day = date(2026, 11, 22)
    for ledger in ("漏查 2026-11-22至2026-11-22", "missed 2026-11-22..2026-11-22"):
        assert read_wish(ledger, date(2026, 11, 23)) == Wish(LedgerName.MISSED, Days(day, day))


async def test_of_many_grids_whole_ones_are_told_as_far_as_a_message_has_room(room: Room, street: Street) -> None:
    session, kinds = room.session, ("shop", "rental", "workshop", "unit", "hydrant")
    for number in range(1, 6):
        grid = Grid(
            code=f"S-1-9{number}", name=f"九{number}网格", level=Level.GRID, path="", parent_id=street.community.id
        )
        grid.path = path_of(grid.id, street.community.path)
        session.add(grid)
        await session.flush()
        for role, person in ((Role.MEMBER, street.member), (Role.LEADER, street.leader)):
            session.add(Post(grid_id=grid.id, role=role, name=person.name, phone="", person_id=person.id))
        await owe(session, grid, "\n".join(f"member  {kind}  weekly" for kind in kinds), room.now)
        for kind in kinds:
            for place in range(6):
                await add_place(session, grid, f"{number}{kind}{place}" * 9, kind)
    await go_by(session, "2026-11-16", "2026-11-23")
    said = await told(room, LEADER)
    shown = [number for number in range(1, 6) if f"<b>九{number}网格</b>" in said]
    assert shown == [1, 2, 3]
    assert said.count("漏查6/6") == len(shown) * len(kinds)
    assert "另有2个网格" in said
    assert "/ledger 漏查" in said
    assert len(said) < 4096
