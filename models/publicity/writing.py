"""Leaders' own texts: written, in place of one that is there or beside them, switched off and on, taken back."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import new_id
from models.db.database import upsert
from models.errors import NotFound, Refused
from models.grids.tables import Grid
from models.members.tables import Person
from models.publicity.occasion_words import read_occasion
from models.publicity.own_texts import library
from models.publicity.plans import need_leader
from models.publicity.tables import PublicityText

TITLE_LIMIT, LINE_LIMIT, MOST_LINES, OCCASION_LIMIT = 40, 110, 3, 120
NUMBER = re.compile(r"^\s*(?:[1-9][.、)）:：](?!\d)|[(（][1-9][)）]|[①-⑨])\s*")


@dataclass(frozen=True)
class Written:
    """`occasion` as rows keep it."""

    title: str
    lines: tuple[str, ...]
    occasion: str = ""


def title_of(words: str) -> str:
    """Raises Refused."""
    title = " ".join(words.split())
    if not title:
        raise Refused("calendar.empty")
    if len(title) > TITLE_LIMIT:
        raise Refused("calendar.title_long", limit=TITLE_LIMIT)
    return title


def lines_of(words: str) -> tuple[str, ...]:
    """A line each, without the numbers that somebody has put before them. Raises Refused."""
    lines = tuple(line for each in words.splitlines() if (line := " ".join(NUMBER.sub("", each).split())))
    if not 1 <= len(lines) <= MOST_LINES:
        raise Refused("calendar.lines", most=MOST_LINES, n=len(lines))
    if any(len(line) > LINE_LIMIT for line in lines):
        raise Refused("calendar.line_long", limit=LINE_LIMIT)
    return lines


def occasion_of(words: str) -> str:
    """Raises Refused."""
    try:
        kept = read_occasion(words)
    except ValueError as error:
        raise Refused("calendar.occasion", words=str(error)[:OCCASION_LIMIT]) from error
    if len(kept) > OCCASION_LIMIT:
        raise Refused("calendar.occasion", words=words[:OCCASION_LIMIT])
    return kept


async def switch(session: AsyncSession, grid: Grid, person: Person, name: str, now: datetime, *, off: bool) -> None:
    """A text off, or on again, in the grid and below. Raises Refused, or NotFound."""
    await need_leader(session, grid, person)
    if (await library(session)).find(grid.path, name) is None:
        raise NotFound("calendar.no_text")
    new = {"off": off, "set_by": person.id, "set_at": now}
    row = upsert(session, PublicityText).values(grid_id=grid.id, name=name, title="", lines=[], occasion="", **new)
    await session.execute(row.on_conflict_do_update(index_elements=["grid_id", "name"], set_=new))


async def write(
    session: AsyncSession, grid: Grid, person: Person, written: Written, now: datetime, name: str = ""
) -> str:
    """In place of the text of that name, or a new one; returns its name. Raises Refused, or NotFound."""
    await need_leader(session, grid, person)
    if name and (await library(session)).find(grid.path, name) is None:
        raise NotFound("calendar.no_text")
    return await keep(session, grid.id, written, now, name, person.id)


async def keep(
    session: AsyncSession, grid_id: int, written: Written, now: datetime, name: str = "", by: int | None = None
) -> str:
    """Whoever wrote it; what was switched off stays so."""
    name = name or f"own_{new_id()}"
    words = {"title": written.title, "lines": list(written.lines), "occasion": written.occasion}
    new = {**words, "set_by": by, "set_at": now}
    row = upsert(session, PublicityText).values(grid_id=grid_id, name=name, off=False, **new)
    await session.execute(row.on_conflict_do_update(index_elements=["grid_id", "name"], set_=new))
    return name


async def take_back(session: AsyncSession, grid: Grid, person: Person, name: str) -> None:
    """What the grid itself has written: the text from above stands again, if there is one. Raises Refused, NotFound."""
    await need_leader(session, grid, person)
    own = col(PublicityText.grid_id) == grid.id, col(PublicityText.name) == name, col(PublicityText.title) != ""
    if (await session.execute(delete(PublicityText).where(*own).returning(col(PublicityText.name)))).first() is None:
        raise NotFound("calendar.no_text")
