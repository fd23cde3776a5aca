"""The ledger of checks that were expected and not made in their window, by when the window ended.

As models/figures counts them, those with `counts` are missed, the others excused; unlike there, time on patrol that
fell short is here, too, with the minutes that were done. Named are those who answer for the window.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.tables import MISSED as MISSES
from models.checks.tables import CheckMiss, CheckWindow
from models.checks.windows.answering import answering
from models.checks.windows.owing import OwedWindow
from models.figures.asked import Counted
from models.ledgers.columns import PLACED, Column, Holds, LedgerKind, LedgerName, Named, Of, Values, placed
from models.members.tables import Post
from models.places.slots import PlaceSlot
from models.places.tables import Place


def _misses(asked: Counted) -> Select[Any]:
    columns: tuple[Any, ...] = (
        *(col(CheckMiss.why), col(CheckMiss.minutes), col(CheckMiss.again), col(CheckMiss.made_up_at)),
        *(col(CheckMiss.place_id), col(CheckMiss.window_id), col(CheckWindow.duty), col(CheckWindow.heightened)),
        *(col(CheckWindow.first), col(CheckWindow.last), col(CheckWindow.places), col(CheckWindow.owed_by)),
        *(col(CheckWindow.from_at), col(CheckWindow.opened_at), col(CheckWindow.due_at)),
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
    windows = {row["window_id"]: _window(row) for row in found if row["from_at"] is None}
    answers, slots = await answering(session, [*windows.values()]), await _slots(session, found)
    names = {key: list(dict.fromkeys(post.name for post in answers.named(each))) for key, each in windows.items()}
    return [_miss(row, _slot(row, slots) if row["from_at"] else names[row["window_id"]]) for row in found]


def _window(row: Any) -> OwedWindow:
    columns = {name: row[name] for name in OwedWindow._fields if name != "id"}
    return OwedWindow(id=row["window_id"], **columns)


async def _slots(session: AsyncSession, found: Sequence[Any]) -> Mapping[int, str]:
    """By id, who is named with each."""
    asked = {slot for row in found if row["from_at"] for slot in row["owed_by"]}
    if not asked:
        return {}
    rows = select(col(PlaceSlot.id), col(PlaceSlot.name)).where(col(PlaceSlot.id).in_(asked))
    return dict((await session.execute(rows)).tuples().all())


def _slot(row: Any, slots: Mapping[int, str]) -> list[str]:
    """It is owed by whoever was on duty at the place."""
    owed = row["owed_by"]
    if row["place_id"] in row["places"]:
        owed = owed[row["places"].index(row["place_id"]) :][:1]
    return [slots[each] for each in owed if each in slots]


def _miss(row: Any, answer: Sequence[str]) -> Values:
    """A time on patrol is owed by its post alone."""
    duty = Of.HEIGHTENED_DUTY if row["heightened"] else Of.DUTY
    return {
        **row,
        "duty": Named(duty, row["duty"]),
        "owed_by": [row["post"]] if row["post"] else answer,
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
