"""Every table, imported, so that the metadata is whole; and the database opened the one right way."""

from pathlib import Path

from sqlalchemy import MetaData, func, make_url, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from models.assessment.so_far import RECENT, Recent
from models.base import Row, new_id
from models.db.database import Database
from models.domains import DOMAINS, STANDING
from models.hazards.numbering import number_new
from models.outbox import standing


def metadata() -> MetaData:
    """Foreign keys are checked at commit: rows of one transaction may be written in any order."""
    for table in (Row.metadata.tables[str(kind.__tablename__)] for domain in DOMAINS for kind in domain.tables):
        for constraint in table.foreign_key_constraints:
            constraint.deferrable, constraint.initially = True, "DEFERRED"
    return Row.metadata


def make_folder(url: str) -> None:
    """SQLite makes its file, but not the folder for it; raises OSError when that cannot be."""
    place = make_url(url)
    if place.get_backend_name() == "sqlite" and place.database:
        Path(place.database).parent.mkdir(parents=True, exist_ok=True)


async def newest_id(session: AsyncSession) -> int:
    """The highest id of any row, 0 where there is none."""
    kinds = [kind for domain in DOMAINS for kind in domain.tables if _numbered(kind)]
    highest = union_all(*(select(func.max(Row.metadata.tables[str(kind.__tablename__)].c.id)) for kind in kinds))
    return max((each for each in (await session.scalars(highest)).all() if each is not None), default=0)


def _numbered(kind: type[Row]) -> bool:
    field = kind.model_fields.get("id")
    return field is not None and field.default_factory == new_id


def open_database(url: str, *, pool_size: int = 10, patience: float | None = None) -> Database:
    database = Database(url, pool_size=pool_size, patience=patience, before_write=number_new)
    database.info[standing.KINDS.name] = STANDING
    database.info[RECENT.name] = Recent()
    return database
