"""What pictures look like, so that one that is shown again is found, though it was recompressed, without reading
through all that were shown.

The 64 bits of a look are cut into one part more than bits may differ: two looks alike have a part in common, which an
index finds.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import BigInteger, CursorResult, Index, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, first_id, new_id
from models.retention import BATCH

KEEP_LOOKS = timedelta(days=180)
MOST_APART = 4  # bits
PARTS = MOST_APART + 1
PART_BITS = 13
MOST_LOOKED_AT = 2000


class PhotoLook(Row, table=True):
    """One of the parts of a look, with the whole in hexadecimal digits; a piece of evidence has PARTS of them."""

    __tablename__ = "photo_looks"
    __table_args__ = (Index("ix_photo_looks_part", "part", "id"),)

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    evidence_id: int = Field(sa_type=BigInteger)
    part: int
    look: str = Field(max_length=16)


def parts_of(look: int) -> list[int]:
    """Each with its place in front: the same bits elsewhere are another part."""
    cut = (look >> (PART_BITS * at) & (1 << PART_BITS) - 1 for at in range(PARTS))
    return [at << PART_BITS | bits for at, bits in enumerate(cut)]


def bits_apart(one: int, other: int) -> int:
    return (one ^ other).bit_count()


def remember_look(session: AsyncSession, evidence_id: int, look: int) -> None:
    session.add_all([PhotoLook(evidence_id=evidence_id, part=part, look=f"{look:016x}") for part in parts_of(look)])


async def looking_like(session: AsyncSession, look: int, now: datetime) -> Sequence[int]:
    """The ids of the pieces of evidence that do, of the last KEEP_LOOKS, the newest first."""
    rows = (
        select(col(PhotoLook.evidence_id), col(PhotoLook.look))
        .where(col(PhotoLook.part).in_(parts_of(look)), col(PhotoLook.id) >= first_id(now - KEEP_LOOKS))
        .order_by(col(PhotoLook.id).desc())
        .limit(MOST_LOOKED_AT)
    )
    found = (await session.execute(rows)).all()
    return list(dict.fromkeys(piece for piece, known in found if bits_apart(int(known, 16), look) <= MOST_APART))


async def forget_looks(session: AsyncSession, now: datetime) -> int:
    """Drops a batch of those that are compared no longer; returns how many."""
    old = select(col(PhotoLook.id)).where(col(PhotoLook.id) < first_id(now - KEEP_LOOKS)).limit(BATCH)
    gone = await session.execute(delete(PhotoLook).where(col(PhotoLook.id).in_(old)))
    return cast("CursorResult[Any]", gone).rowcount
