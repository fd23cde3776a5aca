from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.i18n import Languages
from handlers.forms import BadAnswer, Step
from handlers.hazards.supervision.questions import SUPERVISE
from handlers.hazards.transfer.questions import TRANSFER
from handlers.request import Request
from models.hazards.tables import Hazard
from tests.handlers.room import SHANGHAI

DUE = {"transfer": TRANSFER, "listing": SUPERVISE}


@pytest.fixture
def made_request(session: AsyncSession, now: datetime) -> Request:
    return Request(session, now, "wangge_bot", Languages("zh_CN"), SHANGHAI)


def last_day(steps: Sequence[Step[Hazard]]) -> Step[Hazard]:
    return next(step for step in steps if step.key == "due")


@pytest.mark.parametrize("what", DUE)
@pytest.mark.parametrize(
    ("answer", "day"),
    [("7", "2026-11-23"), ("10天", "2026-11-26"), ("下周五", "2026-11-27"), ("12-01", "2026-12-01")],
)
async def test_a_last_day_is_given_in_everyday_words(made_request: Request, what: str, answer: str, day: str) -> None:
    assert (
        await last_day(DUE[what]).read(answer, made_request, Hazard(grid_id=1, number=1, created_at=made_request.now))
        == day
    )


@pytest.mark.parametrize("what", DUE)
@pytest.mark.parametrize("answer", ["0", "今天", "400天", "2026-11-16", "5个工作日", "尽快"])
async def test_a_day_that_will_not_do_is_refused(made_request: Request, what: str, answer: str) -> None:
    with pytest.raises(BadAnswer):
        await last_day(DUE[what]).read(answer, made_request, Hazard(grid_id=1, number=1, created_at=made_request.now))
