import argparse
import asyncio
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import warn
from bot.cli.warn import OUTCOMES
from locales.translator import Translator, translator
from models.cap.parse import MOST_BYTES
from models.cap.tables import Outcome
from models.schema import open_database
from tests.models.cap.samples import AREA, BILLION_LAUGHS, CODE, SENT, alert, info
from tests.street import build

EN, ZH = translator("en"), translator("zh_CN")
COMMUNITY = AREA.format(name="社区", shape=CODE.format(code="S-1"))
LATER = "2099-01-01T00:00:00Z"
FIRST = f"<references>weather@example.cn,50011800-1,{SENT}</references>"


@pytest.fixture
async def here(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, and a database with a street that the settings name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.delenv("CAP_SENDERS", raising=False)
    database = open_database(sqlite_url)
    async with database.write() as session:
        await build(session, datetime(2026, 11, 16, tzinfo=UTC))
    await database.close()
    return tmp_path


def wangge(*words: str, t: Translator = EN) -> int:
    parser = argparse.ArgumentParser()
    warn.add_parser(parser.add_subparsers(required=True), t)
    args = parser.parse_args(["warn", *words])
    status: int = args.run(args, t)
    return status


async def run(*words: str, t: Translator = EN) -> int:
    """In a thread: the verbs bring an event loop of their own."""
    return await asyncio.to_thread(wangge, *words, t=t)


def saved(folder: Path, data: bytes) -> tuple[str, str]:
    (folder / "warning.xml").write_bytes(data)
    return "--cap", "warning.xml"


def told(**other: str) -> str:
    return info(**{"areas": COMMUNITY, "expires": LATER, **other})


async def test_each_message_is_answered_by_what_became_of_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run(*saved(here, alert(told()))) == 0
    assert capsys.readouterr().out == (
        "N1 is drafted, and shown to leaders of its area: it goes out once one of them sends it.\n"
    )
    assert await run("--cap", "warning.xml", t=ZH) == 0
    assert capsys.readouterr().out == (
        "这条消息已经收到过，数据没有改动。\nN1 已生成草稿并发给该辖区网格长，由其点按发送后才会发出。\n"
    )
    cancel = alert(told(), kind="Cancel", identifier="2", references=FIRST)
    assert await run(*saved(here, cancel)) == 0
    assert capsys.readouterr().out == "N1 was not sent yet, and is discarded.\n"
    assert await run(*saved(here, alert("", kind="Ack", identifier="3"))) == 0
    assert capsys.readouterr().out == "Noted. A message of the type Ack is sent to nobody.\n"


async def test_what_is_doubtful_is_named_line_by_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doubtful = alert(told(severity="Minor"), status="Test", scope="Private")
    assert await run(*saved(here, doubtful), t=ZH) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "- 状态为“Test”，不是“Actual”，并非正式预警",
        "- 发布范围为“Private”，不是“Public”，不得发给居民",
        "- 文字与 severity 所示级别不一致",
    ]


async def test_only_a_sender_that_is_named_is_not_waited_for(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAP_SENDERS", "river@example.cn,weather@example.cn")
    assert await run(*saved(here, alert(told()))) == 0
    assert capsys.readouterr().out == "N1 is sent, or will be at the time that the message says.\n"
    lacking = alert(told(headline=""), identifier="2").replace("收回阳台物品，远离广告牌。".encode(), b"")
    assert await run(*saved(here, lacking)) == 0
    said = capsys.readouterr().out
    assert "N2 is drafted" in said
    assert "It was not sent at once: The warning lacks a part." in said


async def test_it_is_read_from_what_comes_in(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(alert(told()))))
    assert await run("--cap", "-") == 0
    assert "N1 is drafted" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BILLION_LAUGHS, "This is no XML that can be used: it is broken, or has a DTD."),
        (b" " * (MOST_BYTES + 1), "The message is larger than 64 kB."),
        (alert(told(), kind="Shout"), "The msgType “Shout” is none of the standard."),
        (alert(info()), "The warning was over at 2026-07-02 08:00 already."),
        (alert(told(), kind="Cancel"), "The message lacks references."),
        (alert(told(), identifier="x" * 201), "sender or identifier has more than 200 characters."),
    ],
)
async def test_what_cannot_be_used_changes_nothing(
    here: Path, capsys: pytest.CaptureFixture[str], data: bytes, why: str
) -> None:
    assert await run(*saved(here, data)) == 1
    assert capsys.readouterr().err == f"{why}\nNothing was changed.\n"


async def test_a_file_that_is_not_there_is_said_in_a_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert await run("--cap", "none.xml") == 1
    assert capsys.readouterr().err == "The file cannot be read: No such file or directory\n"


def test_every_outcome_has_its_words() -> None:
    assert set(OUTCOMES) == set(Outcome)
