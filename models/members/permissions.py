"""Whom an action is for, and whether somebody is one of them."""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from models.grids.tables import Grid, Level
from models.members.positions import holds_any_position, holds_position, leads
from models.members.tables import Person, Role

STAFF = frozenset(Role) - {Role.LIAISON}
STREET_AND_ABOVE = frozenset({Level.STREET, Level.DISTRICT})


class Who(StrEnum):
    """Anybody with a post in the subject's grid or above it, a leader of those (or the B post of a leader on leave), of
    street level or above; who was given it, the liaison of the department that has the subject, or who reported it."""

    STAFF = "staff"
    LEADER = "leader"
    STREET = "street"
    ASSIGNEE = "assignee"
    LIAISON = "liaison"
    REPORTER = "reporter"


async def may_in(session: AsyncSession, grid: Grid, who: Who, person: Person) -> bool:
    """Whether this person is staff, leader or street over the grid; the others depend on the subject itself."""
    match who:
        case Who.STAFF:
            return await holds_position(session, person.id, grid, STAFF)
        case Who.LEADER:
            return bool(await leads(session, person.id, grid))
        case Who.STREET:
            return any(held.grid.level in STREET_AND_ABOVE for held in await leads(session, person.id, grid))
        case _:
            raise ValueError(f"a grid does not tell who is {who}")


async def is_staff(session: AsyncSession, person: Person, grids: Iterable[Grid] | None = None) -> bool:
    """Whether this person is staff over one of these grids; without `grids`: over any at all."""
    return await holds_any_position(session, person.id, STAFF, grids)
