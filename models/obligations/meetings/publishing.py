"""A convention is published in the grid's group, once, by whoever answers for it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Conflict, Refused
from models.events import record_event
from models.grids.tables import Grid
from models.members.reach import group_chat
from models.members.tables import Person
from models.obligations.acting import must_own
from models.obligations.kinds import KINDS
from models.obligations.tables import Obligation, ObligationEvent, Requirement
from models.obligations.workflow import Act
from models.outbox.enqueue import enqueue_once
from models.outbox.tables import Lane

PUBLISHED = "obligations.published"


async def publish(session: AsyncSession, obligation: Obligation, person: Person, now: datetime) -> None:
    """Raises Refused, or Conflict where there is no group, or it stands there already."""
    await must_own(session, obligation, person)
    requirement = await session.get_one(Requirement, obligation.requirement_id)
    if Act.PUBLISH not in KINDS[requirement.kind].acts:
        raise Refused("obligation.no_such_act")
    chat = await group_chat(session, await session.get_one(Grid, obligation.grid_id))
    if chat is None:
        raise Conflict("obligation.no_group")
    key, about = f"published {obligation.id}", {"subject_id": requirement.id, "grid": obligation.grid_id}
    if not await enqueue_once(session, key, chat, PUBLISHED, Lane.ROUTINE, now, **about):  # type: ignore[arg-type]
        raise Conflict("obligation.published")
    record_event(session, ObligationEvent, person, now, obligation_id=obligation.id, act=Act.PUBLISH, data={})
