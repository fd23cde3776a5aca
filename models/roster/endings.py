"""What an import would end, said before it ends it; more than a small share of what stands asks for a word more."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row as Found
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tables import Binding
from models.members.tables import Role
from models.roster.plan import Plan, Standing

LiveIn = Callable[[AsyncSession, Sequence[int]], Awaitable[Mapping[str, Mapping[int, int]]]]
FREE = 3
SMALL_SHARE = 0.05


def too_many(ended: Sequence[str], of: int) -> bool:
    """Whether it is more than a small share of what stands."""
    return len(ended) > max(FREE, of * SMALL_SHARE)


@dataclass(frozen=True)
class LiveRows:
    """How many rows of a feature go on in which grids."""

    slug: str
    count: int
    grids: tuple[str, ...]


@dataclass(frozen=True)
class Endings:
    """By name: grids retired, those of them that have a chat, posts ended, grids moved, grids left without a leader.

    `standing` are the grids and the posts in force where the roster speaks; `live` is what goes on in retired grids.
    """

    grids: tuple[str, ...]
    served: tuple[str, ...]
    posts: tuple[str, ...]
    moved: tuple[str, ...]
    unled: tuple[str, ...]
    standing: tuple[int, int]
    live: tuple[LiveRows, ...] = ()

    @property
    def many(self) -> bool:
        """Whether it may be a slip, such as a sheet left out; no group loses its grid by one."""
        grids, posts = self.standing
        shares = ((self.grids, grids), (self.unled, grids), (self.posts, posts))
        return bool(self.served or self.live) or any(too_many(ended, of) for ended, of in shares)


async def endings(
    session: AsyncSession,
    tree: Plan,
    posts: Sequence[Found[Any]],
    ended: Sequence[Found[Any]],
    led: set[int],
    live_in: LiveIn,
) -> Endings:
    """`posts` are those in force, `led` the grids that have a leader afterwards."""
    gone = {grid.id for grid in tree.retired}
    bound = select(col(Binding.grid_id)).where(col(Binding.unbound_at).is_(None))
    served = gone.intersection((await session.scalars(bound)).all()) if gone else set()
    spoken_of = gone.union(tree.ids.values())
    lost = {post.grid_id for post in ended if post.role == Role.LEADER} - led - gone
    told = tree.after
    return Endings(
        grids=tuple(_name(grid) for grid in tree.retired),
        served=tuple(_name(grid) for grid in tree.retired if grid.id in served),
        posts=tuple(f"{post.name} ({told[post.grid_id].code})" for post in ended),
        moved=tuple(_move(tree, grid) for grid in tree.moved),
        unled=tuple(_name(told[grid_id]) for grid_id in sorted(lost)),
        standing=(
            sum(grid.retired_at is None and grid.id in spoken_of for grid in tree.before.values()),
            sum(post.grid_id in spoken_of for post in posts),
        ),
        live=tuple(_live(tree, await live_in(session, sorted(gone)))) if gone else (),
    )


def _live(tree: Plan, found: Mapping[str, Mapping[int, int]]) -> Iterator[LiveRows]:
    for slug, counts in found.items():
        if counts:
            named = tuple(f"{_name(tree.after[grid_id])}: {count}" for grid_id, count in sorted(counts.items()))
            yield LiveRows(slug, sum(counts.values()), named)


def _name(grid: Standing) -> str:
    return f"{grid.code} {grid.name}"


def _move(tree: Plan, grid: Standing) -> str:
    old, new = (told[grid.id].parent_id for told in (tree.before, tree.after))
    return f"{_name(grid)}: {_code(tree.before, old)} → {_code(tree.after, new)}"


def _code(grids: Any, grid_id: int | None) -> str:
    return grids[grid_id].code if grid_id is not None else "–"
