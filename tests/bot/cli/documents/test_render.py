from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from bot.cli.documents import render
from bot.configuration.settings import Settings
from locales.translator import translator
from models import migrate
from models.schema import open_database
from tests.street import build

T = translator("en")


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


@pytest.mark.parametrize("period", ["2026-W46", "2026-10", "2025"])
async def test_a_picture_is_written(settled: Path, period: str) -> None:
    assert await render.draw("S", period, settled / "week.png", T) == 0
    with Image.open(settled / "week.png") as image:
        assert image.width == 1280


async def test_svg_is_written_in_the_same_way(settled: Path) -> None:
    assert await render.draw("S", "2026-W46", settled / "week.svg", T) == 0
    assert (settled / "week.svg").read_text().startswith("<?xml")


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
