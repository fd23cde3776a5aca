"""Staff claim their posts; everybody gets the commands, the contacts and the language that are theirs."""

import re

import pytest

from tests.journeys.conftest import Cast
from tests.journeys.town import ROSTER, Town, labels, words

SHARE = "发送本人手机号"
RESIDENTS = ["sos", "report", "opinion", "my", "status", "tips", "badge", "quiz", "start", "language", "help"]
STAFF = [
    *("sos", "duty", "checkin", "checkout", "spotcheck", "log", "my", "status", "contacts", "brigade", "plan"),
    *("whistle", "activity", "places", "place", "coverage", "task", "tasks", "visit", "period", "report", "warn"),
    *("notice", "sheets", "badge", "tips", "quiz", "certificate", "calendar", "opinion", "leave"),
    *("digest", "ledger", "score", "fire", "review", "language", "help"),
]


async def menu(town: Town, chat: int, person: int) -> list[str]:
    await town.settled()
    return [command["command"] for command in await town.driver.commands(chat, person)]


async def greeted(town: Town, person: int) -> None:
    await town.driver.open(person, start="")
    await town.hears(person, person, "您好", "工作人员")


async def test_a_shared_contact_brings_every_post_of_the_number_and_the_menu_for_staff(town: Town) -> None:
    leader = await town.person("谭远康", "+86 199-0000-0009")
    await greeted(town, leader)
    await town.driver.open(leader, start="staff")
    await town.hears(leader, leader, "工作人员")
    keyboard = (await town.driver.view(leader, leader))["keyboard"]
    assert keyboard["keyboard"] == [[{"text": SHARE, "request_contact": True}]]
    assert await menu(town, leader, leader) == RESIDENTS
    await town.driver.contact(leader, leader)
    claimed = await town.hears(leader, leader, "认领成功", "一网格（S-1-1）：网格长", "二网格（S-1-2）：B岗")
    assert "网格员" not in words(claimed)
    assert (await town.driver.view(leader, leader))["keyboard"] is None
    assert await menu(town, leader, leader) == STAFF


async def test_somebody_elses_contact_is_refused(town: Town) -> None:
    stranger = await town.person("路人", "19911112222")
    leader = await town.person("谭远康", "19900000009")
    await greeted(town, stranger)
    about = {"phone_number": "19900000009", "first_name": "谭远康"}
    await town.driver.contact(stranger, stranger, **about, user_id=leader)
    await town.hears(stranger, stranger, "不能发送别人的名片")
    await town.driver.contact(stranger, stranger, **about)
    await town.hears(stranger, stranger, "不能发送别人的名片")
    await town.driver.contact(stranger, stranger)
    await town.hears(stranger, stranger, "名册里没有您的手机号")
    assert await menu(town, stranger, stranger) == RESIDENTS


async def test_a_code_gives_a_post_once(town: Town) -> None:
    member, thief = await town.person("傅勇"), await town.person("路人")
    code = await town.post_code("傅勇")
    await town.driver.open(member, start=code)
    await town.hears(member, member, "认领成功", "一网格（S-1-1）：网格员")
    await town.driver.open(thief, start=code)
    await town.hears(thief, thief, "已经用过")
    for typed, told in (
        ("ABCDEFGHJKMN", "没有这个验证码"),
        (await town.code(), "这是群的绑定码"),
        (await town.post_code("陈明梅"), "认领成功"),
    ):
        await town.driver.text(thief, thief, f"/start {typed}")
        await town.hears(thief, thief, told)


async def test_an_expired_code_gives_nothing(town: Town) -> None:
    member, code = await town.person("傅勇"), await town.post_code("傅勇")
    await town.later(31 * 24 * 3600)
    await town.driver.open(member, start=code)
    await town.hears(member, member, "已经过期")


async def test_each_is_told_what_they_can_do(town: Town, cast: Cast) -> None:
    stranger = await town.person("路人")
    await greeted(town, stranger)
    for chat, person, told in (
        (cast.group, cast.resident, ("一网格", "/report 地点和情况", "119", "/contacts")),
        (cast.member, cast.member, ("网格员", "/status", "/contacts")),
        (cast.leader, cast.leader, ("网格长", "/status", "/contacts")),
        (stranger, stranger, ("居民", "/my", "119")),
    ):
        await town.driver.text(chat, person, "/help@wangge_bot")
        await town.hears(chat, person, *told)
    menus = [await menu(town, cast.group, person) for person in (cast.resident, cast.leader)]
    assert menus[0] == ["sos", "report", "opinion", "my", "status", "contacts", "places", "tips", "help"]
    assert set(menus[1]) == {*menus[0], "unbind", "language"}


async def test_contacts_are_the_public_notice_with_masked_phones(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.group, cast.resident, "/contacts")
    notice = await town.hears(
        cast.group, cast.resident, "公示", "谭远康 199****0009", "傅勇 199****0007", "02300001190"
    )
    for phone in re.findall(r"199\d{8}", str(ROSTER)):
        assert phone not in words(notice)
    await town.driver.text(cast.member, cast.member, "/contacts")
    await town.hears(cast.member, cast.member, "一网格", "谭远康 19900000009")
    await town.driver.text(cast.resident, cast.resident, "/contacts")
    known = await town.hears(cast.resident, cast.resident, "一网格", "谭远康 199****0009")
    assert "19900000009" not in words(known)


async def test_administrators_choose_the_language_of_a_group(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.group, cast.resident, "/language@wangge_bot")
    question = await town.hears(cast.group, cast.resident, "简体中文", buttons=("简体中文", "English"))
    by_resident = await town.driver.press(cast.group, cast.resident, question["message_id"], "English")
    assert by_resident["answer"] == {"text": "只有本群管理员可以选择语言。", "show_alert": True}
    by_leader = await town.driver.press(cast.group, cast.leader, question["message_id"], "English")
    assert by_leader["answer"]["text"] == "语言已更改。"
    await town.hears(cast.group, cast.resident, "In which language", "English")
    await town.settled()
    offered = await town.driver.commands(cast.group, cast.resident)
    assert {"command": "report", "description": "Report a hazard"} in offered
    await town.driver.text(cast.group, cast.resident, "/report@wangge_bot 楼道堆物")
    card = await town.hears(cast.group, cast.resident, "H1", "awaiting acceptance")
    assert labels(card) == ["Accept", "On site", "Done"]
    await town.hears(cast.member, cast.member, "您的网格有新隐患")


async def test_a_person_chooses_their_own_language_in_private(town: Town, cast: Cast) -> None:
    await town.driver.text(cast.member, cast.member, "/language")
    question = await town.hears(cast.member, cast.member, "简体中文", buttons=("简体中文", "English"))
    pressed = await town.driver.press(cast.member, cast.member, question["message_id"], "English")
    assert pressed["answer"]["text"] == "The language is changed."
    await town.hears(cast.member, cast.member, "In which language")
    await town.driver.text(cast.group, cast.resident, "/report 楼道堆物")
    card = await town.hears(cast.group, cast.resident, "H1", "待受理")
    await town.hears(cast.member, cast.member, "New hazard in your grid")
    taken = await town.driver.press(cast.group, cast.member, card["message_id"], "受理")
    assert taken["answer"]["text"] == "You have accepted H1."
    await town.hears(cast.group, cast.resident, "已受理")
    await town.hears(cast.member, cast.member, "H1", "accepted")


@pytest.mark.parametrize(("language", "told"), [("en-GB", "Hello!"), ("zh-hant", "您好"), ("", "您好"), ("xx", "您好")])
async def test_a_first_greeting_is_in_the_language_of_the_app(town: Town, language: str, told: str) -> None:
    made = await town.driver.person("Ann", language_code=language or None)
    await town.driver.open(made["id"], start="")
    await town.hears(made["id"], made["id"], told)


async def test_who_has_not_started_the_bot_yet_is_offered_the_menu_in_their_language(town: Town) -> None:
    known = await town.person("李秀英")
    await greeted(town, known)  # whoever speaks has set the menus before
    offered = []
    for language in ("zh-hans", "en", "fr"):
        person = (await town.driver.person("Ann", language_code=language))["id"]
        commands = await town.driver.commands(person, person)
        offered.append({command["command"]: command["description"] for command in commands})
    assert [list(commands) for commands in offered] == [RESIDENTS] * 3
    assert [commands["help"] for commands in offered] == ["使用帮助", "What I can do", "使用帮助"]
