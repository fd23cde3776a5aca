"""The roster as it is in force, in a file that imports again without a change."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Refused
from models.grids.datum import Datum
from models.grids.tables import Grid
from models.grids.tree import living
from models.members.tables import Post, Role
from models.roster.boundary import write_boundary
from models.roster.cell_text import guarded
from models.roster.certificates import written
from models.roster.columns import PUBLISHED_TITLES, TITLES
from models.roster.records import HolderCertificate
from models.spreadsheet.sheet import Cells
from models.text.phones import as_written

LONGEST_CELL = 32_767  # of an .xlsx
FORMATS = (".csv", ".xlsx")


async def roster_rows(session: AsyncSession, certificates: Iterable[HolderCertificate] = ()) -> list[Cells]:
    """The header and a row for each living grid, parents first."""
    grids = (await session.scalars(select(Grid).where(living()).order_by(col(Grid.path)))).all()
    return told(grids, await _posts(session), certificates)


def told(
    grids: Sequence[Grid], posts: Mapping[int, Sequence[Post]], certificates: Iterable[HolderCertificate] = ()
) -> list[Cells]:
    codes = {grid.id: grid.code for grid in grids}
    held = defaultdict(list)
    for each in certificates:
        held[each.phone].append(each)
    rows = [_row(grid, codes.get(grid.parent_id or 0, ""), posts.get(grid.id, ()), held) for grid in grids]
    return [list(TITLES.values()), *rows]


def write_rows(path: Path, rows: Sequence[Cells]) -> None:
    """Writes .csv or .xlsx, as the name says, and puts it in place once it is whole."""
    write = {".csv": _write_csv, ".xlsx": _write_workbook}.get(path.suffix.lower())
    if write is None:
        raise Refused("roster.format", formats=" ".join(FORMATS))
    draft = path.with_name(f".{path.name}.part")
    try:
        write(draft, rows)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


async def _posts(session: AsyncSession) -> Mapping[int, list[Post]]:
    rows = select(Post).where(col(Post.ended_at).is_(None)).order_by(col(Post.rank), col(Post.id))
    found: dict[int, list[Post]] = defaultdict(list)
    for post in await session.scalars(rows):
        found[post.grid_id].append(post)
    return found


def _row(
    grid: Grid, parent: str, posts: Sequence[Post], certificates: Mapping[str, Sequence[HolderCertificate]]
) -> Cells:
    leaders = [post for post in posts if post.role == Role.LEADER]
    cells = {
        "code": grid.code,
        "name": grid.name,
        "level": str(grid.level),
        "parent": parent,
        "leader": ";".join(post.name for post in leaders),
        "leader_phone": ";".join(as_written(post.phone) for post in leaders),
        "members": _listed(posts, Role.MEMBER),
        "backup": _listed(posts, Role.BACKUP),
        "police": _listed(posts, Role.POLICE),
        "adopting": _listed(posts, Role.ADOPTING),
        "team": _listed(posts, Role.TEAM),
        "certificates": _certificates(posts, certificates),
        "supervision_phone": grid.supervision_phone,
        "duty_phone": grid.duty_phone,
        "published": ";".join(PUBLISHED_TITLES[word] for word in grid.published.split()),
        "address": grid.address,
        "boundary": write_boundary(grid.boundary) if grid.boundary else "",
        "boundary_datum": str(grid.boundary_datum) if grid.boundary or grid.boundary_datum != Datum.WGS84 else "",
    }
    return [guarded(cells[column]) for column in TITLES]


def _listed(posts: Iterable[Post], role: Role) -> str:
    return ";".join(f"{post.name}:{as_written(post.phone)}" for post in posts if post.role == role)


def _certificates(posts: Iterable[Post], held: Mapping[str, Sequence[HolderCertificate]]) -> str:
    names = {post.phone: post.name for post in posts}
    return ";".join(written(name, each) for phone, name in names.items() for each in held.get(phone, ()))


def _write_csv(path: Path, rows: Iterable[Cells]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)


def _write_workbook(path: Path, rows: Sequence[Cells]) -> None:
    from openpyxl import Workbook

    long = next((cells[0] for cells in rows if max(map(len, cells)) > LONGEST_CELL), None)
    if long is not None:
        raise Refused("roster.cell_long", grid=long, limit=LONGEST_CELL)
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("roster")
    for cells in rows:
        sheet.append(cells)
    workbook.save(path)
