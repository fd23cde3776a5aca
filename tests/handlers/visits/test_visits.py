"""Household visits, as Telegram sends them: who is shown what, what is asked, what is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import Delete, MessageContent, Skip
from models.base import moment_of
from models.evidence.tables import Evidence
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.hazards.reporting.private_draft import Intake
from models.heard import Heard
from models.mandatory_reports.tables import MandatoryReport
from models.members.tables import Post
from models.notices.tables import Notice, NoticeKind, NoticeLevel, NoticeState
from models.outbox.tables import OutboxMessage
from models.visits.due import period
from models.visits.forget import forget_unfinished
from models.visits.kinds import SPANS
from models.visits.tables import Household, Outcome, Visit
from models.visits.warned import WARNED
from tests.handlers.pressing import NO_LONGER
from tests.handlers.room import BOT, SHANGHAI, Room
from tests.models.visits.households import ADDRESS, NAME, PHONE, household
from tests.street import GROUP, Street, resign

RESIDENT, MEMBER, OTHER, LEADER, ABOVE, STRANGER = 11, 12, 13, 14, 15, 16
ASKED = 600
PAGE, LIST, QUESTION = "visits.page", "visits.list", "hazards.ask"
PERSONAL = (ADDRESS, NAME, PHONE[3:])


@pytest.fixture
async def home(room: Room, street: Street) -> Household:
    return await household(room.session, street.grid, street.member, room.now)


async def content(room: Room, kind: str) -> MessageContent:
    said = await room.worded(await room.newest(kind))
    assert isinstance(said, MessageContent), said
    return said


def labels(said: MessageContent) -> list[str]:
    return [button.label for row in said.buttons for button in row]


async def press(room: Room, by: int, label: str, kind: str) -> str:
    """The button of this label under the newest message of the kind, which is in the chat of who presses."""
    said = await content(room, kind)
    [data] = [button.data for row in said.buttons for button in row if button.label == label]
    request = await room.presses(by, by, data)
    return request.toast.text if request.toast else ""


async def answers(room: Room, by: int, words: str) -> None:
    """The question that was asked last."""
    await room.sent(QUESTION, next(room.numbers) + ASKED)
    await room.says(by, by, words)


async def visits(room: Room) -> list[Visit]:
    rows = select(Visit).order_by(col(Visit.id)).execution_options(populate_existing=True)
    return list((await room.session.scalars(rows)).all())


async def open_page(room: Room, by: int, home: Household) -> MessageContent:
    await room.says(by, by, "/visit")
    await press(room, by, f"{ADDRESS} {NAME}", LIST)
    return await content(room, PAGE)


async def test_the_list_is_for_the_members_of_the_grid_and_opens_a_page(room: Room, home: Household) -> None:
    await room.says(MEMBER, MEMBER, "/visit")
    listed = await content(room, LIST)
    assert f"• {ADDRESS} {NAME} · 独居老人 · S-1-1网格：最迟11-30走访" in listed.html
    assert "待走访1户" in listed.html
    assert "各网格" not in listed.html
    assert labels(listed) == [f"{ADDRESS} {NAME}", "新增住户"]
    page = await open_page(room, MEMBER, home)
    assert all(text in page.html for text in (*PERSONAL, "独居老人", "尚未走访"))
    assert labels(page) == ["见到", "不在家", "需要帮助", "修改"]


async def test_leaders_see_numbers_by_grid_above_the_list(room: Room, home: Household) -> None:
    for leader in (LEADER, ABOVE):
        await room.says(leader, leader, "/visit")
        listed = await content(room, LIST)
        assert "• S-1-1网格：待走访1户，已走访0户，需帮助0户" in listed.html
        assert NAME in listed.html


@pytest.mark.parametrize("by", [RESIDENT, STRANGER])
async def test_nobody_else_is_shown_anything(room: Room, home: Household, by: int) -> None:
    for said in ("/visit", f"/visit {NAME}", "/visit 新增", "/start visit"):
        await room.says(by, by, said)
        assert "供网格员和网格长私聊使用" in await room.text("visits.how")
    for data in (f"vis:open:{home.id}", f"vis:met:{home.id}", f"vis:set:name:{home.id}", f"vis:erase_sure:{home.id}"):
        request = await room.presses(by, by, data)
        assert request.toast is not None
        assert "只有本网格的网格员和上级网格长" in request.toast.text
    assert await visits(room) == []
    assert home.erased_at is None
    assert QUESTION not in await room.kinds(by)


async def test_who_has_the_post_no_more_sees_nothing_more(room: Room, street: Street, home: Household) -> None:
    page = await open_page(room, MEMBER, home)
    await resign(room.session, street.member, room.now)
    assert NAME not in (await content(room, PAGE)).html
    assert (await content(room, LIST)).html == "您目前没有走访住户的岗位。"
    [data] = [button.data for button in page.buttons[0] if button.label == "见到"]
    request = await room.presses(MEMBER, MEMBER, data)
    assert request.toast is not None
    assert "只有本网格的网格员" in request.toast.text
    assert await visits(room) == []


@pytest.mark.parametrize("where", [GROUP, -1009])
@pytest.mark.parametrize("by", [RESIDENT, MEMBER, LEADER])
async def test_in_a_group_one_line_sends_to_the_private_chat(room: Room, home: Household, by: int, where: int) -> None:
    await room.says(by, where, f"/visit {NAME}")
    await room.says(by, where, "/visit")
    assert await room.kinds(where) == ["visits.in_private"] * 2
    said = await content(room, "visits.in_private")
    assert "\n" not in said.html
    assert [button.url for row in said.buttons for button in row] == ["https://t.me/wangge_bot?start=visit"]
    request = await room.presses(by, where, f"vis:open:{home.id}")
    assert request.toast is not None
    assert request.toast.text == NO_LONGER


@pytest.mark.parametrize("name", ["一网格住户名单.xlsx", "2026走访台账.CSV", "households.xls"])
async def test_a_list_sent_to_a_group_is_not_read(room: Room, name: str) -> None:
    sheet = {"document": {"file_id": "d1", "file_unique_id": "u1", "file_name": name}}
    await room.sends(MEMBER, GROUP, **sheet, caption="/report 请大家核对")
    assert await room.kinds(GROUP) == ["visits.sheet_in_group"]
    assert "请您在群里撤回" in (await content(room, "visits.sheet_in_group")).html
    await room.sends(MEMBER, MEMBER, **sheet)
    assert await room.kinds(MEMBER) == ["visits.sheet"]
    assert (await room.session.scalars(select(Evidence))).all() == []
    await room.sends(MEMBER, GROUP, document={**sheet["document"], "file_name": "楼道.pdf"}, caption="/report 楼道堆物")
    assert "visits.sheet_in_group" not in (await room.kinds(GROUP))[1:]


async def test_a_visit_is_recorded_taken_back_and_recorded_otherwise(room: Room, home: Household) -> None:
    await open_page(room, MEMBER, home)
    assert await press(room, MEMBER, "见到", PAGE) == "已登记，辛苦了。"
    page = await content(room, PAGE)
    assert "• 11-16 见到（某人）" in page.html
    assert "下次走访：12-01 至 12-31" in page.html
    assert labels(page) == ["补充说明", "收回", "修改"]
    assert await press(room, MEMBER, "收回", PAGE) == "已收回。"
    assert labels(await content(room, PAGE)) == ["见到", "不在家", "需要帮助", "修改"]
    await press(room, MEMBER, "不在家", PAGE)
    assert "最迟11-30走访" in (await content(room, PAGE)).html
    room.now += timedelta(minutes=11)
    request = await room.presses(MEMBER, MEMBER, f"vis:undo:{home.id}")
    assert request.toast is not None
    assert "已过更改时间" in request.toast.text
    assert [(each.outcome, each.undone_at is None) for each in await visits(room)] == [
        (Outcome.MET, False),
        (Outcome.ABSENT, True),
    ]


async def test_words_are_added_by_a_question_or_a_reply_and_photos_are_not_kept(room: Room, home: Household) -> None:
    await open_page(room, MEMBER, home)
    await room.sent(PAGE, 500)
    await press(room, MEMBER, "见到", PAGE)
    await press(room, MEMBER, "补充说明", PAGE)
    await answers(room, MEMBER, "身体不错")
    to_page = {"reply_to_message": {**room.message(BOT, MEMBER), "message_id": 500, "text": "…"}}
    await room.says(MEMBER, MEMBER, "已换 煤气管", **to_page)
    photo = [{"file_id": "f1", "file_unique_id": "u1", "width": 90, "height": 90}]
    await room.sends(MEMBER, MEMBER, photo=photo, caption="厨房", **to_page)
    assert "只保存文字" in await room.text("visits.only_words")
    assert [each.words for each in await visits(room)] == ["身体不错\n已换 煤气管"]
    assert "身体不错\n已换 煤气管" in (await content(room, PAGE)).html
    for table in (Evidence, Intake):
        assert (await room.session.scalars(select(table))).all() == []
    room.now += timedelta(days=1)
    await room.says(MEMBER, MEMBER, "太晚了", **to_page)
    assert "已过更改时间" in await room.text("visits.refused")


async def test_who_needs_help_is_told_to_the_leader_who_cannot_make_a_hazard_of_it(room: Room, home: Household) -> None:
    await open_page(room, MEMBER, home)
    await press(room, MEMBER, "需要帮助", PAGE)
    await answers(room, MEMBER, "卧床无人照料")
    assert await room.kinds(GROUP) == []
    told = await content(room, "hazards.matter")
    assert all(text in told.html for text in (*PERSONAL, "卧床无人照料"))
    assert labels(told) == ["收到"]
    [matter] = (await room.session.scalars(select(MandatoryReport))).all()
    request = await room.presses(LEADER, LEADER, f"hzm:{matter.id}:hazard")
    assert request.toast is not None
    assert "不能转为隐患" in request.toast.text
    assert await room.kinds(GROUP) == []
    await press(room, MEMBER, "收回", PAGE)
    assert "某人已收回：系误登。" in (await content(room, "hazards.matter")).html


async def test_a_household_is_entered_by_questions_whose_answers_are_not_kept(room: Room, street: Street) -> None:
    await room.says(MEMBER, MEMBER, "/visit 新增")
    question = await content(room, QUESTION)
    assert labels(question)[:2] == ["困难户", "独居老人"]
    await press(room, MEMBER, "独居老人", QUESTION)
    for words in (ADDRESS, NAME, "12", "19900000031"):
        await answers(room, MEMBER, words)
    preview = await content(room, QUESTION)
    assert all(text in preview.html for text in (*PERSONAL, "独居老人", "只有本网格"))
    await press(room, MEMBER, "确认登记", QUESTION)
    [made] = (await room.session.scalars(select(Household))).all()
    assert (made.address, made.name, made.phone, made.kind) == (ADDRESS, NAME, PHONE, "elderly")
    assert (made.grid_id, made.due_from) == (street.grid.id, period(SPANS[0], room.now, SHANGHAI).due_from)
    assert NAME in (await content(room, PAGE)).html
    kept = [str(row.args) for row in (await room.session.scalars(select(OutboxMessage))).all()]
    kept += [row.text for row in (await room.session.scalars(select(Heard))).all()]
    assert not [words for words in PERSONAL for each in kept if words in each]


async def test_what_is_begun_and_never_finished_is_forgotten_after_a_day(room: Room, street: Street) -> None:
    await room.says(MEMBER, MEMBER, "/visit add")
    await press(room, MEMBER, "独居老人", QUESTION)
    await answers(room, MEMBER, ADDRESS)
    asked = await room.newest(QUESTION)
    assert asked.args["given"]["address"] == ADDRESS
    made = moment_of(asked.id)
    assert await forget_unfinished(room.session, made + timedelta(hours=23)) == 0
    assert await forget_unfinished(room.session, made + timedelta(hours=25)) == 1
    asked = await room.newest(QUESTION)
    assert asked.args["given"] == {}
    assert isinstance(await room.worded(asked), Delete)
    assert await forget_unfinished(room.session, made + timedelta(hours=25)) == 0


async def test_a_leader_chooses_the_grid_and_the_same_is_not_entered_twice(
    room: Room, street: Street, home: Household
) -> None:
    other = Grid(code="S-1-2", name="二网格", level=Level.GRID, path="", parent_id=street.community.id)
    other.path = path_of(other.id, street.community.path)
    room.session.add(other)
    await room.says(ABOVE, ABOVE, "/visit")
    await press(room, ABOVE, "新增住户", LIST)
    assert labels(await content(room, QUESTION)) == ["S-1-1网格", "二网格", "取消"]
    await press(room, ABOVE, "S-1-1网格", QUESTION)
    await press(room, ABOVE, "普通户", QUESTION)
    for words in (ADDRESS, NAME, "无"):
        await answers(room, ABOVE, words)
    assert "已登记过同名住户" in await press(room, ABOVE, "确认登记", QUESTION)
    assert len((await room.session.scalars(select(Household))).all()) == 1


async def test_each_part_is_edited(room: Room, home: Household) -> None:
    await open_page(room, MEMBER, home)
    changes = (("地址", "北街1号"), ("户主", "李某"), ("电话", "无"))
    await press(room, MEMBER, "修改", PAGE)
    for label, words in changes:
        await press(room, MEMBER, label, PAGE)
        await answers(room, MEMBER, words)
    for label, choice in (("类别", "普通户"), ("重点户", "是")):
        await press(room, MEMBER, label, PAGE)
        await press(room, MEMBER, choice, QUESTION)
    await room.session.refresh(home)
    assert (home.address, home.name, home.phone, home.kind, home.key) == ("北街1号", "李某", None, "ordinary", True)
    assert home.due_until == period(SPANS[1], room.now, SHANGHAI).due_until
    assert "删除" not in labels(await content(room, PAGE))


async def test_a_leader_erases_for_good_after_a_question(room: Room, home: Household) -> None:
    await open_page(room, LEADER, home)
    await press(room, LEADER, "修改", PAGE)
    await press(room, LEADER, "删除", PAGE)
    sure = await content(room, PAGE)
    assert "永久删除" in sure.html
    assert labels(sure) == ["永久删除", "返回"]
    refused = await room.presses(MEMBER, MEMBER, f"vis:erase_sure:{home.id}")
    assert refused.toast is not None
    assert "只有本网格的网格长" in refused.toast.text
    assert await press(room, LEADER, "永久删除", PAGE) == "已删除。"
    assert (await content(room, PAGE)).html == "这户已于11-16删除。"
    assert NAME not in (await content(room, LIST)).html
    request = await room.presses(LEADER, LEADER, f"vis:met:{home.id}")
    assert request.toast is not None
    assert "已删除" in request.toast.text


async def test_pages_are_turned_and_words_find_what_is_not_due(room: Room, street: Street) -> None:
    for number in range(12):
        await household(room.session, street.grid, street.member, room.now, address=f"{number:02}号", name="李某")
    message = await room.standing(MEMBER, LIST, 700, street.member.id, words="", page=0)
    first = await content(room, LIST)
    assert labels(first)[9:] == ["09号 李某", "下一页", "新增住户"]
    await room.presses(MEMBER, MEMBER, "vis:page:1", on=700)
    second = await room.worded(message)
    assert isinstance(second, MessageContent)
    assert labels(second) == ["10号 李某", "11号 李某", "上一页", "新增住户"]
    await room.says(MEMBER, MEMBER, "/visit 11号")
    assert "含“11号”的住户<b>1户</b>" in (await content(room, LIST)).html
    await room.says(MEMBER, MEMBER, "/visit 无此人 <b>")
    assert "含“无此人 &lt;b&gt;”的住户<b>0户</b>" in (await content(room, LIST)).html


async def test_duty_says_how_many_and_opens_the_list(room: Room, home: Household) -> None:
    await room.says(MEMBER, MEMBER, "/duty")
    duty = await content(room, "hazards.duty")
    assert "<b>待走访1户</b>" in duty.html
    assert not [words for words in PERSONAL if words in duty.html]
    await press(room, MEMBER, "入户走访", "hazards.duty")
    assert NAME in (await content(room, LIST)).html
    room.now += timedelta(days=60)
    assert "其中超期1户" in (await content(room, "hazards.duty")).html
    await room.says(MEMBER, GROUP, "/duty")
    assert "走访" not in (await content(room, "hazards.duty_counts")).html


async def test_of_two_members_pressing_at_once_one_visit_is_made(room: Room, home: Household) -> None:
    await room.presses(MEMBER, MEMBER, f"vis:met:{home.id}")
    again = await room.presses(MEMBER, MEMBER, f"vis:met:{home.id}")
    assert again.toast is not None
    assert "已登记" in again.toast.text
    assert len(await visits(room)) == 1


async def test_a_warning_tells_members_how_many_households_to_look_after_and_nothing_else_of_them(
    room: Room, street: Street, home: Household
) -> None:
    warning = Notice(
        number=7,
        kind=NoticeKind.WARNING,
        level=NoticeLevel.ORANGE,
        words="今晚大风\n阵风10级",
        state=NoticeState.SENT,
        grid_id=street.community.id,
        author_id=street.leader.id,
        post_id=(await room.session.scalars(select(Post).where(col(Post.person_id) == street.leader.id))).one().id,
        chat_id=LEADER,
        holds_hours=24,
        created_at=room.now,
    )
    room.session.add(warning)
    await room.session.flush()
    message = await room.standing(MEMBER, WARNED, 900, warning.id, grids=[street.grid.id])
    said = await content(room, WARNED)
    assert said.html.startswith("<b>🟧 橙色预警N7：今晚大风</b>\nS-1-1网格有重点户1户")
    assert not [each for each in PERSONAL if each in said.html]
    warning.state = NoticeState.LIFTED
    assert isinstance(await room.worded(message), Skip)
