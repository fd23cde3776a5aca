"""What an import of departments would end, said before it ends it; as with a roster, much asks for a word more."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from models.roster.endings import too_many

Pending = Callable[[AsyncSession, Sequence[int]], Awaitable[Mapping[int, int]]]


@dataclass(frozen=True)
class DepartmentEndings:
    """By name: departments retired, those of them that have a chat, liaisons ended; `transfers` is how many hazards are
    with departments to be retired, which are `busy`. `standing` are departments and liaisons where the sheet speaks.
    """

    departments: tuple[str, ...]
    served: tuple[str, ...]
    busy: tuple[str, ...]
    transfers: int
    liaisons: tuple[str, ...]
    standing: tuple[int, int]

    @property
    def many(self) -> bool:
        departments, liaisons = self.standing
        shares = ((self.departments, departments), (self.liaisons, liaisons))
        return bool(self.served or self.busy) or any(too_many(ended, of) for ended, of in shares)


async def nothing_pending(_session: AsyncSession, _departments: Sequence[int]) -> Mapping[int, int]:
    """For whoever knows no transfers."""
    return {}
