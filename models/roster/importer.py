"""Bringing a checked roster into force: all of it or nothing, and a second time it changes nothing."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row as Found
from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import Row, new_id
from models.errors import Refused
from models.members.tables import Person, Role
from models.roster.endings import Endings, LiveIn, endings
from models.roster.plan import Plan, Standing, plan
from models.roster.records import Roster, RosterEntry, RosterHolder

GRIDS = Row.metadata.tables["grids"]
POSTS = Row.metadata.tables["posts"]
ROLE_COLUMN = {
    Role.LEADER: "leader",
    Role.MEMBER: "members",
    Role.BACKUP: "backup",
    Role.POLICE: "police",
    Role.ADOPTING: "adopting",
    Role.TEAM: "team",
}
MANY = 500  # values in one question, well below what either database takes

PostKey = tuple[int, str, str]  # grid, role, phone
Values = dict[str, Any]
Retired = Callable[[AsyncSession, Sequence[int], datetime], Awaitable[None]]


@dataclass(frozen=True)
class RosterImported:
    """How many of each; what was revived or moved also counts as changed."""

    grids_added: int
    grids_changed: int
    grids_moved: int
    grids_revived: int
    grids_retired: int
    posts_added: int
    posts_changed: int
    posts_ended: int
    posts_claimed: int

    @property
    def nothing(self) -> bool:
        return not any(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True)
class PostChanges:
    standing: Sequence[Found[Any]]
    added: Sequence[Values]
    changed: Sequence[Values]
    ended: Sequence[Found[Any]]

    @property
    def led(self) -> set[int]:
        """The grids that have a leader afterwards."""
        ended = {row.id for row in self.ended}
        kept = {row.grid_id for row in self.standing if row.role == Role.LEADER and row.id not in ended}
        return kept | {post["grid_id"] for post in self.added if post["role"] == Role.LEADER}


async def nothing_lives(_session: AsyncSession, _grids: Sequence[int]) -> Mapping[str, Mapping[int, int]]:
    """For whoever knows no features."""
    return {}


async def foresee(
    session: AsyncSession, roster: Roster, now: datetime, *, take_over: bool = False, live_in: LiveIn = nothing_lives
) -> Endings:
    """What import_roster() would end, by name; raises like it and writes nothing."""
    tree, posts = await _foreseen(session, roster, now, take_over=take_over)
    return await endings(session, tree, posts.standing, posts.ended, posts.led, live_in)


async def import_roster(
    session: AsyncSession,
    roster: Roster,
    now: datetime,
    *,
    take_over: bool = False,
    retire: bool = False,
    retired: Retired | None = None,
    live_in: LiveIn = nothing_lives,
) -> RosterImported:
    """Raises Refused or Conflict and writes nothing where the roster cannot be; objects loaded before are stale.

    What would end more than a small share, or a grid where something goes on (`live_in`), is refused unless `retire`;
    `retired` is told of grids that leave the roster.
    """
    tree, posts = await _foreseen(session, roster, now, take_over=take_over)
    ends = await endings(session, tree, posts.standing, posts.ended, posts.led, live_in)
    if ends.many and not retire:
        raise Refused("roster.ends_many", grids=len(ends.grids), posts=len(ends.posts), leaders=len(ends.unled))
    claimed = await _claim(session, posts.added, now)
    await _write_grids(session, tree)
    await _write_posts(session, posts, now)
    if retired is not None:
        await retired(session, [grid.id for grid in tree.retired], now)
    return RosterImported(
        grids_added=len(tree.added),
        grids_changed=len(tree.changed) - len(tree.retired),
        grids_moved=len(tree.moved),
        grids_revived=len(tree.revived),
        grids_retired=len(tree.retired),
        posts_added=len(posts.added),
        posts_changed=len(posts.changed),
        posts_ended=len(posts.ended),
        posts_claimed=claimed,
    )


async def _foreseen(
    session: AsyncSession, roster: Roster, now: datetime, *, take_over: bool
) -> tuple[Plan, PostChanges]:
    if roster.errors or not roster.entries:
        raise Refused("roster.faulty", problems=len(roster.errors))
    await session.flush()
    stored = [Standing(**row) for row in (await session.execute(select(GRIDS).order_by(GRIDS.c.id))).mappings()]
    tree = plan(roster, stored, now, take_over=take_over)
    return tree, await _post_changes(session, roster, tree)


async def _post_changes(session: AsyncSession, roster: Roster, tree: Plan) -> PostChanges:
    """Same grid, role and phone is the same post; a role whose column its sheet lacks is left alone."""
    rows = await session.execute(select(POSTS).where(POSTS.c.ended_at.is_(None)).order_by(POSTS.c.id))
    standing: dict[PostKey, Found[Any]] = {(row.grid_id, row.role, row.phone): row for row in rows}
    told = {
        (tree.ids[entry.code], holder.role, holder.phone): (rank, holder)
        for entry in roster.entries
        for rank, holder in _ranked(entry)
    }
    columns = {tree.ids[entry.code]: entry.columns for entry in roster.entries}
    gone = {grid.id for grid in tree.retired}
    return PostChanges(
        standing=tuple(standing.values()),
        added=[_new_post(key, rank, holder) for key, (rank, holder) in told.items() if key not in standing],
        changed=[
            _change(standing[key], rank, holder)
            for key, (rank, holder) in told.items()
            if key in standing and (standing[key].name, standing[key].rank) != (holder.name, rank)
        ],
        ended=[
            row
            for key, row in standing.items()
            if row.grid_id in gone or (ROLE_COLUMN.get(row.role) in columns.get(row.grid_id, ()) and key not in told)
        ],
    )


def _ranked(entry: RosterEntry) -> Iterator[tuple[int, RosterHolder]]:
    """Each role counts from 0."""
    for role in Role:
        yield from enumerate(holder for holder in entry.holders if holder.role == role)


def _new_post(key: PostKey, rank: int, holder: RosterHolder) -> Values:
    grid_id, role, phone = key
    return {
        "id": new_id(),
        "grid_id": grid_id,
        "role": role,
        "rank": rank,
        "name": holder.name,
        "phone": phone,
        "person_id": None,
        "claimed_at": None,
        "ended_at": None,
    }


def _change(post: Found[Any], rank: int, holder: RosterHolder) -> Values:
    return {"key": post.id, "name": holder.name, "rank": rank}


async def _claim(session: AsyncSession, posts: Sequence[Values], now: datetime) -> int:
    """Gives new posts to the people who have shown that the phone is theirs."""
    owners = await owners_of(session, sorted({post["phone"] for post in posts}))
    claimed = [post for post in posts if post["phone"] in owners]
    for post in claimed:
        post |= {"person_id": owners[post["phone"]], "claimed_at": now}
    return len(claimed)


async def owners_of(session: AsyncSession, numbers: Sequence[str]) -> Mapping[str, int]:
    """Whose phone it is; of several, who came last."""
    owners: dict[str, int] = {}
    for start in range(0, len(numbers), MANY):
        some = col(Person.phone).in_(numbers[start : start + MANY])
        rows = await session.execute(select(col(Person.phone), col(Person.id)).where(some).order_by(col(Person.id)))
        owners |= {phone: person_id for phone, person_id in rows if phone}
    return owners


async def _write_grids(session: AsyncSession, tree: Plan) -> None:
    if tree.added:
        await session.execute(insert(GRIDS), [vars(grid) for grid in tree.added])
    await _update(session, GRIDS, (_change_of(grid) for grid in tree.changed))


def _change_of(grid: Standing) -> Values:
    values = {**vars(grid), "key": grid.id}
    del values["id"]
    return values


async def _write_posts(session: AsyncSession, posts: PostChanges, now: datetime) -> None:
    await _update(session, POSTS, ({"key": post.id, "ended_at": now} for post in posts.ended))
    await _update(session, POSTS, posts.changed)
    if posts.added:
        await session.execute(insert(POSTS), list(posts.added))


async def _update(session: AsyncSession, table: Table, rows: Iterable[Values]) -> None:
    """Each row's `key` is its id; all rows tell the same columns."""
    found = list(rows)
    if found:
        await session.execute(update(table).where(table.c.id == bindparam("key")), found)
