"""Line departments, to which the grids hand over what is theirs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Index, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from models.base import Row, UtcDateTime, chat_column, new_id
from models.grids.tables import Grid
from models.grids.tree import ids_in

DAYS = 7


class Department(Row, table=True):
    """A line department (police station, safety office, fire brigade) of a grid, usually the street.

    Its liaisons are posts of role liaison with this `department_id`; `chat_id` is its own chat, if one is bound; `days`
    is how long it has for an outcome unless told otherwise.
    """

    __tablename__ = "departments"
    __table_args__ = (
        Index("uq_departments_name", "grid_id", "name", unique=True),
        Index("uq_departments_chat", "chat_id", unique=True),
    )

    id: int = Field(default_factory=new_id, primary_key=True, sa_type=BigInteger)
    grid_id: int = Field(foreign_key="grids.id", sa_type=BigInteger)
    name: str = Field(max_length=80)
    chat_id: int | None = Field(default=None, sa_type=BigInteger, sa_column_kwargs=chat_column())
    days: int = DAYS
    rank: int = 0
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


async def departments_for(session: AsyncSession, grid: Grid) -> Sequence[Department]:
    """Those that serve this grid, of the nearest level first."""
    way = ids_in(grid.path)
    here = col(Department.grid_id).in_(way), col(Department.retired_at).is_(None)
    found = (await session.scalars(select(Department).where(*here))).all()
    return sorted(found, key=lambda each: (-way.index(each.grid_id), each.rank, each.name))
