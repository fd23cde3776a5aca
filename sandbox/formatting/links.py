"""Addresses behind a link: what the server makes of them."""

import re
from typing import Any
from urllib.parse import parse_qsl

USER = re.compile(r"tg:(?://)?user/?\?([^#]*)", re.IGNORECASE)
EMOJI = re.compile(r"tg:(?://)?emoji/?\?([^#]*)", re.IGNORECASE)
TIME = re.compile(r"tg:(?://)?time/?\?([^#]*)", re.IGNORECASE)
OWN_SCHEME = re.compile(r"(tg|tonsite|ton):(?://)?", re.IGNORECASE)
ADDRESS = re.compile(
    r"""(?:(?P<scheme>https?)://)?
    (?:(?P<user>(?:[\w.!$,~*'();&+=:-]|%[0-9a-f]{2})*)@)?
    (?P<host>\[[0-9a-f:.]+\]|(?:[\w.!$,~*'();&+=-]|[^\x00-\x7f]|%[0-9a-f]{2})+)
    (?::0*(?P<port>[1-9][0-9]{0,4}))?
    (?P<rest>[/?#].*)?""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
NUMBER = re.compile(r"[1-9][0-9]{0,18}")
DATE_FORMAT = re.compile(r"[rR]?|[wWdDtT]*")


def linked(url: str) -> tuple[str, dict[str, Any]]:
    """The kind of mark and what it carries: nothing if the address is none, and then there is no mark."""
    if user := user_of(url):
        return "text_mention", {"user": {"id": user, "is_bot": False, "first_name": ""}}
    address = checked(url)
    return "text_link", {"url": address} if address else {}


def user_of(url: str) -> int | None:
    number = _query(USER, url).get("id", "")
    return int(number) if NUMBER.fullmatch(number) else None


def emoji_of(url: str) -> str | None:
    number = _query(EMOJI, url).get("id", "")
    return number if NUMBER.fullmatch(number) else None


def time_of(url: str) -> tuple[int, str] | None:
    """Seconds since 1970 and the format they are shown in."""
    query = _query(TIME, url)
    unix, format_ = query.get("unix", ""), query.get("format", "")
    return (int(unix), format_) if NUMBER.fullmatch(unix) and DATE_FORMAT.fullmatch(format_) else None


def checked(url: str) -> str | None:
    """The address in full, `http://telegram.org/` for `telegram.org`; None if it is none."""
    if own := OWN_SCHEME.match(url):
        return _checked_own(own[1].lower(), url[own.end() :])
    address = ADDRESS.fullmatch(url)
    if not address or int(address["port"] or 0) > 65535:
        return None
    host = address["host"].lower()
    if host == "." or not (host.startswith("[") or "." in host):
        return None
    user = f"{address['user']}@" if address["user"] else ""
    port = f":{address['port']}" if address["port"] else ""
    return f"{(address['scheme'] or 'http').lower()}://{user}{host}{port}{_path(address['rest'])}"


def _checked_own(scheme: str, rest: str) -> str | None:
    dot = "." if scheme == "tonsite" else ""
    target = re.fullmatch(rf"([A-Za-z0-9_{dot}-]+)([/?#].*)?", rest, re.DOTALL)
    return f"{scheme}://{target[1].lower()}{_path(target[2]).replace('/?', '?', 1)}" if target else None


def _path(rest: str | None) -> str:
    path = (rest or "/").rstrip(" \t\r\n\v\0")
    path = path if path.startswith("/") else f"/{path}"
    return re.sub(r"[\x00-\x20]", lambda blank: f"%{ord(blank[0]):02X}", path)


def _query(pattern: re.Pattern[str], url: str) -> dict[str, str]:
    """The first of equal names counts."""
    match = pattern.match(url)
    return dict(reversed(parse_qsl(match[1], keep_blank_values=True))) if match else {}
