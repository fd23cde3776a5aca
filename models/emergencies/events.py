from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.emergencies.tables import Call, CallEvent
from models.emergencies.workflow import CallAct, CallState
from models.events import record_event
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
    states = {"before": before or call.state, "after": call.state}
    record_event(session, CallEvent, person, now, call_id=call.id, act=act, **states, data=data)
