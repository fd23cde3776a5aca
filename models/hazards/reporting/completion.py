"""Whether what is added to a hazard shows that it has been put right."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from models.evidence.attach import Found
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.hazards.working.actions import may
from models.members.permissions import Who
from models.members.tables import Person

PUT_RIGHT = ("已", "完成", "整改", "清理", "清除", "移走", "fixed", "cleared", "done")


async def shows_result(
    session: AsyncSession, hazard: Hazard, person: Person | None, words: str, shown: Sequence[Found]
) -> bool:
    """Of staff and the department, once it is accepted; before that, of staff who have put it right at once."""
    if person is None or hazard.state in (State.CLOSED, State.DISMISSED):
        return False
    own = person.id == hazard.reporter_id
    if person.id == hazard.done_by:
        return True
    if hazard.state is not State.OPEN:
        return (not own or person.id == hazard.accepted_by) and await _works(session, hazard, person)
    if not shown or (own and not any(word in words.lower() for word in PUT_RIGHT)):
        return False
    return await may(session, hazard, Who.STAFF, person)


async def _works(session: AsyncSession, hazard: Hazard, person: Person) -> bool:
    return await may(session, hazard, Who.STAFF, person) or await may(session, hazard, Who.LIAISON, person)
