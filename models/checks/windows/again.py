"""What is missed for the second time running: a place, a round, or a post's time on patrol."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.checks.tables import MISSED, CheckMiss, CheckWindow

What = tuple[int | None, int | None]  # a place, or a post (by id); neither: a round
# Made once: each copies its table.
THIS, BEFORE, OLDER = (aliased(CheckWindow, name=name) for name in ("this", "before", "older"))


async def missed_before(session: AsyncSession, windows: Iterable[CheckWindow]) -> Mapping[int, Collection[What]]:
    """By window (by id), what was missed in the window before, as far as that is closed."""
    same = (
        col(OLDER.grid_id) == col(THIS.grid_id),
        col(OLDER.duty) == col(THIS.duty),
        col(OLDER.heightened) == col(THIS.heightened),
        col(OLDER.first) < col(THIS.first),
    )
    newest = select(func.max(col(OLDER.first))).where(*same).correlate(THIS).scalar_subquery()
    rows = (
        select(col(THIS.id), col(CheckMiss.place_id), col(CheckMiss.post_id))
        .join(
            BEFORE,
            and_(
                col(BEFORE.grid_id) == col(THIS.grid_id),
                col(BEFORE.duty) == col(THIS.duty),
                col(BEFORE.heightened) == col(THIS.heightened),
            ),
        )
        .join(CheckMiss, col(CheckMiss.window_id) == col(BEFORE.id))
        .where(col(THIS.id).in_([each.id for each in windows]), col(BEFORE.first) == newest)
        .where(col(CheckMiss.why).in_(MISSED))
    )
    found: dict[int, set[What]] = defaultdict(set)
    for window_id, place, post in (await session.execute(rows)).all():
        found[window_id].add((place, post))
    return found
