import argparse
import asyncio
import io
from pathlib import Path

import pytest

from bot.cli.rules import ladder
from bot.cli.rules.ladder import PROBLEMS
from locales.translator import Translator, translator
from models.db.database import Database
from models.escalation.policy_text import Faulty, PolicyProblem, parse
from models.grids.tables import Level
from tests.tree import grow

EN = translator("en")
OWN = """\
told
not accepted  45m street
not done      1d above every 1d
idle          12h workers
not reviewed  4h above every 1d
hours         09:00-18:00
"""


@pytest.fixture
async def here(
    database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: object
) -> Path:
    """A folder to work in, and a database with grids that the settings name."""
    async with database.write() as session:
        await grow(session, now)  # type: ignore[arg-type]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", database_url)
    return tmp_path


def wangge(*words: str, t: Translator = EN) -> int:
    parser = argparse.ArgumentParser()
    ladder.add_parser(parser.add_subparsers(required=True), t)
    args = parser.parse_args(["ladder", *words])
    status: int = args.run(args, t)
    return status


async def run(*words: str) -> int:
    """In a thread: the verbs bring an event loop of their own."""
    return await asyncio.to_thread(wangge, *words)


def saved(folder: Path, text: str) -> str:
    (folder / "ladder.txt").write_text(text, "utf-8")
    return "ladder.txt"


async def test_the_default_is_shown_in_rows_that_can_be_set(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("show", "--severity", "major") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("# major: the default\ntold          grid\nnot accepted  30m community\n")
    words = ("--grid", "STREET", "--severity", "major")
    assert await run("set", *words, "--file", saved(here, shown)) == 0


async def test_all_are_shown_when_no_severity_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("show", "--grid", "GRID") == 0
    heads = [line for line in capsys.readouterr().out.splitlines() if line.startswith("#")]
    assert heads == [f"# {policy}: the default" for policy in ("urgent", "major", "ordinary", "whistle")]


async def test_a_ladder_is_set_inherited_and_reset(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    major = ("--severity", "major")
    assert await run("set", "--grid", "STREET", *major, "--file", saved(here, OWN)) == 0
    assert "opened from now on" in capsys.readouterr().out
    assert await run("show", "--grid", "GRID", *major) == 0
    assert capsys.readouterr().out == f"# major: as set for name of street (STREET)\n{OWN}"
    assert await run("reset", "--grid", "STREET", *major) == 0
    assert await run("reset", "--grid", "STREET", *major) == 0
    assert capsys.readouterr().out.splitlines() == [
        "From now on: the default",
        "This grid has no ladder of its own; nothing has changed.",
    ]


async def test_without_a_file_the_ladder_is_read_from_what_comes_in(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(OWN))
    assert await run("set", "--grid", "GRID", "--severity", "urgent") == 0
    assert await run("show", "--grid", "GRID", "--severity", "urgent") == 0
    assert capsys.readouterr().out.endswith(OWN)


async def test_each_bad_value_is_a_line_that_says_what_to_do(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = OWN.replace("45m", "soon").replace("workers", "mayor").replace("09:00-18:00", "day")
    assert await run("set", "--grid", "GRID", "--severity", "major", "--file", saved(here, bad)) == 1
    assert capsys.readouterr().out.splitlines() == [
        "Row 2: “soon” is not a delay. Write a number and m, h or d: 30m, 2h, 7d.",
        "Row 4: “mayor” cannot be told here. Use one of: workers.",
        "Row 6: “day” are no hours on duty. Write always, or from and to: 08:00-20:00.",
        "To mend: 3. Nothing was changed.",
    ]
    assert await run("show", "--grid", "GRID", "--severity", "major") == 0
    assert "the default" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "--grid", "X"), "There is no grid with the code X."),
        (("reset", "--grid", "X", "--severity", "major"), "There is no grid with the code X."),
        (("set", "--grid", "GRID", "--severity", "major", "--file", "none"), "The file cannot be read: No such file"),
        (("set", "--grid", "GRID", "--severity", "major", "--file", "."), "The file cannot be read: Is a directory"),
    ],
)
async def test_what_is_not_there_is_one_line(
    here: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    assert await run(*words) == 1
    assert capsys.readouterr().err.startswith(told)


@pytest.mark.parametrize(
    "words", [(), ("set",), ("set", "--grid", "GRID"), ("show", "--severity", "dire"), ("reset", "--grid", "GRID")]
)
def test_half_a_command_is_a_slip_of_usage(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        wangge(*words)
    assert left.value.code == 2
    assert "usage" in capsys.readouterr().err


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        '{"told": 3}',
        "told mayor\nnot accepted soon grid\nnot done 0m grid\nidle 1h\nhours day\nwhat",
        "not accepted 2h street\nnot accepted 3h grid\nnot done 1d above\nhours always\nhours always",
    ],
)
def test_whatever_is_wrong_there_are_words_for_it(text: str, locale: str) -> None:
    with pytest.raises(Faulty) as refused:
        parse(text)
    for problem in refused.value.problems:
        assert "{" not in ladder.worded(problem, translator(locale)).replace(text, "")


def test_every_problem_has_words_of_its_own() -> None:
    assert len(set(PROBLEMS.values())) == len(PROBLEMS)
    assert ladder.worded(PolicyProblem(0, "empty"), EN).startswith("The file is empty.")
    assert Level.STREET in ladder.worded(PolicyProblem(3, "aim", {"value": "x", "aims": "street"}), EN)


async def test_a_whistle_has_a_pace_of_its_own(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whistle = ("--severity", "whistle")
    assert await run("show", *whistle) == 0
    shown = capsys.readouterr().out
    assert shown.splitlines() == ["# whistle: the default", "not accepted  10m told", "not accepted  20m above"]
    quick = "not accepted  5m told\nnot accepted  15m above\n"
    assert await run("set", "--grid", "STREET", *whistle, "--file", saved(here, quick)) == 0
    capsys.readouterr()
    assert await run("show", "--grid", "GRID", *whistle) == 0
    assert capsys.readouterr().out == f"# whistle: as set for name of street (STREET)\n{quick}"
    for wrong, what in (
        ("not accepted 5m told", "one row for each of these"),
        ("not accepted 20m told\nnot accepted 10m above", "one row for each of these"),
        ("not accepted 5m told every 5m\nnot accepted 10m above", "one row for each of these"),
        ("not accepted 5m told\nnot accepted 10m street", "cannot be told here"),
        ("hours 08:00-18:00", "begins no row"),
    ):
        assert await run("set", "--grid", "STREET", *whistle, "--file", saved(here, wrong)) == 1
        assert what in capsys.readouterr().out
