from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.monitoring.boundary_check import boundaries
from models.grids.datum import Datum, taken_into
from models.patrols.doubts.datum import ShiftedBoundaries, shifted_boundaries
from models.patrols.tables import PatrolRound, PatrolStop
from tests.models.patrols.patrolling import LATITUDE, LONGITUDE, square
from tests.street import GROUP, Street

OLD = timedelta(days=91)


@pytest.mark.parametrize(
    ("truth", "said", "stops", "ago", "shifted"),
    [
        (Datum.GCJ02, Datum.WGS84, 20, timedelta(0), True),
        (Datum.GCJ02, Datum.UNKNOWN, 20, timedelta(0), True),
        (Datum.GCJ02, Datum.WGS84, 19, timedelta(0), False),
        (Datum.GCJ02, Datum.WGS84, 20, OLD, False),
        (Datum.GCJ02, Datum.GCJ02, 20, timedelta(0), False),
    ],
)
async def test_twenty_stops_that_a_shift_brings_inside_tell_of_another_datum(
    session: AsyncSession,
    street: Street,
    now: datetime,
    truth: Datum,
    said: Datum,
    stops: int,
    ago: timedelta,
    shifted: bool,
) -> None:
    street.grid.boundary = square(*taken_into(truth, LONGITUDE, LATITUDE))
    street.grid.boundary_datum = said
    of = PatrolRound(grid_id=street.grid.id, chat_id=GROUP, started_at=now, due_at=now)
    where: dict[str, Any] = {"latitude": LATITUDE, "longitude": LONGITUDE}
    about: dict[str, Any] = {"round_id": of.id, "person_id": street.member.id, "received_at": now}
    session.add_all([of, *(PatrolStop(**about, said_at=now - ago, **where) for _ in range(stops))])
    await session.flush()
    expected = [ShiftedBoundaries(said, truth, [street.grid.code])] if shifted else []
    assert await shifted_boundaries(session, now) == expected
    assert (await boundaries(session, now)).ok is not shifted
