"""The ledger of checks that were expected and not made in their window, by when the window ended.

As models/figures counts them, those with `counts` are missed, the others excused; unlike there, time on patrol that
fell short is here, too, with the minutes that were done.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.tables import MISSED as MISSES
from models.checks.tables import CheckMiss, CheckWindow
from models.figures.asked import Counted
from models.ledgers.columns import PLACED, Column, Holds, LedgerKind, LedgerName, Named, Of, Values, placed
from models.members.tables import Post
from models.places.slots import PlaceSlot
from models.places.tables import Place


def _misses(asked: Counted) -> Select[Any]:
    columns: tuple[Any, ...] = (
        *(col(CheckMiss.why), col(CheckMiss.minutes), col(CheckMiss.again), col(CheckMiss.made_up_at)),
        *(col(CheckMiss.place_id), col(CheckWindow.duty), col(CheckWindow.heightened), col(CheckWindow.first)),
        *(col(CheckWindow.last), col(CheckWindow.places), col(CheckWindow.owed_by), col(CheckWindow.from_at)),
        *(col(Place.name).label("place"), col(Place.code).label("code"), col(Post.name).label("post")),
    )
    rows = (
        select(*columns)
        .join(CheckWindow, col(CheckWindow.id) == col(CheckMiss.window_id))
        .outerjoin(Place, col(Place.id) == col(CheckMiss.place_id))
        .outerjoin(Post, col(Post.id) == col(CheckMiss.post_id))
        .where(asked.over_in(col(CheckWindow.due_at)))
    )
    return placed(rows, col(CheckWindow.grid_id), asked)


async def _miss_values(session: AsyncSession, _asked: Counted, found: Sequence[Any]) -> Sequence[Values]:
    posts = await _names(session, Post, (row for row in found if row["from_at"] is None))
    slots = await _names(session, PlaceSlot, (row for row in found if row["from_at"] is not None))
    return [_miss(row, posts if row["from_at"] is None else slots) for row in found]


async def _names(session: AsyncSession, kind: Any, rows: Iterable[Any]) -> Mapping[int, str]:
    """Of those that owed it, by id."""
    asked = {each for row in rows for each in row["owed_by"]}
    if not asked:
        return {}
    return dict((await session.execute(select(col(kind.id), col(kind.name)).where(col(kind.id).in_(asked)))).all())


def _miss(row: Any, names: Mapping[int, str]) -> Values:
    """A slot is owed by whoever was on duty there, a time on patrol by its post alone."""
    owed = row["owed_by"]
    if row["from_at"] is not None and row["place_id"] in row["places"]:
        owed = owed[row["places"].index(row["place_id"]) :][:1]
    duty = Of.HEIGHTENED_DUTY if row["heightened"] else Of.DUTY
    return {
        **row,
        "duty": Named(duty, row["duty"]),
        "owed_by": [row["post"]] if row["post"] else [names[each] for each in owed if each in names],
        "counts": row["why"] in MISSES,
    }


MISSED = LedgerKind(
    LedgerName.MISSED,
    (
        Column("duty", Holds.WORD),
        *PLACED,
        Column("first", Holds.DAY),
        Column("last", Holds.DAY),
        Column("place"),
        Column("code", Holds.CODE),
        Column("owed_by"),
        Column("why", Holds.WORD),
        Column("counts", Holds.WORD),
        Column("minutes", Holds.NUMBER),
        Column("again", Holds.WORD),
        Column("made_up_at", Holds.TIME),
    ),
    col(CheckMiss.id),
    _misses,
    _miss_values,
)
