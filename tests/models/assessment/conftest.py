import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.assessment.tables import AssessmentScore
from tests.models.assessment.counted import Result, result
from tests.street import Street


@pytest.fixture
async def found(session: AsyncSession, street: Street) -> Result:
    return await result(session, street)


@pytest.fixture
def score(found: Result) -> AssessmentScore:
    """Of the member: 12 of 20 notices confirmed."""
    return found.scores["S-1-1", 12]
