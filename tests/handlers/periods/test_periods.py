"""Heightened periods and campaigns, as Telegram sends them: who is shown what, what is asked, what is refused."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from handlers.messages import MessageContent, Skip
from models.checks.tables import Outcome
from models.grids.tables import Binding, Chat, Grid, Level, Purpose
from models.grids.tree import path_of
from models.periods.tables import Period, PeriodKind, PeriodState
from models.periods.turning import BEGUN, OVER
from tests.handlers.room import Room
from tests.models.checks.owing import add_place, checked, local
from tests.models.periods.opened import campaign, open_one
from tests.street import GROUP, Street

RESIDENT, MEMBER, LEADER, ABOVE, STRANGER = 11, 12, 14, 15, 16
LEADERS, ASKED = -1004, 600
LIST, PAGE, QUESTION, REPORT = "periods.list", "periods.page", "hazards.ask", "periods.report"
OWN, LEFT = "periods.own", "periods.left"
TODAY = "2026-11-16"  # a Monday


async def content(room: Room, kind: str) -> MessageContent:
    said = await room.worded(await room.newest(kind))
    assert isinstance(said, MessageContent), said
    return said


def labels(said: MessageContent) -> list[str]:
    return [button.label for row in said.buttons for button in row]


async def press(room: Room, by: int, label: str, kind: str, where: int = 0) -> str:
    """The button of this label under the newest message of the kind."""
    number = next(room.numbers) + ASKED
    await room.sent(kind, number)
    said = await content(room, kind)
    data = next(button.data for row in said.buttons for button in row if button.label == label)
    request = await room.presses(by, where or by, data, on=number)
    return request.toast.text if request.toast else ""


async def answers(room: Room, by: int, *words: str) -> None:
    for each in words:
        await room.sent(QUESTION, next(room.numbers) + ASKED)
        await room.says(by, by, each)


async def periods(session: AsyncSession) -> list[Period]:
    rows = select(Period).order_by(col(Period.id)).execution_options(populate_existing=True)
    return list((await session.scalars(rows)).all())


async def test_a_leader_opens_a_heightened_one_after_a_preview(room: Room, street: Street) -> None:
    await room.says(LEADER, LEADER, "/period")
    assert labels(await content(room, LIST)) == ["开展加密巡查", "开展专项行动"]
    await press(room, LEADER, "开展加密巡查", LIST)
    await answers(
        room, LEADER, "春节加密", "昨天", "2026-11-15", "明天", "2026-11-16", "2027-12-01", "2026-11-30", "节日"
    )
    preview = await content(room, QUESTION)
    assert await periods(room.session) == []
    for said in ("加密巡查：春节加密", "S-1-1网格", "11-17至11-30", "加密一档", "节日"):
        assert said in preview.html
    await press(room, LEADER, "确认开展", QUESTION)
    [period] = await periods(room.session)
    assert (period.kind, period.state, period.opened_by) == (
        PeriodKind.HEIGHTENED,
        PeriodState.PLANNED,
        street.leader.id,
    )
    assert "于11-16 09:00发起" in (await content(room, PAGE)).html


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (("叫什么都行" * 20,), "不要超过 40 个字"),
        (("行动", "随便"), "请写明日期"),
        (("行动", "2026-11-01"), "已过"),
        (("行动", "今天", "2026-11-15"), "早于开始日期"),
        (("行动", "今天", "2027-11-16"), "超过一年"),
        (("行动", "今天", "2026-11-20"), "与“秋季加密”（2026-11-16至2026-11-18）时间重叠"),
    ],
)
async def test_what_cannot_be_is_told_at_once_and_nothing_is_lost(
    room: Room, street: Street, given: tuple[str, ...], complaint: str
) -> None:
    await open_one(room.session, street.grid, street.leader, TODAY, "2026-11-18", name="秋季加密")
    await room.says(LEADER, LEADER, "/period")
    await press(room, LEADER, "开展加密巡查", LIST)
    await answers(room, LEADER, *given)
    assert complaint in (await content(room, "hazards.told")).html
    assert len(await periods(room.session)) == 1


async def test_a_campaign_asks_for_kinds_and_a_target(room: Room, street: Street) -> None:
    await add_place(room.session, street.grid, "甲店")
    await room.says(LEADER, LEADER, "/period")
    await press(room, LEADER, "开展专项行动", LIST)
    await answers(
        room, LEADER, "三合一整治", "今天", "2026-11-30", "出租屋", "商店街", "商铺、出租屋", "101", "60%", "无"
    )
    told = [await room.worded(each) for each in await room.messages(LEADER) if each.kind == "hazards.told"]
    said = [each.html for each in told if isinstance(each, MessageContent)]
    assert ["没有在册的这类场所" in said[0], "没有“商店街”" in said[1], "1至100" in said[2]] == [True] * 3
    assert "检查对象：商铺、出租屋；目标覆盖率60%" in (await content(room, QUESTION)).html
    await press(room, LEADER, "确认开展", QUESTION)
    [period] = await periods(room.session)
    assert (period.kinds, period.target, period.state) == (["shop", "rental"], 60, PeriodState.RUNNING)
    assert "已检查0/1处，覆盖0%（目标60%）" in (await content(room, PAGE)).html


async def test_whoever_is_no_leader_hears_what_holds_or_what_it_is_for(room: Room, street: Street) -> None:
    await room.says(MEMBER, MEMBER, "/period")
    assert "没有加密巡查和专项行动" in await room.text("periods.own")
    await open_one(room.session, street.community, street.community_leader, TODAY, "2026-11-20")
    await room.says(MEMBER, MEMBER, "/period")
    assert "春节加密：检查加密一档，至11-20" in await room.text("periods.own")
    await room.says(MEMBER, MEMBER, "/duty")
    assert "春节加密：检查加密一档，至11-20" in await room.text("hazards.duty")
    for person in (RESIDENT, STRANGER):
        await room.says(person, person, "/period")
        assert "供网格长使用" in await room.text("periods.how")
    await room.says(LEADER, GROUP, "/period")
    assert "请网格长私聊发送" in await room.text("periods.in_private")
    assert LIST not in await room.kinds()


async def test_the_leaders_chat_has_the_list_and_only_leaders_act_there(room: Room, street: Street) -> None:
    room.session.add(Chat(id=LEADERS, type="supergroup", title="管理群", seen_at=room.now))
    room.session.add(Binding(grid_id=street.grid.id, purpose=Purpose.LEADERS, chat_id=LEADERS, bound_at=room.now))
    await room.session.flush()
    period = await open_one(room.session, street.grid, street.leader, TODAY, "2026-11-20")
    assert [each.chat_id for each in await room.messages() if each.kind == BEGUN] == [LEADERS]
    await room.says(LEADER, LEADERS, "/period")
    assert "进行中，11-16至11-20" in (await content(room, LIST)).html
    assert "网格长" in await press(room, MEMBER, "开展加密巡查", LIST, LEADERS)
    await room.presses(MEMBER, LEADERS, f"prd:end_sure:{period.id}")
    assert (await periods(room.session))[0].state is PeriodState.RUNNING


async def test_ending_early_is_asked_about_first(room: Room, street: Street) -> None:
    await open_one(room.session, street.grid, street.leader, TODAY, "2026-11-20")
    await room.says(LEADER, LEADER, "/period")
    await press(room, LEADER, "春节加密", LIST)
    assert labels(await content(room, PAGE)) == ["提前结束"]
    await press(room, LEADER, "提前结束", PAGE)
    assert "确定今天提前结束？" in (await content(room, PAGE)).html
    await press(room, LEADER, "返回", PAGE)
    assert (await periods(room.session))[0].state is PeriodState.RUNNING
    await press(room, LEADER, "提前结束", PAGE)
    assert await press(room, LEADER, "确定结束", PAGE) == "已结束。"
    page = await content(room, PAGE)
    assert ("某人已提前结束" in page.html, labels(page)) == (True, [])
    assert "恢复正常检查周期" in (await content(room, OVER)).html
    assert isinstance(await room.worded(await room.newest(BEGUN)), Skip)


async def test_of_a_leader_below_it_can_be_seen_but_not_ended(room: Room, street: Street) -> None:
    period = await open_one(room.session, street.community, street.community_leader, TODAY, "2026-11-20")
    await room.says(LEADER, LEADER, "/period")
    await press(room, LEADER, "春节加密", LIST)
    await press(room, LEADER, "提前结束", PAGE)
    assert "网格长" in await press(room, LEADER, "确定结束", PAGE)
    assert (await periods(room.session))[0].state is PeriodState.RUNNING
    request = await room.presses(STRANGER, STRANGER, f"prd:report:{period.id}")
    assert request.toast is not None
    assert REPORT not in await room.kinds()


async def test_the_report_names_what_was_reached_found_and_left(room: Room, street: Street) -> None:
    places = [await add_place(room.session, street.grid, f"{n:02}号店") for n in range(25)]
    period = await campaign(room.session, street.community, street.community_leader, TODAY, "2026-11-20", target=8)
    await checked(room.session, places[0], street.member, local("2026-11-17"))
    wrong = await checked(room.session, places[1], street.member, local("2026-11-17"), Outcome.PROBLEM)
    wrong.items = [{"item": "gas", "found": "problem"}, {"item": "oil", "found": "problem"}]
    await checked(room.session, places[2], street.member, local("2026-11-17"), Outcome.NO_ENTRY)
    await checked(room.session, places[3], street.member, local("2026-11-21"))
    await room.says(ABOVE, ABOVE, "/period")
    await press(room, ABOVE, period.name, LIST)
    await press(room, ABOVE, "查看进展", PAGE)
    told = (await content(room, REPORT)).html
    for said in ("阶段进展", "已检查2/25处，覆盖8%（目标8%）", "• S-1-1网格：2/25", "已达到目标", "发现问题2项"):
        assert said in told
    assert "未检查23处：02号店、" in told
    assert "21号店等，另有3个" in told
    await room.session.execute(update(Period).values(target=9, state=PeriodState.OVER))
    await room.session.refresh(period)
    told = (await content(room, REPORT)).html
    assert ("专项行动总结" in told, "未达到目标" in told) == (True, True)


async def test_a_member_turns_the_pages_of_the_places_that_are_left_in_the_own_grids(
    room: Room, street: Street
) -> None:
    beside = Grid(code="S-1-2", name="二网格", level=Level.GRID, path="", parent_id=street.community.id)
    beside.path = path_of(beside.id, street.community.path)
    room.session.add(beside)
    await room.session.flush()
    await add_place(room.session, beside, "邻店")
    places = [await add_place(room.session, street.grid, f"{n:02}号店", address="南大街") for n in range(13)]
    await campaign(room.session, street.community, street.community_leader, TODAY, "2026-11-20")
    await checked(room.session, places[0], street.member, local("2026-11-16"))
    places[1].closed_at = room.now
    await room.says(MEMBER, MEMBER, "/period")
    await press(room, MEMBER, "还没查的场所：三合一专项行动", OWN)
    first = await content(room, LEFT)
    assert first.html.splitlines()[:2] == [
        "<b>三合一专项行动</b>：您的网格还有11处没查，至11-20",
        "• 02号店 商铺 02号店 · 南大街 · S-1-1网格",
    ]
    assert ("11号店" in first.html, "12号店" in first.html, labels(first)) == (True, False, ["下一页"])
    await press(room, MEMBER, "下一页", LEFT)
    second = await content(room, LEFT)
    assert ("12号店" in second.html, "邻店" in second.html, labels(second)) == (True, False, ["上一页"])
    for place in places[2:]:
        await checked(room.session, place, street.member, local("2026-11-16"))
    assert "都已查过" in (await content(room, LEFT)).html


async def test_places_that_are_left_are_for_who_works_there_in_private_while_it_runs(
    room: Room, street: Street
) -> None:
    await add_place(room.session, street.grid, "甲店")
    period = await campaign(room.session, street.grid, street.leader, TODAY, "2026-11-20")
    await room.says(LEADER, LEADER, "/period")
    await press(room, LEADER, period.name, LIST)
    assert labels(await content(room, PAGE)) == ["本人网格还没查的场所", "查看进展", "提前结束"]
    for by, where in ((STRANGER, STRANGER), (MEMBER, GROUP)):
        await room.presses(by, where, f"prd:left:{period.id}")
    assert LEFT not in await room.kinds()
    await press(room, LEADER, "本人网格还没查的场所", PAGE)
    assert "甲店" in (await content(room, LEFT)).html
    await room.session.execute(update(Period).values(state=PeriodState.OVER))
    await room.presses(MEMBER, MEMBER, f"prd:left:{period.id}")
    assert (await room.kinds()).count(LEFT) == 1


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
async def test_every_message_fits_into_telegram_s(room: Room, street: Street, locale: str) -> None:
    for n in range(40):
        await add_place(room.session, street.grid, "店" * 100 + str(n))
    await campaign(
        room.session, street.community, street.community_leader, TODAY, "2026-11-20", name="名" * 40, why="由" * 200
    )
    await room.says(ABOVE, ABOVE, "/period")
    await press(room, ABOVE, "名" * 29 + "…", LIST)
    await press(room, ABOVE, "查看进展", PAGE)
    await press(room, ABOVE, "本人网格还没查的场所", PAGE)
    for kind in (LIST, PAGE, REPORT, BEGUN, LEFT):
        assert len(await room.text(kind, locale)) < 4096
