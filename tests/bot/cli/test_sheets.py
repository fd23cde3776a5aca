from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import sheets
from bot.configuration.settings import Settings
from locales.translator import translator
from models import migrate
from models.schema import open_database
from tests.reports.paper import read
from tests.street import build

T = translator("zh_CN")


@pytest.fixture
async def settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small street, which the settings name."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'w.db'}"
    database = open_database(url)
    await migrate.upgrade(database)
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
