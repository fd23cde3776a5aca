"""Which texts there are in a grid: those that come with the program, and what leaders have made of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.grids.tree import ids_in
from models.publicity.occasions import occasion
from models.publicity.tables import PublicityText
from models.publicity.texts import LANGUAGES, Text, Wording, built_in, feast_names


@dataclass(frozen=True)
class Listed:
    """`own`: the grid, by id, that wrote it; `here`: something about it is set in the grid itself."""

    text: Text
    off: bool = False
    own: int | None = None
    here: bool = False


@dataclass(frozen=True)
class Library:
    """All that is set anywhere, by grid, read once."""

    rows: Mapping[int, Sequence[PublicityText]]

    def listed(self, path: str) -> list[Listed]:
        """All there are in the grid of this path, those switched off, too; own ones last."""
        found = {text.name: Listed(text) for text in built_in()}
        way = ids_in(path)
        for grid_id in way:
            for row in self.rows.get(grid_id, ()):
                if row.title:
                    found[row.name] = Listed(_worded(row), row.off, grid_id, grid_id == way[-1])
                elif row.name in found:
                    found[row.name] = replace(found[row.name], off=row.off, here=grid_id == way[-1])
        return list(found.values())

    def texts(self, path: str) -> list[Text]:
        """Those that are said there."""
        return [each.text for each in self.listed(path) if not each.off]

    def find(self, path: str, name: str) -> Listed | None:
        return next((each for each in self.listed(path) if each.text.name == name), None)


async def library(session: AsyncSession) -> Library:
    rows = defaultdict(list)
    every = select(PublicityText).order_by(col(PublicityText.set_at), col(PublicityText.name))
    for row in (await session.scalars(every.execution_options(populate_existing=True))).all():
        rows[row.grid_id].append(row)
    return Library(rows)


def _worded(row: PublicityText) -> Text:
    """In one language, that it is written in."""
    return Text(row.name, occasion(row.occasion, feast_names()), {LANGUAGES[0]: Wording(row.title, tuple(row.lines))})
