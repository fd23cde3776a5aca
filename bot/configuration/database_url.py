"""DATABASE_URL: what it must be, where it points, and how it is shown without its password."""

from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import BadSetting
from locales.translator import N_

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

NAME = "DATABASE_URL"
SQLITE, POSTGRES = "sqlite+aiosqlite://", "postgresql+asyncpg://"
NO_FILE = N_(
    "must name a file, as in sqlite+aiosqlite:///data/wangge.db or, from the root, sqlite+aiosqlite:////srv/wangge.db"
)
NO_WORDS = N_("must end with the file: what stands after its ? means nothing here")
UNREADABLE = N_(
    "cannot be read. It must look like postgresql+asyncpg://user:password@host:5432/name, "
    "with @ : / in a password as %40 %3A %2F"
)
UNKNOWN_WORD = N_("says “{word}”, with a word or a value that cannot be used here. Words that can: {known}")


def checked(text: str) -> str:
    """Raises BadSetting, or ValueError where it is no address of a database we know."""
    if not text.startswith((SQLITE, POSTGRES)):
        raise ValueError(text)
    url = _parsed(text)
    if text.startswith(SQLITE):
        _check_file(url)
    else:
        _check_words(url)
    return text


def _parsed(text: str) -> "URL":
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise BadSetting(NAME, UNREADABLE) from error
    if "@" in (url.host or "") or not 0 < (url.port or 1) <= 65_535:
        raise BadSetting(NAME, UNREADABLE)
    return url


def _check_file(url: "URL") -> None:
    if url.host or url.database in (None, "", ":memory:") or str(url.database).endswith("/"):
        raise BadSetting(NAME, NO_FILE)
    if url.query:
        raise BadSetting(NAME, NO_WORDS)


def _check_words(url: "URL") -> None:
    from models.db.postgres_words import KNOWN, UnknownWord, for_driver

    try:
        for_driver(url)
    except UnknownWord as unknown:
        raise BadSetting(NAME, UNKNOWN_WORD, word=unknown.data["word"], known=" ".join(KNOWN)) from unknown


def file_of(text: str) -> Path | None:
    """The embedded database's file."""
    return Path(text.removeprefix(f"{SQLITE}/")).absolute() if text.startswith(SQLITE) else None


def shown(text: str) -> str:
    """For people: the whole path of a file, or the address without its password."""
    from sqlalchemy import make_url

    file = file_of(text)
    return str(file) if file else make_url(text).set(query={}).render_as_string(hide_password=True)
