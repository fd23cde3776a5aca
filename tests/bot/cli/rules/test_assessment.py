import argparse
import asyncio
from pathlib import Path

import pytest

from bot.cli.rules import assessment
from bot.errors import CannotStart
from locales.translator import translator
from models.assessment.rules import FILE, built_in_text
from models.db.database import Database
from tests.models.assessment.counted import result
from tests.street import build

EN = translator("en")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(folder))
    return folder


def wangge(*words: str) -> int:
    parser = argparse.ArgumentParser()
    assessment.add_parser(parser.add_subparsers(required=True), EN)
    args = parser.parse_args(["assessment", *words])
    status: int = args.run(args, EN)
    return status


def test_the_rules_in_force_are_those_of_the_street_s_file_if_there_is_one(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert wangge("weights") == 0
    assert capsys.readouterr().out == built_in_text()
    own = built_in_text().replace("patrol = 20 ", "patrol = 30 ", 1)
    (data / FILE).write_text(own, "utf-8")
    assert wangge("weights") == 0
    assert capsys.readouterr().out == own


def test_a_file_that_cannot_be_used_stops_it_and_says_where(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = data.parent / "good.toml", data.parent / "bad.toml"
    good.write_text(built_in_text(), "utf-8")
    bad.write_text(built_in_text().replace("patrol = 20 ", 'patrol = "viel" ', 1), "utf-8")
    assert wangge("weights", "--file", str(good)) == 0
    assert "can be used" in capsys.readouterr().out
    with pytest.raises(CannotStart) as refused:
        wangge("weights", "--file", str(bad))
    assert refused.value.status == 2
    assert "[weights] patrol: is 'viel'; it must be a whole number, 0 to 1000" in str(refused.value)
    (data / FILE).write_text(bad.read_text("utf-8"), "utf-8")
    with pytest.raises(CannotStart, match=r"weights\.toml"):
        wangge("weights")
    with pytest.raises(CannotStart, match=r"none\.toml"):
        wangge("weights", "--file", "none.toml")


async def test_results_are_printed_by_grid_and_name_nobody(
    data: Path,
    database: Database,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    now: object,
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    async with database.write() as session:
        street = await build(session, now)  # type: ignore[arg-type]
        found = await result(session, street)
        score = found.scores["S-1-1", None]
        expected = f"2026-Q4\tprovisional\tS-1-1\tS-1-1网格\t{score.score:.1f}\t{score.grade}"
    assert await asyncio.to_thread(wangge, "show", "--grid", "S") == 0
    printed = capsys.readouterr().out
    assert expected in printed.splitlines()
    assert {line.split("\t")[0] for line in printed.splitlines()} == {"2026-Q4", "2026-H2", "2026"}
    assert "傅勇" not in printed
    assert await asyncio.to_thread(wangge, "show", "--grid", "nowhere") == 1
