"""What goes wrong around a verb is told in one line, in the reader's language, whatever the verb."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from bot.__main__ import VERBS, main
from bot.cli.documents import sheets
from bot.configuration.settings import VARIABLES
from models import migrate
from models.schema import open_database
from tests.gates.source import ROOT
from tests.models.cap.samples import alert

pytestmark = pytest.mark.own_database

Verbs = dict[str, tuple[str, ...]]
GRID = ("--grid", "S", "--severity", "urgent")
NOVEMBER = ("--grid", "S", "--from", "2026-11-01", "--to", "2026-11-30")
WRITES: Verbs = {
    "roster import": ("roster", "import", "roster.csv"),
    "departments import": ("departments", "import", "departments.csv"),
    "places import": ("places", "import", "places.csv"),
    "households import": ("households", "import", "visits.csv"),
    "shifts import": ("shifts", "import", "shifts.csv"),
    "warn": ("warn", "--cap", "warning.xml"),
    "calendar import": ("calendar", "import", "texts.csv"),
    "brigades import": ("brigades", "import", "brigades.csv"),
    "links": ("links",),
    "ladder set": ("ladder", "set", *GRID, "--file", "ladder.txt"),
    "ladder reset": ("ladder", "reset", *GRID),
    "cycles set": ("cycles", "set", "--grid", "S", "--file", "duties.txt"),
    "cycles reset": ("cycles", "reset", "--grid", "S"),
    "holidays import": ("holidays", "import", "calendar.csv"),
    "holidays set": ("holidays", "set", "2027-02-20", "working"),
    "holidays reset": ("holidays", "reset", "2027-02-20"),
    "ledger": ("ledger", "hazards", *NOVEMBER, "--out", "out.xlsx"),
}
READS: Verbs = {
    "roster export": ("roster", "export", "out.csv"),
    "departments check": ("departments", "check", "departments.csv"),
    "places check": ("places", "check", "places.csv"),
    "households check": ("households", "check", "visits.csv"),
    "shifts check": ("shifts", "check", "shifts.csv"),
    "brigades check": ("brigades", "check", "brigades.csv"),
    "brigades export": ("brigades", "export", "out.csv"),
    "shifts export": ("shifts", "export", "out.csv"),
    "departments export": ("departments", "export", "out.csv"),
    "places export": ("places", "export", "out.csv"),
    "households export": ("households", "export", "out.csv"),
    "calendar check": ("calendar", "check", "texts.csv"),
    "calendar export": ("calendar", "export", "out.csv"),
    "ladder show": ("ladder", "show", *GRID),
    "holidays show": ("holidays", "show"),
    "cycles show": ("cycles", "show", "--grid", "S"),
    "ledger exports": ("ledger", "exports", "--grid", "S"),
    "assessment show": ("assessment", "show", "--grid", "S"),
    "render digest": ("render", "digest", "--grid", "S", "--out", "digest.png"),
    "chart": ("chart", "--grid", "S", "--out", "chart.pdf"),
}
FINDS_NOBODY: Verbs = {"forget": ("forget", "19900000031", "--yes")}
MAKES: Verbs = {"migrate": ("migrate",)}
ROLES: Verbs = {name: (name,) for name in ("listen", "work", "speak", "clock")}
ASKING: Verbs = {**WRITES, **READS, **FINDS_NOBODY}
USING: Verbs = {**ASKING, **MAKES}
CHANGING: Verbs = {**WRITES, **MAKES}
STEPS = "not done 1d above every 1d\nidle 12h workers\nnot reviewed 4h above every 1d\n"
FILES = {
    "roster.csv": "code,name,level,parent,leader,leader_phone,members\nS,南大街,street,,曹林文,19900000001,\n",
    "departments.csv": "部门,网格编码,联络员,电话,时限天数\n派出所,S,王警官,19900000021,5\n",
    "places.csv": "类别,名称,网格编码\n商铺,老王副食店,S\n",
    "visits.csv": "网格编码,地址,户主,类别,电话,重点\nS,南大街12号,王秀英,独居老人,19900000031,\n",
    "shifts.csv": "网格编码,日期,开始,结束,姓名,电话\nS,2026-12-01,08:00,20:00,曹林文,19900000001\n",
    "texts.csv": "网格编码,标题,第一行\nS,年货节防火,通道不堆货\n",
    "brigades.csv": "网格编码,姓名,电话,队长\nS,曹林文,19900000001,是\n",
    "ladder.txt": f"told\nnot accepted  45m street\n{STEPS}hours always\n",
    "duties.txt": "member  shop  weekly\n",
    "warning.xml": alert("", kind="Ack").decode(),
    "calendar.csv": "".join(
        f"2027-{day},休息\n" for day in ("01-01", "02-06", "04-05", "05-01", "06-09", "09-15", "10-01")
    ),
}
NONE_YET = "There is no database at {place} yet. Please run: python -m bot migrate"
OLD = "The database is not at the newest schema. Please run: python -m bot migrate"
NEWER = "The database is at schema 9999, which this version does not know: please install a newer one."


def settle(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """In a folder with sheets to read, and with no settings but the language."""
    for name, *_ in VARIABLES:
        patch.delenv(name, raising=False)
    patch.setenv("LOCALE", "en")
    patch.setenv("BOT_TOKEN", "123456:" + "A" * 35)
    patch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:1")
    patch.chdir(folder)
    for name, told in FILES.items():
        (folder / name).write_text(told, "utf-8")


@pytest.fixture(scope="session")
def stages(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with databases as two verbs have left them, the second after the first."""
    folder, place = tmp_path_factory.mktemp("stages"), tmp_path_factory.mktemp("making") / "wangge.db"
    shutil.copy(sqlite_template, place)
    with pytest.MonkeyPatch.context() as patch:
        settle(place.parent, patch)
        patch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{place}")
        for stage, words in (("migrated", MAKES["migrate"]), ("with a roster", WRITES["roster import"])):
            assert main(words) == 0
            shutil.copy(place, folder / stage)
    return folder


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settle(tmp_path, monkeypatch)
    return tmp_path


@pytest.fixture
def place(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the settings say that the database is; there is none."""
    file = here / "store" / "wangge.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture
def migrated(place: Path, stages: Path) -> Path:
    """A database without rows of anybody's."""
    place.parent.mkdir()
    return Path(shutil.copy(stages / "migrated", place))


@pytest.fixture
def rostered(place: Path, stages: Path) -> Path:
    """A database of one street."""
    place.parent.mkdir()
    return Path(shutil.copy(stages / "with a roster", place))


def refused(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit status, and the one line that says why; nothing else is printed."""
    status = main(words)
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n"), "Traceback" in said.err) == ("", 1, False)
    return status, said.err.rstrip("\n")


async def _marked(url: str, revision: str) -> None:
    database = open_database(url)
    async with database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    await database.close()


def mark(place: Path, revision: str) -> None:
    asyncio.run(_marked(f"sqlite+aiosqlite:///{place}", revision))


async def _downgraded(url: str) -> None:
    database = open_database(url)
    await migrate.downgrade(database, "-1")
    await database.close()


def locked(file: Path) -> sqlite3.Connection:
    """Somebody else who writes for long."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


@pytest.mark.parametrize("words", [*ASKING.values(), *ROLES.values()], ids=[*ASKING, *ROLES])
def test_a_database_that_is_not_there_is_not_made(
    words: tuple[str, ...], place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(words, capsys) == (2, NONE_YET.format(place=place))
    assert not place.parent.exists()


@pytest.mark.parametrize("words", [("roster", "check", "roster.csv"), ("ladder", "show"), ("doctor",)], ids=" ".join)
def test_what_can_be_done_without_a_database_makes_none(words: tuple[str, ...], place: Path) -> None:
    main(words)
    assert not place.parent.exists()


def test_what_every_database_begins_with_says_which_it_is(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("migrate",)) == 0
    assert main(("roster", "import", "roster.csv")) == 0
    assert capsys.readouterr().err == f"Database: {place}\n" * 2


@pytest.mark.parametrize("words", WRITES.values(), ids=WRITES)
def test_a_verb_says_which_database_it_wrote(
    words: tuple[str, ...], rostered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(words)
    assert f"Database: {rostered}\n" in capsys.readouterr().err


@pytest.mark.parametrize("words", READS.values(), ids=READS)
def test_a_verb_that_only_reads_says_nothing_of_writing(
    words: tuple[str, ...], rostered: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.postgres
async def test_the_password_of_a_database_is_not_shown(
    own_postgres_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = make_url(own_postgres_url).set(password="geheim")  # nobody asks for it here
    monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False) + "?application_name=wangge")
    assert await asyncio.to_thread(main, ("roster", "import", "roster.csv")) == 0
    said = capsys.readouterr()
    assert said.err == f"Database: {url.render_as_string(hide_password=True)}\n"
    assert "geheim" not in said.out + said.err


@pytest.mark.parametrize("words", USING.values(), ids=USING)
@pytest.mark.parametrize(
    ("spoil", "status", "said"),
    [
        (lambda file: mark(file, "9999"), 2, NEWER),
        (lambda file: file.write_text("a text and no database " * 99), 2, "file is not a database"),
    ],
    ids=["newer", "text"],
)
def test_a_file_that_is_no_database_of_ours(
    words: tuple[str, ...],
    spoil: Callable[[Path], object],
    status: int,
    said: str,
    migrated: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spoil(migrated)
    found, line = refused(words, capsys)
    assert (found, said in line) == (status, True)


@pytest.mark.parametrize("words", ASKING.values(), ids=ASKING)
def test_an_old_schema_is_changed_by_no_verb_but_migrate(
    words: tuple[str, ...], migrated: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark(migrated, "0001")
    assert refused(words, capsys) == (2, OLD)


@pytest.mark.parametrize("words", USING.values(), ids=USING)
@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("postgresql+asyncpg://w:geheim@127.0.0.1:1/wangge", 1, "@127.0.0.1:1/wangge does not answer: "),
        ("postgresql+asyncpg://w:geheim@nowhere.invalid/wangge", 1, "@nowhere.invalid/wangge does not answer: "),
        ("postgresql+asyncpg://w:geheim@h/wangge?sslmode=maybe", 2, "DATABASE_URL says “sslmode”"),
        ("postgresql+asyncpg://w:geheim@h/wangge?sslmodus=require", 2, "DATABASE_URL says “sslmodus”"),
        ("postgresql+asyncpg://w:geheim@h/wangge?connect_timeout=soon", 2, "DATABASE_URL says “connect_timeout”"),
        ("postgresql+asyncpg://w:geheim@h:high/wangge", 2, "DATABASE_URL cannot be read."),
        ("postgresql+asyncpg://w:geheim@h:70000/wangge", 2, "DATABASE_URL cannot be read."),
        ("postgresql+asyncpg://w:ge@heim@h/wangge", 2, "DATABASE_URL cannot be read."),
        ("postgresql://w:geheim@h/wangge", 2, "DATABASE_URL must begin with"),
        ("sqlite+aiosqlite://", 2, "DATABASE_URL must name a file"),
        ("sqlite+aiosqlite:///", 2, "DATABASE_URL must name a file"),
        ("sqlite+aiosqlite:///:memory:", 2, "DATABASE_URL must name a file"),
        ("sqlite+aiosqlite://store/wangge.db", 2, "DATABASE_URL must name a file"),
        ("sqlite+aiosqlite:///store/", 2, "DATABASE_URL must name a file"),
        ("sqlite+aiosqlite:///store/wangge.db?mode=ro", 2, "DATABASE_URL must end with the file"),
    ],
)
def test_an_address_where_no_database_answers(
    words: tuple[str, ...],
    address: str,
    status: int,
    said: str,
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = sorted(here.iterdir())
    monkeypatch.setenv("DATABASE_URL", address)
    found, line = refused(words, capsys)
    assert (found, said in line, "heim" in line) == (status, True, False), line
    assert sorted(here.iterdir()) == before


@pytest.mark.postgres
@pytest.mark.parametrize("words", USING.values(), ids=USING)
async def test_a_server_without_such_a_database(
    words: tuple[str, ...],
    own_postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = make_url(own_postgres_url).set(database="nobody_made_it")
    monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
    status, line = await asyncio.to_thread(refused, words, capsys)
    assert (status, "/nobody_made_it cannot be used: " in line) == (2, True)


@pytest.mark.parametrize("folder", ["/proc/nowhere", "{here}/roster.csv/below"])
def test_a_folder_in_which_nothing_can_be_made(
    folder: str, here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = f"{folder.format(here=here)}/wangge.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{place}")
    status, line = refused(("migrate",), capsys)
    assert (status in (1, 2), line.startswith(f"The database {place} ")) == (True, True)


@pytest.mark.parametrize("words", CHANGING.values(), ids=CHANGING)
def test_a_file_that_may_only_be_read(
    words: tuple[str, ...], rostered: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it is for whoever may not write; the superuser, who may everywhere, is kept from it by SQLite itself."""
    if words == ("migrate",):
        asyncio.run(_downgraded(f"sqlite+aiosqlite:///{rostered}"))
    monkeypatch.setattr("models.db.sqlite.PRAGMAS", ("query_only=ON",))
    status, line = refused(words, capsys)
    assert (status, line) == (2, f"The database {rostered} cannot be used: attempt to write a readonly database")


@pytest.mark.parametrize("words", WRITES.values(), ids=WRITES)
def test_a_file_that_another_program_holds_for_long(
    words: tuple[str, ...], rostered: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("models.db.sqlite.PRAGMAS", ("busy_timeout=0",))
    other = locked(rostered)
    status, line = refused(words, capsys)
    other.close()
    assert (status, line) == (1, f"The database {rostered} does not answer: database is locked")


@pytest.mark.parametrize("verb", [("demo", "--no-browser"), ("sandbox",)], ids=["demo", "sandbox"])
@pytest.mark.parametrize("port", ["70000", "-1"])
def test_a_port_that_cannot_be(
    verb: tuple[str, ...], port: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main((*verb, "--port", port)) == 2
    said = capsys.readouterr().err
    assert (said.startswith("--port cannot be used: "), said.count("\n")) == (True, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_settings_are_read_from_a_file_in_whatever_encoding(
    encoding: str, here: Path, stages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LOCALE")
    (here / "南大街").mkdir()
    shutil.copy(stages / "with a roster", here / "南大街" / "网格.db")
    told = "# 南大街街道 的设置\r\nLOCALE=en\r\nDATABASE_URL=sqlite+aiosqlite:///南大街/网格.db\r\n"
    (here / ".env").write_bytes(told.encode(encoding))
    assert main(("migrate",)) == 0
    assert capsys.readouterr().err == f"Database: {here}/南大街/网格.db\n"


@pytest.mark.parametrize("line", ["BOT_TOKEN：123", "BOT TOKEN=123", "令牌 123"])
def test_a_file_of_settings_with_a_line_that_sets_nothing(
    line: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / ".env").write_text(f"PORT=8080\n{line}\n", "utf-8")
    assert refused(("migrate",), capsys) == (2, ".env, line 2: write NAME=value, or # before a remark.")


def test_a_file_of_settings_that_is_no_text(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / ".env").write_bytes(b"PORT=\xff\xff")
    assert refused(("migrate",), capsys) == (2, ".env is no text. Save it again as text, in UTF-8.")


def test_a_file_of_settings_that_is_a_folder(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / ".env").mkdir()
    assert refused(("migrate",), capsys) == (2, ".env cannot be read: Is a directory")


def started(*words: str, encoding: str, **variables: str) -> "subprocess.CompletedProcess[bytes]":
    told = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding, **variables}
    return subprocess.run([sys.executable, "-m", "bot", *words], env=told, capture_output=True, check=False)


@pytest.mark.long
def test_a_terminal_in_gbk_is_told_all_in_chinese(place: Path) -> None:
    """It has no sign for well and not well."""
    ran = started("doctor", encoding="gbk", LOCALE="zh_CN")
    said = ran.stdout.decode("gbk")
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert f"x 数据库：{place} 还不存在" in said or f"x 数据库：还没有 {place}" in said
    assert {line.strip()[:1] for line in said.splitlines()} <= set("+x!·→")


@pytest.mark.long
def test_a_terminal_without_chinese_is_told_in_english(place: Path) -> None:
    ran = started("links", encoding="ascii", LOCALE="zh_CN")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.decode("ascii").startswith("There is no database at ")


def test_whoever_stops_reading_gets_no_traceback(migrated: Path) -> None:
    told = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ladder", "show"], env=told, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.wait(), process.stderr.read()) == (1, b"")


def test_every_verb_is_tried_here() -> None:
    tried = {words[0] for words in (*ASKING.values(), *MAKES.values(), *ROLES.values())}
    elsewhere = {"demo", "sandbox", "doctor", "poster", "card", "qr"}
    assert tried | elsewhere == {*VERBS, *ROLES, *sheets.VERBS} - {"roles", "sheets"}
