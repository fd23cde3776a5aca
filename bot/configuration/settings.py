"""Settings from the environment and `.env`, checked before anything starts."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from bot.configuration import database_url
from bot.configuration.env_file import read_env_file
from bot.errors import BadSetting
from locales.translator import LOCALES, N_
from reports.rectification.office import STREET

if TYPE_CHECKING:
    from models.patrols.hours_owed import DutyTerms
    from models.retention import Retention

T = TypeVar("T")
TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{20,}")
LOCAL = re.compile(r"http://(?:127\.0\.0\.1|localhost)(?:[:/]|$)")
PROXY = re.compile(r"http://(?:[^\s/@]+@)?(?:[^\s/@:\[\]]+|\[[0-9A-Fa-f:.]+\]):(\d{1,5})/?")
LONGEST_DAYS = 36_500
LONGEST_NAME = 60
MINUTES_A_DAY = 1440
MOST_SCANS = 1000
EARLIEST_DIGEST, LATEST_DIGEST = time(7), time(20)
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True)
class Settings:
    bot_token: str = field(default="", repr=False)
    api_url: str = "https://api.telegram.org"
    proxy: str = field(default="", repr=False)
    database_url: str = "sqlite+aiosqlite:///data/wangge.db"
    data_dir: Path = Path("data")
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)
    webhook_host: str = "0.0.0.0"  # noqa: S104 - a webhook is there to be reached
    port: int = 8080
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    locale: str = "zh_CN"
    office_name: str = ""
    admin_ids: frozenset[int] = frozenset()
    send_per_second: float = 30
    send_per_chat_second: float = 1
    send_per_group_minute: float = 20
    health_port: int | None = None
    heartbeat_url: str = ""
    log_format: str = "console"
    keep_updates: timedelta = timedelta(days=2)
    keep_set_aside: timedelta = timedelta(days=90)
    keep_messages: timedelta = timedelta(days=400)
    keep_files: timedelta = timedelta(days=30)
    keep_tracks: timedelta = timedelta(days=30)
    duty_grid: timedelta = timedelta(hours=2)
    duty_community: timedelta = timedelta(hours=1)
    scan_location_every: int = 5
    digest_at: time = time(8, 30)
    cap_senders: frozenset[str] = frozenset()

    @property
    def retention(self) -> "Retention":
        from models.retention import Retention

        return Retention(self.keep_updates, self.keep_set_aside, self.keep_messages, self.keep_files, self.keep_tracks)

    @property
    def duty_terms(self) -> "DutyTerms":
        from models.patrols.hours_owed import DutyTerms

        return DutyTerms(self.duty_grid, self.duty_community)

    @property
    def embedded(self) -> bool:
        return self.database_url.startswith("sqlite")

    def need_token(self) -> None:
        if not self.bot_token:
            raise BadSetting("BOT_TOKEN", N_("is missing: put the token that @BotFather gave you into .env"))


def _url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\S*", text):
        raise ValueError(text)
    return text.rstrip("/")


def _https(text: str) -> str:
    if not text.startswith("https://") and not LOCAL.match(text):
        raise ValueError(text)
    return _url(text)


def _proxy(text: str) -> str:
    found = PROXY.fullmatch(text)
    if not found:
        raise ValueError(text)
    _port(found[1])
    return text


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(text)
        return text

    return check


def _office_name(text: str) -> str:
    """One line, on paper; `{street}` alone may be filled in."""
    if len(text) > LONGEST_NAME or re.search(r"[{}]|[^\S ]", text.replace(STREET, "")):
        raise ValueError(text)
    return text


def _one_of(*words: str) -> Callable[[str], str]:
    return _matching(re.compile("|".join(words)))


def _port(text: str) -> int:
    if not 0 <= int(text) <= 65_535:
        raise ValueError(text)
    return int(text)


def _rate(text: str) -> float:
    if not 0 < float(text) <= 10_000:
        raise ValueError(text)
    return float(text)


def _days(least: int) -> Callable[[str], timedelta]:
    def check(text: str) -> timedelta:
        if not least <= int(text) <= LONGEST_DAYS:
            raise ValueError(text)
        return timedelta(days=int(text))

    return check


def _minutes(text: str) -> timedelta:
    if not 0 <= int(text) <= MINUTES_A_DAY:
        raise ValueError(text)
    return timedelta(minutes=int(text))


def _one_in(text: str) -> int:
    if not 0 <= int(text) <= MOST_SCANS:
        raise ValueError(text)
    return int(text)


def _clock(text: str) -> time:
    at = time.fromisoformat(text)
    if at.tzinfo is not None or not EARLIEST_DIGEST <= at <= LATEST_DIGEST:
        raise ValueError(text)
    return at


def _ids(text: str) -> frozenset[int]:
    return frozenset(int(part) for part in text.split(",") if part.strip())


def _senders(text: str) -> frozenset[str]:
    """Of CAP messages, as they call themselves: without spaces, commas and the signs of markup."""
    senders = frozenset(part.strip() for part in text.split(",") if part.strip())
    if any(re.search(r"[\s<&]", sender) for sender in senders):
        raise ValueError(text)
    return senders


# variable, field, reader, what it must be
VARIABLES: tuple[tuple[str, str, Callable[[str], object], str], ...] = (
    ("BOT_TOKEN", "bot_token", _matching(TOKEN), N_("must look like 123456:ABC… as @BotFather gives it")),
    ("TELEGRAM_API_URL", "api_url", _url, N_("must be an http or https address")),
    ("TELEGRAM_PROXY", "proxy", _proxy, N_("must be an HTTP proxy such as http://127.0.0.1:7890")),
    (
        "DATABASE_URL",
        "database_url",
        database_url.checked,
        N_("must begin with sqlite+aiosqlite:// or postgresql+asyncpg://"),
    ),
    ("DATA_DIR", "data_dir", Path, N_("must be a folder")),
    ("WEBHOOK_URL", "webhook_url", _https, N_("must be an https address")),
    ("WEBHOOK_SECRET", "webhook_secret", _matching(SECRET), N_("must be 1 to 256 of A-Z a-z 0-9 _ -")),
    ("WEBHOOK_HOST", "webhook_host", str, N_("must be an address to listen on")),
    ("PORT", "port", _port, N_("must be a port from 0 to 65535")),
    ("TIMEZONE", "zone", ZoneInfo, N_("must be a time zone such as Asia/Shanghai")),
    ("LOCALE", "locale", _one_of(*LOCALES), N_("must be zh_CN or en")),
    (
        "OFFICE_NAME",
        "office_name",
        _office_name,
        N_("must be a name of at most 60 characters; braces only as docs/operation.md says"),
    ),
    ("ADMIN_IDS", "admin_ids", _ids, N_("must be Telegram user ids with commas between")),
    ("SEND_PER_SECOND", "send_per_second", _rate, N_("must be a number above 0")),
    ("SEND_PER_CHAT_SECOND", "send_per_chat_second", _rate, N_("must be a number above 0")),
    ("SEND_PER_GROUP_MINUTE", "send_per_group_minute", _rate, N_("must be a number above 0")),
    ("HEALTH_PORT", "health_port", _port, N_("must be a port from 0 to 65535")),
    ("HEARTBEAT_URL", "heartbeat_url", _url, N_("must be an http or https address")),
    ("LOG_FORMAT", "log_format", _one_of("console", "json"), N_("must be console or json")),
    ("KEEP_UPDATES_DAYS", "keep_updates", _days(2), N_("must be a number of days, 2 or more")),
    ("KEEP_SET_ASIDE_DAYS", "keep_set_aside", _days(2), N_("must be a number of days, 2 or more")),
    ("KEEP_MESSAGES_DAYS", "keep_messages", _days(30), N_("must be a number of days, 30 or more")),
    ("KEEP_FILES_DAYS", "keep_files", _days(2), N_("must be a number of days, 2 or more")),
    ("KEEP_TRACKS_DAYS", "keep_tracks", _days(1), N_("must be a number of days, 1 or more")),
    ("DUTY_GRID_MINUTES", "duty_grid", _minutes, N_("must be a number of minutes from 0 to 1440")),
    ("DUTY_COMMUNITY_MINUTES", "duty_community", _minutes, N_("must be a number of minutes from 0 to 1440")),
    ("SCAN_LOCATION_EVERY", "scan_location_every", _one_in, N_("must be a number from 0 to 1000")),
    ("DIGEST_AT", "digest_at", _clock, N_("must be a time such as 08:30, from 07:00 to 20:00")),
    ("CAP_SENDERS", "cap_senders", _senders, N_("must be senders of CAP messages with commas between, without spaces")),
)


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Reads the environment over `.env`; raises BadSetting for the first variable that is wrong, or CannotStart."""
    if environment is None:
        environment = {**read_env_file(), **os.environ}
    values: dict[str, object] = {}
    for name, attribute, read, expected in VARIABLES:
        given = environment.get(name, "").strip()
        if given:
            values[attribute] = _read(name, given, read, expected)
    settings = Settings(**values)  # type: ignore[arg-type]
    if settings.webhook_url and not settings.webhook_secret:
        raise BadSetting("WEBHOOK_SECRET", N_("is missing: WEBHOOK_URL needs one"))
    return settings


def _read(name: str, given: str, read: Callable[[str], T], expected: str) -> T:
    try:
        return read(given)
    except (ValueError, OSError, KeyError) as error:
        raise BadSetting(name, expected) from error
