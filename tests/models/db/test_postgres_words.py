from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import make_url, text

from models.db.postgres_words import UnknownWord, for_driver
from models.schema import open_database

ADDRESS = "postgresql+asyncpg://w@db/wangge"


def read(words: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What asyncpg is given: its own arguments, and the words of the address that it reads itself."""
    _, given = for_driver(make_url(f"{ADDRESS}?{words}"))
    dsn = given.pop("dsn", "")
    return given, {word: values[-1] for word, values in parse_qs(urlsplit(dsn).query).items()}


@pytest.mark.parametrize(
    ("words", "arguments", "passed_on"),
    [
        ("", {}, {}),
        ("sslmode=require", {}, {"sslmode": "require"}),
        ("ssl=require", {}, {"sslmode": "require"}),
        (
            "sslmode=verify-full&sslrootcert=/a%20b.pem",
            {},
            {"sslmode": "verify-full", "sslrootcert": "/a b.pem"},
        ),
        ("connect_timeout=10", {"timeout": 10.0}, {}),
        ("connect_timeout=0", {}, {}),
        ("application_name=网格哨&options=-c%20jit%3Doff", {}, {"application_name": "网格哨", "options": "-c jit=off"}),
    ],
)
def test_words_of_libpq_are_understood(words: str, arguments: dict[str, Any], passed_on: dict[str, str]) -> None:
    assert read(words) == (arguments, passed_on)


def test_where_the_server_is_stays_in_the_address() -> None:
    url, given = for_driver(make_url("postgresql+asyncpg:///wangge?host=/run/postgresql&sslmode=disable"))
    assert (url.query, given) == ({"host": "/run/postgresql"}, {"dsn": "postgresql://?sslmode=disable"})


@pytest.mark.parametrize(
    ("words", "word"),
    [
        ("channel_binding=require", "channel_binding"),
        ("sslmode=REQUIRE", "sslmode"),
        ("connect_timeout=-1", "connect_timeout"),
        ("sslmode=require&mode=ro", "mode"),
    ],
)
def test_what_cannot_be_done_is_refused_and_not_left_out(words: str, word: str) -> None:
    with pytest.raises(UnknownWord) as unknown:
        read(words)
    assert unknown.value.data == {"word": word}


@pytest.mark.postgres
async def test_a_server_takes_them(shared_postgres_url: str) -> None:
    database = open_database(f"{shared_postgres_url}?sslmode=prefer&connect_timeout=10&application_name=wangge-tried")
    async with database.read() as session:
        assert await session.scalar(text("SELECT current_setting('application_name')")) == "wangge-tried"
    await database.close()
