"""A photo of a stop or a checklist, once it is fetched: whether it, or its like, was shown before."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.checks.checklists.tables import CHECKLIST, Checklist
from models.evidence.looks import KEEP_LOOKS, looking_like, remember_look
from models.evidence.tables import Evidence
from models.patrols.doubts.same_photo import MOST_SHOWN, Shown, flag_second, tells
from models.patrols.tables import STOP, PatrolStop


async def compare_photo(session: AsyncSession, evidence_id: int, look: int | None, now: datetime) -> None:
    """Of two stops the later one is flagged, once, in whichever order their photos are fetched. What is fetched of
    other subjects is not compared.
    """
    piece = await session.get(Evidence, evidence_id)
    if piece is None or piece.subject_kind not in (STOP, CHECKLIST):
        return
    alike = await looking_like(session, look, now) if look is not None else ()
    if look is not None:
        remember_look(session, piece.id, look)
    [(_, here)] = await _shown(session, col(Evidence.id) == piece.id)
    for other, there in await _shown(session, *_of_others(piece, alike, now)):
        first, second = sorted((here, there), key=lambda each: each.at)
        if tells(first, second):
            same_file = piece.file_unique_id is not None and piece.file_unique_id == other.file_unique_id
            await flag_second(session, first, second, now, alike=not same_file)


def _of_others(piece: Evidence, alike: Sequence[int], now: datetime) -> Sequence[ColumnElement[bool]]:
    same: list[ColumnElement[bool]] = [col(Evidence.id).in_(alike)]
    if piece.file_unique_id is not None:
        same.append(col(Evidence.file_unique_id) == piece.file_unique_id)
    return or_(*same), col(Evidence.subject_id) != piece.subject_id, col(Evidence.received_at) > now - KEEP_LOOKS


async def _shown(session: AsyncSession, *which: ColumnElement[bool]) -> list[tuple[Evidence, Shown]]:
    """The newest first."""
    rows = (
        select(Evidence, PatrolStop, col(Checklist.place_id))
        .outerjoin(Checklist, col(Checklist.id) == col(Evidence.subject_id))
        .outerjoin(PatrolStop, col(PatrolStop.id) == func.coalesce(col(Checklist.stop_id), col(Evidence.subject_id)))
        .where(*which)
        .order_by(col(Evidence.received_at).desc())
        .limit(MOST_SHOWN)
    )
    found = (await session.execute(rows)).all()
    return [
        (piece, Shown(piece.received_at, stop, place_id or (stop.place_id if stop is not None else None)))
        for piece, stop, place_id in found
    ]
