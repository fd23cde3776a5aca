import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest

from bot import logs

TOKEN = "123456789:AA-made_up-made_up-made_up-made_up-00"
SECRET = TOKEN.partition(":")[2]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a set-up program writes; logging is as it was afterwards."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in (*logs.QUIET, *logs.TOLD_BY_US)}
    yield io.StringIO()
    logging.captureWarnings(capture=False)
    root.handlers[:], sys.excepthook = handlers, hook
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture(params=["console", "json"])
def said(request: pytest.FixtureRequest, written: io.StringIO) -> io.StringIO:
    logs.set_up(request.param, written)
    return written


def fail(text: str) -> None:
    raise ConnectionError(text)


def test_a_token_in_a_message_is_masked_and_its_number_stays(said: io.StringIO) -> None:
    logging.getLogger("bot").info("refused: %s", TOKEN)
    assert SECRET not in said.getvalue()
    assert "refused: 123456789:***" in said.getvalue()


@pytest.mark.parametrize(
    "address",
    [f"https://api.telegram.org/bot{TOKEN}/getMe", f"https://x/file/bot{TOKEN}/a.jpg", TOKEN.replace(":", "%3A")],
)
def test_a_token_in_an_exception_is_masked(said: io.StringIO, address: str) -> None:
    try:
        fail(f"cannot connect to {address}")
    except ConnectionError:
        logging.getLogger("bot").exception("no answer")
    assert "ConnectionError" in said.getvalue()
    assert SECRET not in said.getvalue()


def test_a_token_in_the_cause_of_an_exception_is_masked(said: io.StringIO) -> None:
    try:
        try:
            fail(TOKEN)
        except ConnectionError as error:
            raise ValueError("nothing came") from error
    except ValueError:
        logging.getLogger("bot").exception("no answer")
    assert "direct cause" in said.getvalue()
    assert SECRET not in said.getvalue()


def test_a_token_in_a_field_beside_the_message_is_masked(written: io.StringIO) -> None:
    logs.set_up("json", written)
    logging.getLogger("bot").info("asked", extra={"address": f"/bot{TOKEN}/getMe"})
    assert json.loads(written.getvalue())["address"] == "/bot123456789:***/getMe"


def test_an_exception_that_ends_the_program_is_logged_and_masked(said: io.StringIO) -> None:
    error = ConnectionError(TOKEN)
    sys.excepthook(ConnectionError, error, None)
    assert "the program ends: ConnectionError" in said.getvalue()
    assert SECRET not in said.getvalue()


def test_ctrl_c_is_no_error(said: io.StringIO) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert said.getvalue() == ""


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("postgresql+asyncpg://wangge:geheim@db:5432/wangge", "postgresql+asyncpg://wangge:***@db:5432/wangge"),
        ("https://api.telegram.org/botHIDDEN/getMe", "https://api.telegram.org/botHIDDEN/getMe"),
        ("2026-11-16 09:00:01 H412 -1001234567890", "2026-11-16 09:00:01 H412 -1001234567890"),
        ("写给 leader@example.org：明天 9:00 巡查", "写给 leader@example.org：明天 9:00 巡查"),
    ],
)
def test_only_secrets_are_masked(text: str, masked: str) -> None:
    assert logs.mask(text) == masked


def test_json_is_one_object_a_line_with_its_moment_in_utc(written: io.StringIO) -> None:
    logs.set_up("json", written)
    logging.getLogger("bot.updates.work").warning("隐患 %s", "H412")
    logging.getLogger("bot.updates.work").error("again\nand again")
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert (first["level"], first["logger"], first["message"]) == ("WARNING", "bot.updates.work", "隐患 H412")
    assert first["at"].endswith("+00:00")
    assert second["message"] == "again\nand again"
    assert "隐患" in written.getvalue()


def test_a_console_line_says_when_how_bad_and_who(written: io.StringIO) -> None:
    logs.set_up("console", written)
    logging.getLogger("bot.updates.work").warning("late")
    _, level, rest = written.getvalue().split(maxsplit=2)
    assert (level, rest) == ("WARNING", "bot.updates.work: late\n")


@pytest.mark.parametrize("name", ["aiogram.event", "telegram.ext", "apscheduler.executors.default"])
def test_libraries_are_heard_only_when_something_is_wrong(said: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("chatter")
    assert said.getvalue() == ""
    logging.getLogger(name).warning("trouble")
    assert "trouble" in said.getvalue()


def test_set_up_twice_a_line_is_written_once(said: io.StringIO) -> None:
    logs.set_up("console", said)
    logging.getLogger("bot").info("once")
    assert said.getvalue().count("once") == 1


def test_what_fails_while_the_program_stops_is_told_in_one_line(said: io.StringIO) -> None:
    logs.stopping()
    try:
        fail(f"lost\n[SQL: SELECT 1] {TOKEN}")
    except ConnectionError:
        logging.getLogger("asyncio").exception("Future exception was never retrieved\nfuture: <Future>")
    [line] = said.getvalue().splitlines()
    assert "Future exception was never retrieved future: <Future>: ConnectionError: lost" in line
    assert "Traceback" not in line
    assert "SQL" not in line


def test_what_a_record_says_to_other_handlers_stays_whole(said: io.StringIO, caplog: pytest.LogCaptureFixture) -> None:
    logs.stopping()
    try:
        fail("lost")
    except ConnectionError:
        logging.getLogger("bot").exception("no answer")
    [record] = caplog.records
    assert (record.getMessage(), record.exc_info is not None) == ("no answer", True)
