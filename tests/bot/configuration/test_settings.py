import os
import re
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.configuration.settings import VARIABLES, Settings, load
from bot.errors import BadSetting
from tests.gates.source import ROOT

TOKEN = "123456:" + "A" * 35
EXPECTED = {name: expected for name, _, _, expected in VARIABLES}

BAD = [
    ("OFFICE_NAME", "某区{grid}办事处"),
    ("OFFICE_NAME", "名" * 61),
    ("BOT_TOKEN", "123456"),
    ("BOT_TOKEN", "abc:" + "A" * 35),
    ("BOT_TOKEN", "123456:short"),
    ("BOT_TOKEN", f"{TOKEN} {TOKEN}"),
    ("TELEGRAM_API_URL", "api.telegram.org"),
    ("TELEGRAM_API_URL", "ftp://api.telegram.org"),
    ("TELEGRAM_API_URL", "https://"),
    ("TELEGRAM_PROXY", "127.0.0.1:7890"),
    ("TELEGRAM_PROXY", "socks5://127.0.0.1:1080"),
    ("TELEGRAM_PROXY", "https://proxy:443"),
    ("TELEGRAM_PROXY", "http://proxy"),
    ("TELEGRAM_PROXY", "http://proxy:70000"),
    ("TELEGRAM_PROXY", "http://proxy:7890/path"),
    ("DATABASE_URL", "data/wangge.db"),
    ("DATABASE_URL", "postgresql://wangge@db/wangge"),
    ("DATABASE_URL", "mysql+aiomysql://wangge@db/wangge"),
    ("WEBHOOK_URL", "http://bot.example.org"),
    ("WEBHOOK_URL", "bot.example.org"),
    ("WEBHOOK_SECRET", "no spaces"),
    ("WEBHOOK_SECRET", "s" * 257),
    ("WEBHOOK_SECRET", "密码"),
    ("PORT", "http"),
    ("PORT", "65536"),
    ("PORT", "-1"),
    ("TIMEZONE", "Beijing"),
    ("TIMEZONE", "Asia"),
    ("TIMEZONE", "../etc/passwd"),
    ("LOCALE", "fr"),
    ("LOCALE", "zh"),
    ("ADMIN_IDS", "somebody"),
    ("ADMIN_IDS", "1;2"),
    ("SEND_PER_SECOND", "fast"),
    ("SEND_PER_SECOND", "0"),
    ("SEND_PER_SECOND", "nan"),
    ("SEND_PER_SECOND", "inf"),
    ("SEND_PER_CHAT_SECOND", "-1"),
    ("SEND_PER_GROUP_MINUTE", "0"),
    ("HEALTH_PORT", "health"),
    ("HEALTH_PORT", "65536"),
    ("HEARTBEAT_URL", "hc.example.org/ping"),
    ("LOG_FORMAT", "xml"),
    ("KEEP_UPDATES_DAYS", "1"),
    ("KEEP_SET_ASIDE_DAYS", "for ever"),
    ("KEEP_MESSAGES_DAYS", "29"),
    ("KEEP_MESSAGES_DAYS", "36501"),
    ("KEEP_FILES_DAYS", "-30"),
    ("KEEP_TRACKS_DAYS", "0"),
    ("DUTY_GRID_MINUTES", "2h"),
    ("DUTY_COMMUNITY_MINUTES", "1441"),
    ("SCAN_LOCATION_EVERY", "-1"),
    ("DIGEST_AT", "half past eight"),
    ("DIGEST_AT", "06:59"),
    ("DIGEST_AT", "08:30+08:00"),
    ("CAP_SENDERS", "the weather, the river"),
    ("CAP_SENDERS", "<weather>"),
]

GOOD = [
    ("OFFICE_NAME", "永川区{street}办事处", "office_name", "永川区{street}办事处"),
    ("BOT_TOKEN", TOKEN, "bot_token", TOKEN),
    ("TELEGRAM_API_URL", "http://127.0.0.1:8600/", "api_url", "http://127.0.0.1:8600"),
    ("TELEGRAM_PROXY", "http://a:b@[::1]:7890", "proxy", "http://a:b@[::1]:7890"),
    ("DATABASE_URL", "postgresql+asyncpg://w@db/wangge", "database_url", "postgresql+asyncpg://w@db/wangge"),
    ("DATA_DIR", "/var/lib/wangge", "data_dir", Path("/var/lib/wangge")),
    ("WEBHOOK_HOST", "127.0.0.1", "webhook_host", "127.0.0.1"),
    ("WEBHOOK_SECRET", "s-_3cret", "webhook_secret", "s-_3cret"),
    ("PORT", "0", "port", 0),
    ("CAP_SENDERS", "weather@example.cn, 50011800,", "cap_senders", frozenset({"weather@example.cn", "50011800"})),
    ("TIMEZONE", "Asia/Urumqi", "zone", ZoneInfo("Asia/Urumqi")),
    ("LOCALE", "en", "locale", "en"),
    ("ADMIN_IDS", " 7, 8,", "admin_ids", frozenset({7, 8})),
    ("SEND_PER_SECOND", "29.5", "send_per_second", 29.5),
    ("SEND_PER_CHAT_SECOND", "0.5", "send_per_chat_second", 0.5),
    ("SEND_PER_GROUP_MINUTE", "18", "send_per_group_minute", 18),
    ("HEALTH_PORT", "9100", "health_port", 9100),
    ("HEARTBEAT_URL", "https://hc.example.org/ping/1", "heartbeat_url", "https://hc.example.org/ping/1"),
    ("LOG_FORMAT", "json", "log_format", "json"),
    ("KEEP_UPDATES_DAYS", "3", "keep_updates", timedelta(days=3)),
    ("KEEP_SET_ASIDE_DAYS", "365", "keep_set_aside", timedelta(days=365)),
    ("KEEP_MESSAGES_DAYS", "36500", "keep_messages", timedelta(days=36500)),
    ("KEEP_FILES_DAYS", "2", "keep_files", timedelta(days=2)),
    ("KEEP_TRACKS_DAYS", "7", "keep_tracks", timedelta(days=7)),
    ("DUTY_GRID_MINUTES", "90", "duty_grid", timedelta(minutes=90)),
    ("DUTY_COMMUNITY_MINUTES", "0", "duty_community", timedelta(0)),
    ("SCAN_LOCATION_EVERY", "0", "scan_location_every", 0),
    ("DIGEST_AT", "09:15", "digest_at", time(9, 15)),
]


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """In an empty folder, without any of our variables."""
    for name in EXPECTED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("name", "given"), BAD)
def test_a_bad_value_names_its_variable_and_says_what_it_should_be(name: str, given: str) -> None:
    with pytest.raises(BadSetting) as bad:
        load({name: given})
    assert (bad.value.name, bad.value.expected) == (name, EXPECTED[name])


@pytest.mark.parametrize(("name", "given", "attribute", "value"), GOOD)
def test_a_good_value_is_read(name: str, given: str, attribute: str, value: object) -> None:
    assert getattr(load({name: given}), attribute) == value


def test_every_variable_is_tried_here() -> None:
    anything_goes = {"DATA_DIR", "WEBHOOK_HOST"}
    assert {name for name, _ in BAD} == set(EXPECTED) - anything_goes
    assert {name for name, *_ in GOOD} == set(EXPECTED) - {"WEBHOOK_URL"}


@pytest.mark.parametrize("name", EXPECTED)
def test_an_empty_variable_is_as_one_that_is_not_set(name: str) -> None:
    assert load({name: "  "}) == Settings()


def test_nothing_set_gives_the_defaults() -> None:
    assert load({}) == Settings()


def test_a_webhook_needs_a_secret() -> None:
    with pytest.raises(BadSetting, match="WEBHOOK_SECRET"):
        load({"WEBHOOK_URL": "https://bot.example.org"})
    settings = load({"WEBHOOK_URL": "https://bot.example.org/", "WEBHOOK_SECRET": "s"})
    assert settings.webhook_url == "https://bot.example.org"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost:8080"])
def test_a_webhook_on_this_machine_may_do_without_tls(url: str) -> None:
    assert load({"WEBHOOK_URL": url, "WEBHOOK_SECRET": "s"}).webhook_url == url


@pytest.mark.parametrize("url", ["http://evil.example.org/?://127.0.0.1", "http://localhost.example.org"])
def test_an_address_that_only_looks_local_needs_tls(url: str) -> None:
    with pytest.raises(BadSetting, match="WEBHOOK_URL"):
        load({"WEBHOOK_URL": url, "WEBHOOK_SECRET": "s"})


def test_a_missing_token_is_named_by_whoever_needs_it() -> None:
    with pytest.raises(BadSetting, match="BOT_TOKEN"):
        Settings().need_token()
    Settings(bot_token=TOKEN).need_token()


def test_secrets_are_not_shown(nothing_set: Path) -> None:
    shown = repr(Settings(bot_token=TOKEN, webhook_secret="geheim"))
    assert TOKEN not in shown
    assert "geheim" not in shown


def test_the_file_beside_is_read_and_the_environment_wins(nothing_set: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (nothing_set / ".env").write_text(f"BOT_TOKEN={TOKEN}\nLOCALE=en\n# PORT=1\nADMIN_IDS\n")
    monkeypatch.setenv("LOCALE", "zh_CN")
    settings = load()
    assert (settings.bot_token, settings.locale, settings.port) == (TOKEN, "zh_CN", 8080)


def test_the_file_beside_does_not_change_the_environment(nothing_set: Path) -> None:
    (nothing_set / ".env").write_text("LOCALE=en\n")
    load()
    assert "LOCALE" not in os.environ


def test_without_a_file_the_environment_is_enough(nothing_set: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTH_PORT", "9100")
    assert load() == Settings(health_port=9100)


@pytest.mark.parametrize(
    ("url", "embedded"), [("sqlite+aiosqlite:///data/wangge.db", True), ("postgresql+asyncpg://w@db/wangge", False)]
)
def test_sqlite_is_embedded(url: str, embedded: bool) -> None:
    assert Settings(database_url=url).embedded is embedded


def test_the_manual_names_every_variable_with_its_default() -> None:
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\|", (ROOT / "docs/operation.md").read_text("utf-8"), re.MULTILINE
    )
    assert [name for name, _ in rows] == list(EXPECTED)
    assert load(dict(rows)) == Settings()
