"""/fire as Telegram sends it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from handlers.fires.reading import read_amount, read_moment
from models.fires.asking import ask_for_calls
from models.fires.recording import PAGE
from models.fires.tables import Fire, FireCause, FireState
from models.obligations.tables import Requirement
from tests.handlers.obligations.tasks_room import (
    ABOVE,
    LEADER,
    MEMBER,
    QUESTION,
    RESIDENT,
    answers,
    content,
    labels,
    press,
)
from tests.handlers.room import Room
from tests.models.fires.burning import called
from tests.street import GROUP, Street

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)
LIST = "fires.list"


async def only(room: Room) -> Fire:
    rows = select(Fire).execution_options(populate_existing=True)
    fire: Fire = (await room.session.scalars(rows)).one()
    return fire


async def test_a_leader_records_a_fire_and_puts_it_right_before_it_counts(room: Room, street: Street) -> None:
    await room.says(LEADER, LEADER, "/fire")
    assert labels(await content(room, LIST)) == ["登记火灾"]
    await press(room, LEADER, "登记火灾", LIST)
    await answers(room, LEADER, "后天 14:30", "昨天 14:30", "3号楼厨房油锅")
    assert len(labels(await content(room, QUESTION))) == len(FireCause) + 1
    await press(room, LEADER, "生活用火不慎", QUESTION)
    await answers(room, LEADER, "很多", "1.2万")
    await press(room, LEADER, "无（0）", QUESTION)
    await answers(room, LEADER, "1", "0", "消防队2车")
    preview = await content(room, QUESTION)
    for words in (
        "11-15 14:30，S-1-1网格：3号楼厨房油锅",
        "损失：12000元，过火0平方米；伤1人，亡0人",
        "到场力量：消防队2车",
    ):
        assert words in preview.html
    assert (await only(room)).state is FireState.DRAFT
    await press(room, LEADER, "损失", QUESTION)
    await answers(room, LEADER, "300")
    await press(room, LEADER, "确认登记", QUESTION)
    fire = await only(room)
    assert (fire.state, fire.yuan, fire.cause) == (FireState.RECORDED, 300, FireCause.COOKING)
    assert fire.happened_at == datetime(2026, 11, 15, 6, 30, tzinfo=UTC)
    page = await content(room, PAGE)
    assert "火灾 F1" in page.html
    assert labels(page) == ["复盘", "修改登记"]


@pytest.mark.long
async def test_a_call_that_was_a_fire_asks_to_be_recorded_and_reviewed(room: Room, street: Street) -> None:
    await called(room.session, street, room.now - timedelta(hours=1))
    await ask_for_calls(room.session, room.now)
    page = await content(room, PAGE)
    assert "求助 S1" in page.html
    assert labels(page) == ["登记火灾", "不属火灾"]
    await press(room, LEADER, "登记火灾", PAGE)
    await press(room, LEADER, "11-16 08:00", QUESTION)
    await answers(room, LEADER, "3号楼厨房", "电气故障", "0", "0", "0", "0", "仅网格人员")
    await press(room, LEADER, "确认登记", QUESTION)
    assert "尚未复盘" in await room.text(PAGE)
    await press(room, LEADER, "复盘", PAGE)
    await answers(room, LEADER, "邻居及时报警", "安装烟感报警器", "网格员", "2026-12-01")
    [task] = (await room.session.scalars(select(Requirement))).all()
    assert (task.title, task.words) == ("火灾 F1 整改", "安装烟感报警器")
    text = await room.text(PAGE)
    for words in ("做得好的：邻居及时报警", "要改进的：安装烟感报警器", f"已下达任务：{task.code}"):
        assert words in text
    assert "火灾 F1 整改" in await room.text("obligations.progress")


async def test_what_was_no_fire_is_settled_by_a_press(room: Room, street: Street) -> None:
    await called(room.session, street, room.now - timedelta(hours=1))
    await ask_for_calls(room.session, room.now)
    await press(room, LEADER, "不属火灾", PAGE)
    assert (await only(room)).state is FireState.NONE
    assert labels(await content(room, PAGE)) == []


async def test_of_another_grid_s_fire_one_hears_why_not(room: Room, street: Street) -> None:
    for who in (RESIDENT, MEMBER):
        await room.says(who, who, "/fire")
        assert "由网格长及以上人员登记" in await room.text("fires.refused")
    await called(room.session, street, room.now - timedelta(hours=1))
    await ask_for_calls(room.session, room.now)
    fire = await only(room)
    await room.standing(MEMBER, LIST, 800)
    for data in (f"fire:open:{fire.id}", "fire:new"):
        request = await room.presses(MEMBER, MEMBER, data, on=800)
        assert request.toast is not None
        assert "由网格长及以上人员登记" in request.toast.text
    await room.says(ABOVE, ABOVE, "/fire")
    await press(room, ABOVE, "F1 11-16", LIST)
    assert "求助 S1" in await room.text(PAGE)
    await room.says(LEADER, GROUP, "/fire")
    assert "请私聊发送 /fire" in await room.text("fires.in_private")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("昨天 14:30", datetime(2026, 11, 15, 14, 30, tzinfo=SHANGHAI)),
        ("8:05", datetime(2026, 11, 16, 8, 5, tzinfo=SHANGHAI)),
        ("22点", datetime(2026, 11, 15, 22, 0, tzinfo=SHANGHAI)),
        ("2026-11-01 03:20", datetime(2026, 11, 1, 3, 20, tzinfo=SHANGHAI)),
        ("昨天　14：30分", datetime(2026, 11, 15, 14, 30, tzinfo=SHANGHAI)),
        ("8:", datetime(2026, 11, 16, 8, 0, tzinfo=SHANGHAI)),
        ("今天8时30分", datetime(2026, 11, 16, 8, 30, tzinfo=SHANGHAI)),
        ("昨天下午2点半", datetime(2026, 11, 15, 14, 30, tzinfo=SHANGHAI)),
        ("下午2点半", datetime(2026, 11, 15, 14, 30, tzinfo=SHANGHAI)),
        ("昨晚八点", datetime(2026, 11, 15, 20, 0, tzinfo=SHANGHAI)),
        ("11月14日24时", datetime(2026, 11, 15, 0, 0, tzinfo=SHANGHAI)),
        ("半夜12点", None),
        ("11-01 25:00", None),
        ("前阵子", None),
    ],
)
def test_when_it_burned_is_read(text: str, at: datetime | None) -> None:
    assert read_moment(text, NOW, SHANGHAI) == at


@pytest.mark.parametrize(
    ("text", "amount"),
    [("0", 0), ("3000元", 3000), ("1.5万", 15000), ("20平方米", 20), ("许多", None), ("-3", None), ("9" * 12, None)],
)
def test_how_much_is_read(text: str, amount: int | None) -> None:
    assert read_amount(text) == amount
