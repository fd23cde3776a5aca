import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.cli.documents import sheets
from bot.configuration.settings import Settings
from locales.translator import translator
from models.base import new_id
from models.grids.tree import grid_by_code
from models.members.tables import Person
from models.places.changes.actions import NewPlace, add_place
from models.places.tables import Place
from models.schema import open_database
from tests.databases import sqlite_at
from tests.reports.paper import read
from tests.street import build

T = translator("zh_CN")


@pytest.fixture
async def settled(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small street, which the settings name."""
    url = sqlite_at(Path(shutil.copy(sqlite_template, tmp_path / "w.db")))
    database = open_database(url)
    async with database.write() as session:
        await build(session, datetime(2026, 11, 16, tzinfo=UTC))
    await database.close()
    monkeypatch.setattr("bot.configuration.settings.load", lambda: Settings(database_url=url))
    return tmp_path


async def test_a_chart_needs_no_bot(settled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = settled / "chart.pdf"
    assert await sheets.print_sheet("chart", "S", out, T) == 0
    assert "S网格消防安全网格责任图" in read(out.read_bytes()).text
    assert str(out) in capsys.readouterr().out


async def test_codes_are_not_printed_without_the_bot_s_name(settled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await sheets.print_sheet("poster", "S", settled / "poster.pdf", T) == 1
    assert "BOT_TOKEN" in capsys.readouterr().err
    assert not (settled / "poster.pdf").exists()


@pytest.mark.parametrize(("verb", "said"), [("poster", "消防安全网格公示牌"), ("card", "消防安全服务联系卡")])
async def test_what_is_put_up_bears_the_bot_s_code(
    settled: Path, monkeypatch: pytest.MonkeyPatch, verb: str, said: str
) -> None:
    async def named(*_about: object) -> tuple[str, str]:
        return "wangge_bot", ""

    monkeypatch.setattr(sheets, "bot_username", named)
    out = settled / "sheet.pdf"
    assert await sheets.print_sheet(verb, "S-1-1", out, T) == 0
    made = read(out.read_bytes())
    assert said in made.text
    assert made.links[0] == "https://t.me/wangge_bot?start=report"


async def test_an_unknown_grid_and_a_folder_that_is_not_there_are_named(
    settled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await sheets.print_sheet("chart", "X", None, T) == 1
    assert await sheets.print_sheet("chart", "S", settled / "none" / "chart.pdf", T) == 1
    said = capsys.readouterr().err
    assert "X" in said
    assert said.count("\n") >= 2


async def entered(folder: Path) -> list[Place]:
    """A shop and an equipment point of the grid."""
    database = open_database(f"sqlite+aiosqlite:///{folder / 'w.db'}")
    now = datetime(2026, 11, 17, tzinfo=UTC)
    async with database.write() as session:
        grid = await grid_by_code(session, "S-1-1")
        member = (await session.scalars(select(Person).where(col(Person.name) == "傅勇"))).one()
        told = (("shop", "老王副食店", "南大街12号"), ("equipment_point", "社区器材点", "3号楼东侧"))
        new = [NewPlace(new_id(), kind, name, address) for kind, name, address in told]
        places = [await add_place(session, grid, each, member, now) for each in new]
    await database.close()
    return places


@pytest.fixture
def bot(monkeypatch: pytest.MonkeyPatch) -> None:
    async def named(*_about: object) -> tuple[str, str]:
        return "wangge_bot", ""

    monkeypatch.setattr(sheets, "bot_username", named)


@pytest.mark.long
@pytest.mark.usefixtures("bot")
async def test_codes_of_places_are_printed_and_renewed(settled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = settled / "qr.pdf"
    assert await sheets.print_sheet("qr", "S", out, T) == 1
    assert "places import" in capsys.readouterr().err
    await entered(settled)
    assert await sheets.print_sheet("qr", "S", out, T) == 0
    first = read(out.read_bytes())
    assert {"老王副食店", "P1", "商铺", "第1版", "社区器材点"} <= set(first.pages[0])
    assert all(re.fullmatch(r"https://t.me/wangge_bot\?start=p_[\w-]{20,22}", link) for link in first.links)
    assert await sheets.print_sheet("qr", "S-1", out, T) == 0
    assert read(out.read_bytes()).links == first.links
    assert await sheets.print_sheet("qr", "S", settled / "none" / "qr.pdf", T, renew=True) == 1
    assert await sheets.print_sheet("qr", "S-1-1", out, T) == 0
    assert read(out.read_bytes()).links == first.links, "no sheet, no new codes"
    assert await sheets.print_sheet("qr", "S", out, T, renew=True) == 0
    renewed = read(out.read_bytes())
    assert not set(renewed.links) & set(first.links)
    assert "第2版" in renewed.text


@pytest.mark.long
@pytest.mark.usefixtures("bot")
async def test_cards_and_posters_name_what_is_in_the_registry(settled: Path) -> None:
    await entered(settled)
    out = settled / "sheet.pdf"
    assert await sheets.print_sheet("card", "S-1-1", out, T) == 0
    made = read(out.read_bytes())
    assert (made.text.count("单位：老王副食店"), made.text.count("单位：")) == (1, 8)
    assert await sheets.print_sheet("poster", "S-1-1", out, T) == 0
    assert "就近消防器材：社区器材点（3号楼东侧）" in read(out.read_bytes()).text
