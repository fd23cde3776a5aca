"""The publicity calendar: switched on by a leader, a text with its picture comes by itself, a group has it quiet."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from models.grids.tree import grid_by_code
from models.members.tables import Person
from models.publicity.plans import set_plan
from models.publicity.tables import PublicityTurn
from models.publicity.texts import built_in
from tests.journeys.conftest import Cast
from tests.journeys.town import GRID, Json, Town, labels, words

TITLES = {text.by_language["zh_CN"].title for text in built_in()}


async def to_the_next_turn(town: Town, after: PublicityTurn | None = None) -> PublicityTurn:
    """The clock stands a second after it is due, once the one `after` which it comes is done."""
    turn = await waiting(town, after)
    assert turn.next_at is not None
    await town.later((turn.next_at - town.app.timekeeper.now() + timedelta(seconds=1)).total_seconds())
    return turn


async def waiting(town: Town, after: PublicityTurn | None) -> PublicityTurn:
    last = await town.driver.mark()
    while True:
        async with town.app.database.read() as session:
            found = (await session.scalars(select(PublicityTurn))).first()
        if found and found.done_to and (after is None or found.next_at != after.next_at):
            return found
        last = (await town.driver.events(last, timeout=0.02))["last"]


async def without_a_day_of_publicity(town: Town, leader: int) -> None:
    """That of the month may be today or tomorrow, and brings a text of its own."""
    async with town.app.database.write() as session:
        person = (await session.scalars(select(Person).where(col(Person.tg_user_id) == leader))).one()
        await set_plan(session, await grid_by_code(session, GRID), person, town.app.timekeeper.now(), day_rule="")


def is_text(message: Json) -> bool:
    return words(message).partition("\n")[0] in TITLES


async def test_a_text_comes_by_itself_until_the_group_has_it_quiet(town: Town, cast: Cast) -> None:
    driver, leader, group = town.driver, cast.leader, cast.group
    await without_a_day_of_publicity(town, leader)
    await driver.text(leader, leader, "/calendar")
    page = await town.hears(leader, leader, "宣传日历", "未开启")
    await driver.press(leader, leader, page["message_id"], "每周发送日")
    page = await town.hears(leader, leader, "每周哪一天发一条")
    tomorrow = town.app.timekeeper.now().astimezone(town.app.settings.zone).weekday() + 1
    await driver.press(leader, leader, page["message_id"], f"星期{'一二三四五六日'[tomorrow % 7]}")
    page = await town.hears(leader, leader, "宣传日历", "未开启")
    await driver.press(leader, leader, page["message_id"], "开启")
    await town.hears(leader, leader, "宣传日历", "9点起陆续发出")
    await town.later(1)

    turn = await to_the_next_turn(town)
    while town.app.timekeeper.now().astimezone(town.app.settings.zone).weekday() != tomorrow % 7:
        turn = await to_the_next_turn(town, turn)
    text = await driver.wait_message(group, cast.resident, is_text)
    town.expect(text)
    said = words(text).splitlines()
    assert [line[:2] for line in said[1:]] == ["1.", "2.", "3."]
    assert turn.next_at is not None
    assert turn.next_at.astimezone(town.app.settings.zone).hour == 9

    await driver.text(group, cast.resident, "/calendar")
    card = await town.hears(group, cast.resident, "不时收到一条简短的消防提示", "预警")
    assert labels(card) == ["暂停例行宣传"]
    pressed = await driver.press(group, cast.resident, card["message_id"], "暂停例行宣传")
    assert "只有本群管理员" in pressed["answer"]["text"]
    await driver.press(group, cast.member, card["message_id"], "暂停例行宣传")
    await town.hears(group, cast.member, "已暂停例行宣传", "预警")
    for _ in range(8):
        turn = await to_the_next_turn(town, turn)
    await waiting(town, turn)
    assert [each for each in await driver.messages(group) if is_text(each)] == [text]


async def test_the_text_of_the_day_is_shown_with_its_picture(town: Town, cast: Cast) -> None:
    driver, leader = town.driver, cast.leader
    await driver.text(leader, leader, "/calendar")
    page = await town.hears(leader, leader, "宣传日历")
    await driver.press(leader, leader, page["message_id"], "宣传文案")
    page = await town.hears(leader, leader, "宣传文案", "启用")
    await driver.press(leader, leader, page["message_id"], "火锅、烤炉安全用火")
    page = await town.hears(leader, leader, "火锅、烤炉安全用火", "到了时候就发")
    await driver.press(leader, leader, page["message_id"], "看配图")
    shown = await driver.wait_message(leader, leader, lambda message: "photo" in message)
    town.expect(shown)
    assert shown["caption"].startswith("火锅、烤炉安全用火\n1. 酒精炉")
    assert (shown["photo"][-1]["width"], shown["photo"][-1]["height"]) == (1280, 960)
