"""Who reported discreetly: named neither at their own hazard nor at any that it has joined, or that has joined it."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import and_, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.members.tables import Person
from models.text.names import without_names

Asked, Told = (aliased(Hazard, name=name) for name in ("asked", "told"))


async def unnamed(session: AsyncSession, hazards: Collection[int]) -> Mapping[int, Mapping[int, str]]:
    """By hazard, their names by their ids."""
    root = case((col(Asked.state) == State.DUPLICATE, col(Asked.original_id)), else_=col(Asked.id))
    same = or_(col(Told.id) == root, and_(col(Told.original_id) == root, col(Told.state) == State.DUPLICATE))
    rows = (
        select(col(Asked.id), col(Person.id), col(Person.name))
        .join(Told, same)
        .join(Person, col(Person.id) == col(Told.reporter_id))
        .where(col(Asked.id).in_(hazards), col(Told.discreet))
    )
    await session.flush()
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for hazard_id, person_id, name in (await session.execute(rows)).all():
        found[hazard_id][person_id] = name
    return found


async def words_unnamed(session: AsyncSession, hazard: Hazard) -> str:
    """What was said of it, without their names."""
    return without_names(hazard.text, (await unnamed(session, [hazard.id])).get(hazard.id, {}).values())
