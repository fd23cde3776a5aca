"""One-time codes: each binds one chat to a grid, or gives one person their posts.

    open ──bind / claim──▶ used        open ──expires_at──▶ expired

What must always hold: a code that is used or expired never works again, and a grid offers one open code a purpose.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, NotFound, Refused
from models.grids.tables import BindCode, Binding, Chat, Grid, Purpose
from models.grids.tree import living, subtree
from models.members.tables import Post

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # nothing that looks like another; all of it valid in a deep link
LENGTH = 12
LIFE = timedelta(days=30)


@dataclass(frozen=True)
class Offer:
    """A code to hand out: for a grid's chat, for a post that nobody has claimed, or for a department's own chat."""

    code: str
    grid_code: str
    grid_name: str
    purpose: Purpose | None = None
    post: Post | None = None
    department: str = ""


def make() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def cleaned(typed: str) -> str:
    """A code as people type it: in small letters, with spaces or a dash."""
    return "".join(ch for ch in typed[:64].upper() if ch in ALPHABET)


async def find(session: AsyncSession, typed: str, now: datetime) -> BindCode:
    """The open code that was typed; raises NotFound, Conflict when it is used, Refused when it has expired."""
    found = await session.get(BindCode, cleaned(typed))
    if found is None:
        raise NotFound("code.unknown")
    if found.used_at is not None:
        raise Conflict("code.used")
    if found.expires_at <= now:
        raise Refused("code.expired")
    return found


async def use(session: AsyncSession, code: BindCode, person_id: int | None, now: datetime) -> None:
    """Takes the code; raises Conflict when another was first."""
    row = update(BindCode).where(col(BindCode.code) == code.code, *is_open(now))
    taken = row.values(used_at=now, used_by=person_id).returning(col(BindCode.code))
    if (await session.execute(taken)).first() is None:
        raise Conflict("code.used")


async def offers(session: AsyncSession, now: datetime, under: Grid | None = None) -> list[Offer]:
    """Codes for every grid's group and leaders' chat that is not bound, or bound to a chat out of reach."""
    bound = await _bound_in_reach(session)
    codes = await _open_codes(session, now)
    rows = select(col(Grid.id), col(Grid.code), col(Grid.name)).where(*_living(under)).order_by(col(Grid.path))
    grids = (await session.execute(rows)).all()
    wanted = [(*grid, purpose) for grid in grids for purpose in Purpose if (grid[0], purpose) not in bound]
    missing = [(grid, purpose) for grid, _, _, purpose in wanted if (grid, purpose) not in codes]
    codes |= await _mint(session, missing, now)
    return [Offer(codes[grid, purpose], code, name, purpose) for grid, code, name, purpose in wanted]


async def post_offers(session: AsyncSession, now: datetime, under: Grid | None = None) -> list[Offer]:
    """Codes for the posts that nobody has claimed."""
    rows = (
        select(Post, col(Grid.code), col(Grid.name))
        .join(Grid, col(Grid.id) == col(Post.grid_id))
        .where(col(Post.person_id).is_(None), col(Post.ended_at).is_(None), *_living(under))
        .order_by(col(Grid.path), col(Post.rank), col(Post.id))
    )
    posts = (await session.execute(rows)).all()
    codes = await _open_post_codes(session, now)
    codes |= await _mint_posts(session, [post for post, _, _ in posts if post.id not in codes], now)
    return [Offer(codes[post.id], code, name, post=post) for post, code, name in posts]


def _living(under: Grid | None) -> list[ColumnElement[bool]]:
    return [living()] if under is None else [living(), subtree(under)]


def is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (col(BindCode.used_at).is_(None), col(BindCode.expires_at) > now)


async def _bound_in_reach(session: AsyncSession) -> set[tuple[int, Purpose]]:
    rows = (
        select(col(Binding.grid_id), col(Binding.purpose))
        .join(Chat, col(Chat.id) == col(Binding.chat_id))
        .where(col(Binding.unbound_at).is_(None), col(Chat.reachable).is_(true()))
    )
    return set((await session.execute(rows)).all())


async def _open_codes(session: AsyncSession, now: datetime) -> dict[tuple[int, Purpose], str]:
    rows = select(col(BindCode.grid_id), col(BindCode.purpose), col(BindCode.code))
    found = await session.execute(rows.where(col(BindCode.purpose).is_not(None), *is_open(now)))
    return {(grid, purpose): code for grid, purpose, code in found if purpose is not None}


async def _open_post_codes(session: AsyncSession, now: datetime) -> dict[int, str]:
    rows = select(col(BindCode.post_id), col(BindCode.code))
    found = await session.execute(rows.where(col(BindCode.post_id).is_not(None), *is_open(now)))
    return {post: code for post, code in found if post is not None}


async def _mint(
    session: AsyncSession, wanted: Sequence[tuple[int, Purpose]], now: datetime
) -> dict[tuple[int, Purpose], str]:
    codes = {key: make() for key in wanted}
    rows = [new_row(code, grid, now, purpose=purpose) for (grid, purpose), code in codes.items()]
    await _insert(session, rows)
    return codes


async def _mint_posts(session: AsyncSession, posts: Sequence[Post], now: datetime) -> dict[int, str]:
    codes = {post.id: make() for post in posts}
    await _insert(session, [new_row(codes[post.id], post.grid_id, now, post_id=post.id) for post in posts])
    return codes


def new_row(
    code: str,
    grid_id: int,
    now: datetime,
    *,
    purpose: Purpose | None = None,
    post_id: int | None = None,
    department_id: int | None = None,
) -> dict[str, Any]:
    return {
        "code": code,
        "grid_id": grid_id,
        "purpose": purpose,
        "post_id": post_id,
        "department_id": department_id,
        "created_at": now,
        "expires_at": now + LIFE,
    }


async def _insert(session: AsyncSession, rows: list[dict[str, Any]]) -> None:
    if rows:
        await session.execute(insert(BindCode), rows)
