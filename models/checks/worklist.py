"""Today's checks in the list of what waits: what is still to be done in the windows that are open, soonest first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.duties import Owner
from models.checks.tables import CheckWindow, Outcome, PlaceCheck
from models.grids.tables import Grid
from models.members.positions import posts_of
from models.worklist import Gravity, Item, Section, Wanted, WorklistSource

WINDOW = "check_window"


async def waiting(session: AsyncSession, person_id: int, _now: datetime, wanted: Wanted) -> Section[CheckWindow]:
    """Windows in which something is left of what the person's posts owe; none of them is late yet."""
    if wanted.late:
        return Section()
    windows = await open_windows_of(session, person_id, wanted.under)
    left = await left_in(session, windows)
    to_do = [window for window in windows if left[window.id] or not window.places]
    page = to_do[wanted.skip : wanted.skip + wanted.most]
    names = dict(
        (
            await session.execute(
                select(col(Grid.id), col(Grid.name)).where(col(Grid.id).in_({each.grid_id for each in page}))
            )
        ).all()
    )
    return Section([Item(window, names[window.grid_id]) for window in page], len(to_do))


async def open_windows_of(session: AsyncSession, person_id: int, under: int | None = None) -> Sequence[CheckWindow]:
    held = await posts_of(session, person_id)
    posts = {each.post.id for each in held}
    grids = {each.grid.id for each in held}
    rows = (
        select(CheckWindow)
        .where(col(CheckWindow.closed_at).is_(None), col(CheckWindow.hours).is_(False))
        .where(col(CheckWindow.grid_id).in_(grids), col(CheckWindow.owner) != Owner.RESPONSIBLE)
        .order_by(col(CheckWindow.due_at), col(CheckWindow.id))
    )
    found = (await session.scalars(rows)).all()
    return [each for each in found if posts & set(each.owed_by) and under in (None, each.grid_id)]


async def left_in(session: AsyncSession, windows: Sequence[CheckWindow]) -> Mapping[int, list[int]]:
    """By window, the places that nobody has checked since it opened."""
    places = {place for each in windows for place in each.places}
    since = min((each.opened_at for each in windows), default=None)
    done: dict[int, list[datetime]] = defaultdict(list)
    if places and since is not None:
        rows = select(col(PlaceCheck.place_id), col(PlaceCheck.said_at)).where(
            col(PlaceCheck.place_id).in_(places),
            col(PlaceCheck.outcome) != Outcome.NO_ENTRY,
            col(PlaceCheck.said_at) >= since,
        )
        for place, at in (await session.execute(rows)).all():
            done[place].append(at)
    return {
        each.id: [place for place in each.places if not any(at >= each.opened_at for at in done[place])]
        for each in windows
    }


CHECKS_DUE = WorklistSource(WINDOW, Gravity.WORK, waiting)
