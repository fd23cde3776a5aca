"""What an address says behind its "?", in libpq's words: they are handed to the driver so that it understands them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.engine import URL

from models.errors import WanggeError

SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
READ_BY_DRIVER = frozenset(
    {"sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslpassword", "sslnegotiation"}
    | {"ssl_min_protocol_version", "ssl_max_protocol_version", "target_session_attrs", "passfile"}
    | {"application_name", "options", "krbsrvname", "gsslib"}
)
READ_BY_SQLALCHEMY = frozenset({"host", "port", "prepared_statement_cache_size"})
ALIASES = {"ssl": "sslmode"}
TIMEOUT = "connect_timeout"
KNOWN = tuple(sorted(READ_BY_DRIVER | READ_BY_SQLALCHEMY | {TIMEOUT}))


class UnknownWord(WanggeError):
    """`word` is none that can be used, or has a value that cannot."""


def for_driver(url: URL) -> tuple[URL, dict[str, Any]]:
    """The address without the words, and what they mean as arguments of asyncpg.connect(); raises UnknownWord."""
    words = {ALIASES.get(word, word): values[-1] for word, values in url.normalized_query.items()}
    for word, value in words.items():
        if word not in KNOWN or (word == "sslmode" and value not in SSL_MODES):
            raise UnknownWord("database.word", word=word)
    kept = {word: value for word, value in words.items() if word in READ_BY_SQLALCHEMY}
    return url.set(query=kept), {**_timeout(words), **_read_by_driver(words)}


def _read_by_driver(words: Mapping[str, str]) -> dict[str, Any]:
    """asyncpg reads these in an address of its own, which may say no more than that."""
    told = {word: value for word, value in words.items() if word in READ_BY_DRIVER}
    return {"dsn": f"postgresql://?{urlencode(told)}"} if told else {}


def _timeout(words: Mapping[str, str]) -> dict[str, Any]:
    """In seconds; 0 is libpq's word for “as long as it takes”."""
    given = words.get(TIMEOUT, "0")
    if not given.isdecimal():
        raise UnknownWord("database.word", word=TIMEOUT)
    return {"timeout": float(given)} if int(given) else {}
