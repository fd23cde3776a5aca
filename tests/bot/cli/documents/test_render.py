import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PIL import Image

from bot.cli.database import opened
from bot.cli.documents import render
from bot.configuration.settings import Settings
from locales.translator import translator
from models.grids.tree import grid_by_code
from models.hazards.reporting.submit import Said, report
from models.schedule.report_periods.periods import PeriodKind, period_of
from models.schema import open_database
from reports.charts.page import Bars, Page
from tests.street import build

T = translator("en")


@pytest.fixture
async def settled(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small street, which the settings name."""
    shutil.copy(sqlite_template, tmp_path / "w.db")
    database = open_database(settings(tmp_path).database_url)
    async with database.write() as session:
        await build(session, datetime(2026, 11, 16, tzinfo=UTC))
    await database.close()
    monkeypatch.setattr("bot.configuration.settings.load", lambda: settings(tmp_path))
    return tmp_path


def settings(folder: Path) -> Settings:
    return Settings(database_url=f"sqlite+aiosqlite:///{folder / 'w.db'}", data_dir=folder)


@pytest.mark.parametrize("period", ["2026-W46", "2026-10", "2025"])
async def test_a_picture_is_written(settled: Path, period: str) -> None:
    assert await render.draw("S", period, settled / "week.png", T) == 0
    with Image.open(settled / "week.png") as image:
        assert image.width == 1280


async def test_svg_is_written_in_the_same_way(settled: Path) -> None:
    assert await render.draw("S", "2026-W46", settled / "week.svg", T) == 0
    assert (settled / "week.svg").read_text().startswith("<?xml")


OWN = """
[[kind]]
category = "boats"
severity = "ordinary"
words = ["渔船"]
name = "渔船堆放"

[[kind]]
category = "other"
severity = "ordinary"
words = []
name = "其他"
"""


async def test_a_street_s_own_kinds_are_told_by_their_names(settled: Path) -> None:
    (settled / "kinds.toml").write_text(OWN, "utf-8")
    loaded = settings(settled)
    async with opened(loaded) as database, database.write() as session:
        grid = await grid_by_code(session, "S-1-1")
        await report(session, Said(-1001, 7, "渔船堆在路口"), grid, datetime(2026, 11, 10, tzinfo=UTC), loaded.zone)
    async with opened(loaded) as database, database.read() as session:
        page = await render.page_of(session, "S", period_of(PeriodKind.WEEK, date(2026, 11, 10)), loaded)
    bars = [panel for panel in page.panels if isinstance(panel, Bars)]
    assert "渔船堆放" in [row.label for panel in bars for row in panel.rows]


@pytest.mark.parametrize(
    ("code", "period", "name", "status", "said"),
    [
        ("NOWHERE", "2026-W46", "week.png", 1, "NOWHERE"),
        ("S", "2026-W99", "week.png", 2, "2026-W99"),
        ("S", "2026-W46", "week.gif", 2, ".png"),
        ("S", "2026-W46", "none/week.png", 1, "written"),
    ],
)
async def test_what_cannot_be_drawn_is_named(
    settled: Path, capsys: pytest.CaptureFixture[str], code: str, period: str, name: str, status: int, said: str
) -> None:
    assert await render.draw(code, period, settled / name, T) == status
    assert said in capsys.readouterr().err
    assert not (settled / name).exists()


@pytest.mark.parametrize("name", ["week.png", "week.svg"])
def test_a_picture_that_would_not_show_what_it_says_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert render.write(Page("周报", "街道", [], ""), tmp_path / name, T) == 1
    assert "a page without a panel" in capsys.readouterr().err
    assert not (tmp_path / name).exists()
