from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.db.database import insert
from models.emergencies.tables import Call, CallEvent
from models.emergencies.workflow import CallAct, CallState
from models.members.tables import Person


def record_call_event(
    session: AsyncSession,
    call: Call,
    act: CallAct,
    person: Person | None,
    now: datetime,
    *,
    before: CallState | None = None,
    **data: Any,
) -> None:
    """Writes one event; `before` differs from the call's state when this event changed it."""
    insert(
        session,
        CallEvent,
        call_id=call.id,
        at=now,
        act=act,
        person_id=person.id if person else None,
        before=before or call.state,
        after=call.state,
        data=data,
    )
