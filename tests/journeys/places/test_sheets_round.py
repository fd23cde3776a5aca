"""What is printed and put up, from the bot: by leaders, by who leads several grids, and by those whom it is not for."""

import pytest

from models.places.exchange.importer import import_places
from models.places.exchange.sheet import check_rows
from models.places.kinds import built_in
from tests.journeys.conftest import Cast
from tests.journeys.ordering import paper
from tests.journeys.town import Json, Town, labels
from tests.models.places.sheets import HEADER, row
from tests.reports.paper import Paper

SHEETS = ["码牌", "公示牌", "服务联系卡", "网格责任图"]
RENEW = "更换码牌"
SHOPS = [row(name=f"{number}号店", phone="", responsible="") for number in range(1, 10)]


@pytest.fixture
async def shops(town: Town) -> None:
    async with town.app.database.write() as session:
        await import_places(session, check_rows([HEADER, *SHOPS], built_in()), built_in(), town.app.timekeeper.now())


async def sheet(town: Town, who: int, offered: Json, label: str) -> tuple[str, Paper]:
    """The file's name and what is on it."""
    pressed = await town.driver.press(who, who, offered["message_id"], label)
    assert "正在生成" in pressed["answer"]["text"]
    message = await town.hears(who, who, label, "实际大小")
    return message["document"]["file_name"], paper(town, message)


@pytest.mark.usefixtures("shops")
async def test_a_leader_gets_what_is_put_up_in_the_grid(town: Town, cast: Cast) -> None:
    leader = cast.leader
    await town.driver.text(leader, leader, "/sheets")
    offered = await town.hears(leader, leader, "一网格", "请选择要打印的资料", buttons=(*SHEETS, RENEW))
    day = f"{town.app.timekeeper.now().astimezone(town.app.settings.zone):%Y-%m-%d}"
    papers: dict[str, Paper] = {}
    for label in SHEETS:
        name, papers[label] = await sheet(town, leader, offered, label)
        assert name == f"{label}_一网格_{day}.pdf"
    assert len(papers["码牌"].pages) == 2
    assert len(set(papers["码牌"].links)) == 9
    assert "谭远康" in papers["公示牌"].text
    assert papers["服务联系卡"].text.count("单位：") == 16
    assert "一网格消防安全网格责任图" in papers["网格责任图"].text

    code = papers["码牌"].links[0].partition("start=")[2]
    await town.driver.open(leader, start=code)
    await town.hears(leader, leader, "巡查中")
    await town.hears(leader, leader, "检查", "1号店")


async def test_those_whom_it_is_not_for_hear_whom_to_ask(town: Town, cast: Cast) -> None:
    for who, said in ((cast.member, "请联系：谭远康"), (cast.resident, "/contacts")):
        await town.driver.text(who, who, "/sheets")
        await town.hears(who, who, "由网格长打印", said)
    await town.driver.text(cast.group, cast.leader, "/sheets")
    await town.hears(cast.group, cast.leader, "请私聊发给我")
    await town.driver.text(cast.leader, cast.leader, "/sheets Z-9")
    await town.hears(cast.leader, cast.leader, "没有编码为Z-9的网格")


@pytest.mark.long
async def test_who_leads_several_grids_chooses_or_says_the_code(town: Town, cast: Cast) -> None:
    street, community = await town.person("曹林文", "19900000001"), await town.person("马东宏", "19900000004")
    await town.claim(street)
    await town.claim(community)
    await town.driver.text(community, community, "/sheets")
    offered = await town.hears(community, community, "一社区", buttons=(*SHEETS, RENEW, "下级网格"))
    await town.driver.press(community, community, offered["message_id"], "下级网格")
    choice = await town.hears(community, community, "请选择网格", buttons=("一网格", "二网格"))
    await town.driver.press(community, community, choice["message_id"], "二网格")
    await town.hears(community, community, "二网格", buttons=(*SHEETS, RENEW))
    await town.driver.text(street, street, "/sheets s-1")
    offered = await town.hears(street, street, "一社区", "请选择要打印的资料")
    name, made = await sheet(town, street, offered, "网格责任图")
    assert name.startswith("网格责任图_一社区_")
    assert [page[0] for page in made.pages] == ["一社区消防安全网格责任图"]
    assert "二网格" in made.text
    assert labels(offered)[-1] == "下级网格"
