"""A call for help that is confirmed and over, as tests of fires want it."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from models.emergencies import outcomes
from models.emergencies.calls import Cry, call_for_help
from models.emergencies.tables import Call
from models.emergencies.workflow import Finding, Outcome
from tests.street import GROUP, Street

MINUTE = timedelta(minutes=1)


async def called(session: AsyncSession, street: Street, now: datetime, finding: Finding = Finding.FIRE) -> Call:
    """A call that was confirmed to be this, and is over."""
    call = await call_for_help(session, Cry(GROUP, 1, "着火了", street.resident), street.grid, now)
    await outcomes.confirm(session, call, street.leader, finding, now + MINUTE)
    await outcomes.end(session, call, street.leader, Outcome.SAFE, now + 20 * MINUTE)
    return call
