"""What a number is asked for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func
from sqlalchemy.orm import Mapped

from models.grids.tables import Grid


@dataclass(frozen=True)
class Counted:
    """Of which grid and all below it, between which two moments (the second excluded), as known when."""

    grid: Grid
    begin: datetime
    end: datetime
    as_of: datetime

    def within(self, at: ColumnElement[datetime] | Mapped[datetime]) -> ColumnElement[bool]:
        return and_(at >= self.begin, at < self.end)

    def over_in(self, at: ColumnElement[datetime] | Mapped[datetime]) -> ColumnElement[bool]:
        """Of what lasts until then: a day is over at the midnight that ends it, and a week with its Sunday."""
        return and_(at > self.begin, at <= self.end)


def number_of(counted: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of a group are so."""
    return func.sum(case((counted, 1), else_=0))
