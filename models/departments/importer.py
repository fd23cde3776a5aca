"""Bringing a checked sheet of departments into force: all of it or nothing; a second time it changes nothing.

A department is known by its grid and name, a liaison by department and phone: those keep their ids. Of the grids that
the sheet names, departments that it does not name are retired; other grids' departments stay as they are.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.departments.endings import DepartmentEndings, Pending, nothing_pending
from models.departments.sheet import TITLES, DepartmentEntry, DepartmentSheet
from models.departments.tables import Department
from models.errors import Refused
from models.grids.tables import Grid
from models.grids.tree import living
from models.members.positions import standing
from models.members.tables import Post, Role
from models.roster.cell_text import guarded, shown
from models.roster.importer import owners_of
from models.roster.records import SheetProblem
from models.spreadsheet.sheet import Cells
from models.text.phones import as_written

Key = tuple[int, str]  # grid, name


@dataclass
class DepartmentsImported:
    """How many of each; what is used again after it was retired counts as changed."""

    departments_added: int = 0
    departments_changed: int = 0
    departments_retired: int = 0
    liaisons_added: int = 0
    liaisons_changed: int = 0
    liaisons_ended: int = 0
    liaisons_claimed: int = 0

    @property
    def nothing(self) -> bool:
        return not any(getattr(self, each.name) for each in fields(self))


async def unknown_grids(session: AsyncSession, sheet: DepartmentSheet) -> list[SheetProblem]:
    """Rows whose grid is not in the roster in force."""
    grids = await _grids(session, sheet)
    return [
        SheetProblem(entry.row, "grid", "grid_unknown", {"value": shown(entry.grid)}, entry.sheet)
        for entry in sheet.entries
        if entry.grid and entry.grid not in grids
    ]


async def foresee_departments(
    session: AsyncSession, sheet: DepartmentSheet, pending: Pending = nothing_pending
) -> DepartmentEndings:
    """What import_departments() would end, by name; raises like it and writes nothing."""
    named, stored = await _named_and_stored(session, sheet)
    living = {department.id: key for key, department in stored.items() if department.retired_at is None}
    gone = [department_id for department_id, key in living.items() if key not in named]
    told = {
        (stored[key].id, holder.phone) for key, entry in named.items() if key in stored for holder in entry.liaisons
    }
    posts = await _liaisons_of(session, living)
    transfers = await pending(session, gone) if gone else {}
    by_id = {department.id: department for department in stored.values()}
    return DepartmentEndings(
        departments=tuple(by_id[each].name for each in gone),
        served=tuple(by_id[each].name for each in gone if by_id[each].chat_id is not None),
        busy=tuple(f"{by_id[each].name}: {count}" for each, count in transfers.items()),
        transfers=sum(transfers.values()),
        liaisons=tuple(
            f"{post.name} ({by_id[post.department_id or 0].name})"
            for post in posts
            if (post.department_id, post.phone) not in told
        ),
        standing=(len(living), len(posts)),
    )


async def _named_and_stored(
    session: AsyncSession, sheet: DepartmentSheet
) -> tuple[dict[Key, DepartmentEntry], dict[Key, Department]]:
    """Departments as the sheet names them and as they are stored, of the grids that the sheet speaks of."""
    faults = [*sheet.errors, *await unknown_grids(session, sheet)]
    if faults or not sheet.entries:
        raise Refused("roster.faulty", problems=len(faults))
    grids = await _grids(session, sheet)
    named = {(grids[entry.grid], entry.name): entry for entry in sheet.entries}
    rows = select(Department).where(col(Department.grid_id).in_({grid_id for grid_id, _ in named}))
    return named, {(row.grid_id, row.name): row for row in (await session.scalars(rows)).all()}


async def _liaisons_of(session: AsyncSession, departments: Collection[int]) -> Sequence[Post]:
    return (await session.scalars(standing().where(col(Post.department_id).in_(departments)))).all()


async def import_departments(
    session: AsyncSession,
    sheet: DepartmentSheet,
    now: datetime,
    *,
    retire: bool = False,
    pending: Pending = nothing_pending,
) -> DepartmentsImported:
    """Raises Refused, and writes nothing, where the sheet or the roster has a fault.

    What would end more than a small share, or a department with a chat or a transfer, is refused unless `retire`.
    """
    ends = await foresee_departments(session, sheet, pending)
    if ends.many and not retire:
        raise Refused("departments.ends_many", departments=len(ends.departments), liaisons=len(ends.liaisons))
    named, stored = await _named_and_stored(session, sheet)
    done = DepartmentsImported()
    for rank, (key, entry) in enumerate(named.items()):
        stored[key] = _brought_in(session, stored.get(key), key, entry, rank, done)
    for key, department in stored.items():
        if key not in named and department.retired_at is None:
            department.retired_at, department.chat_id = now, None
            done.departments_retired += 1
    told = {
        (department.id, holder.phone): (department, rank, holder.name)
        for key, department in stored.items()
        if key in named
        for rank, holder in enumerate(named[key].liaisons)
    }
    await session.flush()
    await _bring_in_liaisons(session, {department.id for department in stored.values()}, told, now, done)
    return done


async def _grids(session: AsyncSession, sheet: DepartmentSheet) -> dict[str, int]:
    codes = {entry.grid for entry in sheet.entries}
    rows = await session.execute(select(col(Grid.code), col(Grid.id)).where(col(Grid.code).in_(codes), living()))
    return dict(rows.all())


def _brought_in(
    session: AsyncSession,
    stored: Department | None,
    key: Key,
    entry: DepartmentEntry,
    rank: int,
    done: DepartmentsImported,
) -> Department:
    if stored is None:
        done.departments_added += 1
        added = Department(grid_id=key[0], name=key[1], days=entry.days, rank=rank)
        session.add(added)
        return added
    if (stored.days, stored.rank, stored.retired_at) != (entry.days, rank, None):
        stored.days, stored.rank, stored.retired_at = entry.days, rank, None
        done.departments_changed += 1
    return stored


async def _bring_in_liaisons(
    session: AsyncSession,
    departments: set[int],
    told: Mapping[tuple[int, str], tuple[Department, int, str]],
    now: datetime,
    done: DepartmentsImported,
) -> None:
    """Same department and phone is the same post; a new one is claimed at once where its phone is known."""
    posts = await _liaisons_of(session, departments)
    held = {(post.department_id or 0, post.phone): post for post in posts}
    for key, post in held.items():
        if key not in told:
            post.ended_at = now
            done.liaisons_ended += 1
    owners = await owners_of(session, sorted({phone for _, phone in told.keys() - held.keys()}))
    for (department_id, phone), (department, rank, name) in told.items():
        known = held.get((department_id, phone))
        if known is None:
            added = _liaison(department, rank, name, phone)
            added.person_id = owners.get(phone)
            added.claimed_at = now if added.person_id else None
            session.add(added)
            done.liaisons_added += 1
            done.liaisons_claimed += added.person_id is not None
        elif (known.name, known.rank) != (name, rank):
            known.name, known.rank = name, rank
            done.liaisons_changed += 1


def _liaison(department: Department, rank: int, name: str, phone: str) -> Post:
    return Post(
        grid_id=department.grid_id,
        role=Role.LIAISON,
        department_id=department.id,
        rank=rank,
        name=name,
        phone=phone,
    )


async def department_rows(session: AsyncSession) -> list[Cells]:
    """The header and a row for each department, as `department_sheet` reads them back."""
    rows = (
        select(Department, col(Grid.code))
        .join(Grid, col(Grid.id) == col(Department.grid_id))
        .where(col(Department.retired_at).is_(None), living())
        .order_by(col(Department.rank), col(Grid.path), col(Department.name))
    )
    found = (await session.execute(rows)).all()
    liaisons: dict[int, list[Post]] = defaultdict(list)
    for post in (await session.scalars(standing().where(col(Post.department_id).is_not(None)))).all():
        liaisons[post.department_id or 0].append(post)
    return [list(TITLES.values()), *(_row(department, code, liaisons[department.id]) for department, code in found)]


def _row(department: Department, code: str, liaisons: Sequence[Post]) -> Cells:
    cells = {
        "name": department.name,
        "grid": code,
        "liaison": ";".join(post.name for post in liaisons),
        "phone": ";".join(as_written(post.phone) for post in liaisons),
        "days": str(department.days),
    }
    return [guarded(cells[column]) for column in TITLES]
