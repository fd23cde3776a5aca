from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.evidence.attach import Found
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard
from tests.street import GROUP, Street

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORDS = "3号楼二楼楼道堆满杂物，堵住消防通道"


@pytest.fixture
async def hazard(session: AsyncSession, street: Street, now: datetime) -> Hazard:
    """Reported by the resident with a photo, in the grid's group."""
    photo = Found("photo", "file-1", 1000, 501)
    said = Said(GROUP, 501, WORDS, (photo,), person=street.resident)
    return await report(session, said, street.grid, now, SHANGHAI)


def square(west: float) -> dict[str, object]:
    ring = [[west, 0], [west + 10, 0], [west + 10, 10], [west, 10], [west, 0]]
    return {"type": "Polygon", "coordinates": [ring]}
