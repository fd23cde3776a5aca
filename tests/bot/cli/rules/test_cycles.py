import argparse
import asyncio
import io
from pathlib import Path

import pytest

from bot.cli.rules import cycles
from bot.cli.rules.cycles import PROBLEMS
from locales.translator import Translator, translator
from models.checks.duties import DEFAULT
from models.db.database import Database
from models.grids.tables import Level
from tests.tree import grow

EN = translator("en")
OWN = "member   shop   2 tue\nleader   grid   monthly\n"


@pytest.fixture
async def here(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: object
) -> str:
    """The codes of a community and of a grid in a database that the settings name, in a folder to work in."""
    async with database.write() as session:
        tree = await grow(session, now)  # type: ignore[arg-type]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", database_url)
    return f"{tree.grids[Level.COMMUNITY].code} {tree.grids[Level.GRID].code}"


def wangge(*words: str, t: Translator = EN) -> int:
    parser = argparse.ArgumentParser()
    cycles.add_parser(parser.add_subparsers(required=True), t)
    args = parser.parse_args(["cycles", *words])
    status: int = args.run(args, t)
    return status


async def run(*words: str) -> int:
    """In a thread: the verbs bring an event loop of their own."""
    return await asyncio.to_thread(wangge, *words)


def saved(text: str, name: str = "duties.txt") -> str:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text, "utf-8")
    return name


def test_the_default_needs_no_database(capsys: pytest.CaptureFixture[str]) -> None:
    assert wangge("show") == 0
    assert capsys.readouterr().out == f"# the default\n{DEFAULT}"


async def test_a_grid_inherits_what_is_set_above_it_until_it_is_reset(
    here: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    community, grid = here.split()
    monkeypatch.setattr("sys.stdin", io.StringIO(OWN))
    assert await run("set", "--grid", community) == 0
    assert "from tomorrow on" in capsys.readouterr().out
    assert await run("show", "--grid", grid) == 0
    shown = capsys.readouterr().out
    assert shown.endswith(OWN)
    assert community in shown.splitlines()[0]
    assert await run("reset", "--grid", community) == 0
    assert capsys.readouterr().out.startswith("# the default\n")
    assert await run("reset", "--grid", community) == 0
    assert "nothing has changed" in capsys.readouterr().out


async def test_every_row_that_is_wrong_is_named_and_nothing_is_set(
    here: str, capsys: pytest.CaptureFixture[str]
) -> None:
    community, _ = here.split()
    assert (
        await run("set", "--grid", community, "--file", saved("member  castle  weekly\nsomebody  shop  weekly\n")) == 1
    )
    said = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in said[:2]] == ["Row 1", "Row 2"]
    assert "castle" in said[0]
    assert "responsible" in said[1]
    assert await run("show", "--grid", community) == 0
    assert capsys.readouterr().out.startswith("# the default\n")


async def test_an_unknown_grid_and_a_missing_file_are_said(here: str, capsys: pytest.CaptureFixture[str]) -> None:
    community, _ = here.split()
    assert await run("show", "--grid", "nowhere") == 1
    assert await run("set", "--grid", community, "--file", "nothing.txt") == 1
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_every_problem_is_worded() -> None:
    assert set(PROBLEMS) == {"columns", "owner", "what", "cycle", "hours", "area", "slot", "twice"}


async def test_a_street_s_own_kinds_of_place_can_be_owed(here: str, capsys: pytest.CaptureFixture[str]) -> None:
    grid = here.split()[1]
    saved('[[kind]]\nkind = "boat"\nname = "渔船"\nwords = ["渔船"]\n', "data/place_kinds.toml")
    assert await run("set", "--grid", grid, "--file", saved("member  boat  monthly\n")) == 0
    assert "In force" in capsys.readouterr().out
