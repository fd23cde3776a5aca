"""Who may have a ledger, and asking for one."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.db.database import wake
from models.errors import Conflict, Refused
from models.figures.asked import Counted
from models.grids.tables import Grid
from models.grids.tree import living, subtree
from models.ledgers.columns import LedgerName
from models.ledgers.tables import OPERATOR_LIMIT, PURPOSE_LIMIT, SIGNAL, ExportState, Failure, LedgerExport
from models.members.administrators import ADMINISTRATORS
from models.members.permissions import Who, may_in
from models.members.positions import lead_by, posts_of
from models.members.tables import Person
from models.schedule.report_periods.periods import Days

AT_ONCE = 3  # of one person under way


def administers(session: AsyncSession, person: Person) -> bool:
    """By the settings: every ledger, without personal data."""
    return person.tg_user_id in ADMINISTRATORS.of(session)


async def need_may(session: AsyncSession, grid: Grid, person: Person, *, personal: bool) -> None:
    """Whoever leads the grid or one above it; administrators as far as administers() says. Raises Refused."""
    if await may_in(session, grid, Who.LEADER, person):
        return
    if not administers(session, person):
        raise Refused("ledger.not_leader")
    if personal:
        raise Refused("ledger.not_entitled")


async def may_have_any(session: AsyncSession, person: Person) -> bool:
    led = await lead_by(session, await posts_of(session, person.id))
    return bool(led) or administers(session, person)


async def ask_for(
    session: AsyncSession,
    kind: LedgerName,
    grid: Grid,
    days: Days,
    person: Person,
    chat_id: int,
    now: datetime,
    *,
    purpose: str = "",
    language: str = "",
) -> LedgerExport:
    """With a purpose: with personal data. Raises Refused, or Conflict for the same again while it is under way, and for
    too many at once.
    """
    await need_may(session, grid, person, personal=bool(purpose))
    under_way = await _under_way(session, person)
    asked = (kind, grid.id, days.first, days.last, bool(purpose))
    if any((each.kind, each.grid_id, each.first, each.last, each.personal) == asked for each in under_way):
        raise Conflict("ledger.under_way")
    if len(under_way) >= AT_ONCE:
        raise Conflict("ledger.many", most=AT_ONCE)
    by = {"person_id": person.id, "chat_id": chat_id, "language": language}
    export = await _written_down(session, kind, grid, days, purpose, now, next_at=now, **by)
    wake(session, SIGNAL)
    return export


async def _written_down(
    session: AsyncSession, kind: LedgerName, grid: Grid, days: Days, purpose: str, now: datetime, **by: Any
) -> LedgerExport:
    export = LedgerExport(
        kind=kind,
        grid_id=grid.id,
        first=days.first,
        last=days.last,
        personal=bool(purpose),
        purpose=purpose[:PURPOSE_LIMIT],
        asked_at=now,
        **by,
    )
    session.add(export)
    await session.flush()
    return export


async def _under_way(session: AsyncSession, person: Person) -> Sequence[LedgerExport]:
    mine = col(LedgerExport.person_id) == person.id, col(LedgerExport.state) == ExportState.WANTED
    return (await session.scalars(select(LedgerExport).where(*mine))).all()


def counted(export: LedgerExport, grid: Grid, as_of: datetime, zone: tzinfo) -> Counted:
    """What its rows are asked for."""
    begin, end = Days(export.first, export.last).bounds(zone)
    return Counted(grid, begin, end, as_of.astimezone(zone))


async def tops(session: AsyncSession) -> Sequence[Grid]:
    """The grids above all others."""
    rows = select(Grid).where(col(Grid.parent_id).is_(None), living()).order_by(col(Grid.code))
    return (await session.scalars(rows)).all()


async def by_operator(
    session: AsyncSession, kind: LedgerName, grid: Grid, days: Days, operator: str, now: datetime, *, purpose: str = ""
) -> LedgerExport:
    """Made at once by whoever may read the whole database; written down all the same."""
    return await _written_down(session, kind, grid, days, purpose, now, operator=operator[:OPERATOR_LIMIT])


async def end_of_operator(session: AsyncSession, export_id: int, rows: int | None, now: datetime) -> None:
    """Without `rows` it could not be written."""
    export = await session.get_one(LedgerExport, export_id)
    export.ended_at, export.rows, export.total = now, rows or 0, rows or 0
    if rows is None:
        export.state, export.failure = ExportState.FAILED, Failure.NOT_MADE
    else:
        export.state = ExportState.SENT


async def exports_of(session: AsyncSession, grid: Grid | None, most: int) -> tuple[Sequence[LedgerExport], int]:
    """Those of the grid and all below it, or all, the newest first; and how many there are."""
    among = select(col(Grid.id)).where(subtree(grid)) if grid is not None else select(col(Grid.id))
    here = col(LedgerExport.grid_id).in_(among)
    total = await session.scalar(select(func.count()).select_from(LedgerExport).where(here))
    rows = select(LedgerExport).where(here).order_by(col(LedgerExport.asked_at).desc(), col(LedgerExport.id).desc())
    return (await session.scalars(rows.limit(most))).all(), int(total or 0)
