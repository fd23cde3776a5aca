import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.base import moment_of, new_id
from models.evidence.looks import (
    KEEP_LOOKS,
    MOST_APART,
    PARTS,
    PhotoLook,
    bits_apart,
    forget_looks,
    looking_like,
    parts_of,
    remember_look,
)

LOOK = 0xF0E1D2C3B4A59687
MADE_NOW = timedelta(seconds=10)


def turned(look: int, *bits: int) -> int:
    for bit in bits:
        look ^= 1 << bit
    return look


def test_two_looks_alike_have_a_part_in_common_whichever_bits_differ() -> None:
    chance = random.Random(1)
    for _ in range(500):
        other = turned(LOOK, *chance.sample(range(64), MOST_APART))
        assert set(parts_of(LOOK)) & set(parts_of(other))
    assert len(set(parts_of(0))) == PARTS
    assert bits_apart(LOOK, turned(LOOK, 0, 63)) == 2


@pytest.mark.parametrize(
    ("bits", "found"), [((), True), ((0, 20, 40, 63), True), ((0, 1, 2, 3, 4), False), ((0, 13, 26, 39, 52), False)]
)
async def test_four_bits_may_differ(session: AsyncSession, bits: tuple[int, ...], found: bool) -> None:
    known, now = new_id(), moment_of(new_id())
    remember_look(session, known, LOOK)
    remember_look(session, new_id(), LOOK ^ (1 << 64) - 1)
    await session.flush()
    assert list(await looking_like(session, turned(LOOK, *bits), now)) == ([known] if found else [])


async def test_what_was_shown_long_ago_is_neither_found_nor_kept(session: AsyncSession) -> None:
    now: datetime = moment_of(new_id())
    for piece in (1, 2):
        remember_look(session, piece, LOOK)
    await session.flush()
    assert list(await looking_like(session, LOOK, now + KEEP_LOOKS - MADE_NOW)) == [2, 1]
    assert await forget_looks(session, now + KEEP_LOOKS - MADE_NOW) == 0
    assert list(await looking_like(session, LOOK, now + KEEP_LOOKS + MADE_NOW)) == []
    assert await forget_looks(session, now + KEEP_LOOKS + MADE_NOW) == 2 * PARTS
    assert await session.scalar(select(func.count()).select_from(PhotoLook)) == 0
