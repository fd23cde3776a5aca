import argparse
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from bot.cli import links
from bot.configuration.settings import Settings
from locales.translator import translator
from models.grids.tables import Purpose
from models.members.tables import Post, Role
from models.onboarding.one_time_codes import Offer
from models.schema import open_database
from tests.proxy import proxy
from tests.street import build

TOKEN = "42:" + "x" * 35
T = translator("zh_CN")


@pytest.fixture
async def telegram() -> AsyncIterator[dict[str, Any]]:
    """A server whose answer to getMe can be set."""
    told: dict[str, Any] = {"body": {"ok": True, "result": {"id": 42, "is_bot": True, "username": "wangge_bot"}}}

    async def get_me(request: web.Request) -> web.Response:
        told["path"] = request.path
        body = told["body"]
        return web.Response(text=body) if isinstance(body, str) else web.json_response(body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", get_me)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    told["url"] = f"http://{host}:{port}"
    yield told
    await runner.cleanup()


async def seed(url: str) -> None:
    database = open_database(url)
    async with database.write() as session:
        street = await build(session, datetime(2026, 11, 16, tzinfo=UTC))
        session.add(Post(grid_id=street.grid.id, role=Role.BACKUP, name="新\t人", phone="+8619900000044"))
    await database.close()


async def test_the_bot_s_name_is_asked_of_telegram(telegram: dict[str, Any]) -> None:
    loaded = Settings(bot_token=TOKEN, api_url=telegram["url"])
    assert await links.bot_username(loaded, T) == ("wangge_bot", "")
    assert telegram["path"] == f"/bot{TOKEN}/getMe"


async def test_through_a_proxy_where_there_is_one(telegram: dict[str, Any]) -> None:
    async with proxy() as way_out:
        loaded = Settings(bot_token=TOKEN, api_url=telegram["url"], proxy=way_out.address)
        assert await links.bot_username(loaded, T) == ("wangge_bot", "")
    assert way_out.asked == ["getMe"]


@pytest.mark.parametrize("body", [{"ok": False, "error_code": 401, "description": "Unauthorized"}, "<html>", [1]])
async def test_without_an_answer_there_is_a_reason(telegram: dict[str, Any], body: object) -> None:
    telegram["body"] = body
    username, why = await links.bot_username(Settings(bot_token=TOKEN, api_url=telegram["url"]), T)
    assert username == ""
    assert why


async def test_out_of_reach_or_without_a_token_there_is_a_reason() -> None:
    for loaded in (Settings(), Settings(bot_token=TOKEN, api_url="http://127.0.0.1:1")):
        username, why = await links.bot_username(loaded, T)
        assert username == ""
        assert why


def test_each_offer_is_a_line_of_cells() -> None:
    post = Post(grid_id=1, role=Role.LEADER, name="谭\t远\n康", phone="+8619900000001")
    offers = [
        Offer("CODEAAAAAAAA", "S-1", "一 社区", Purpose.LEADERS),
        Offer("CODEBBBBBBBB", "S-1", "一社区", post=post),
        Offer("CODECCCCCCCC", "S", "街道", department="派出所"),
    ]
    assert list(links.lines(offers, "wangge_bot")) == [
        "grid\tname\tpurpose\tcode\tlink\tperson",
        "S-1\t一 社区\tleaders\tCODEAAAAAAAA\thttps://t.me/wangge_bot?startgroup=CODEAAAAAAAA\t",
        "S-1\t一社区\tleader\tCODEBBBBBBBB\thttps://t.me/wangge_bot?start=CODEBBBBBBBB\t谭 远 康",
        "S\t街道\tdepartment\tCODECCCCCCCC\thttps://t.me/wangge_bot?startgroup=CODECCCCCCCC\t派出所",
    ]
    assert "t.me" not in "\n".join(links.lines(offers, ""))


async def test_codes_are_printed_without_a_token_and_are_the_same_again(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await seed(sqlite_url)
    loaded = Settings(database_url=sqlite_url)
    assert await links.print_links(loaded, None, T) == 0
    first = capsys.readouterr()
    assert await links.print_links(loaded, None, T) == 0
    assert capsys.readouterr().out == first.out
    lines = [line.split("\t") for line in first.out.splitlines()[1:]]
    assert [(line[0], line[2]) for line in lines] == [
        ("S", "group"),
        ("S", "leaders"),
        ("S-1", "group"),
        ("S-1", "leaders"),
        ("S-1-1", "leaders"),
        ("S-1-1", "backup"),
    ]
    assert {len(line[3]) for line in lines} == {12}
    assert "BOT_TOKEN" in first.err


async def test_one_subtree_is_printed_alone(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    await seed(sqlite_url)
    assert await links.print_links(Settings(database_url=sqlite_url), "S-1-1", T) == 0
    assert {line.split("\t")[0] for line in capsys.readouterr().out.splitlines()[1:]} == {"S-1-1"}


async def test_an_unknown_grid_is_one_line_and_exit_1(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert await links.print_links(Settings(database_url=sqlite_url), "NOWHERE", T) == 1
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "NOWHERE" in told.err


def test_the_verb_takes_a_grid() -> None:
    parser = argparse.ArgumentParser()
    links.add_parser(parser.add_subparsers(), T)
    assert parser.parse_args(["links", "--grid", "S-1"]).grid == "S-1"
