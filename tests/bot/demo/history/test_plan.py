from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo.history.plan import BUSY, LATELY, RISES, WEEKS, Turn, begin_of, plan
from bot.demo.history.words import RESIDENTS, SHARES, WORDS
from models.hazards.kinds import kinds_of
from tests.models.conftest import SHANGHAI

OPENS = datetime(2026, 12, 3, 9, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


async def test_all_words_make_reports_of_their_kind(session: AsyncSession) -> None:
    kinds = kinds_of(session)
    assert WORDS.keys() == SHARES.keys()
    for category, each in WORDS.items():
        for words in each:
            assert kinds.suggest(f"3号楼1单元{words}")[0].category == category, words


@pytest.mark.parametrize("day", range(7))
def test_the_plan_fills_each_week_until_the_evening_before_the_demo_opens(day: int) -> None:
    opens = OPENS + day * DAY
    made = plan(opens, SHANGHAI)
    begin = begin_of(opens, SHANGHAI)
    assert begin.weekday() == 0
    assert opens - begin >= WEEKS * 7 * DAY
    for week in range(WEEKS):
        monday = begin + week * 7 * DAY
        assert len([each for each in made if monday <= each.at < monday + 7 * DAY]) >= 7
    assert list(made) == sorted(made, key=lambda each: each.at)
    assert max(each.at for each in made) < opens - LATELY
    for each in made:
        assert each.at < each.done < each.closed
        assert each.accepted is None or each.at < each.accepted < each.done
        assert 0 <= each.community < len(BUSY)
        assert each.resident is None or each.resident < len(RESIDENTS)


def test_some_are_overdue_and_some_opened_again_and_two_kinds_rise() -> None:
    made = plan(OPENS, SHANGHAI)
    assert {Turn.STUCK, Turn.REOPENED, Turn.DISMISSED} <= {each.turn for each in made}
    for rise in RISES:
        monday = begin_of(OPENS, SHANGHAI) + (WEEKS - rise.weeks_ago) * 7 * DAY
        found = [
            each for each in made if (each.community, each.kind) == (rise.community, rise.kind) and each.at >= monday
        ]
        assert len(found) >= rise.reports


def test_another_lot_is_another_plan_and_the_same_is_the_same() -> None:
    assert plan(OPENS, SHANGHAI, 1) == plan(OPENS, SHANGHAI, 1)
    assert plan(OPENS, SHANGHAI, 1) != plan(OPENS, SHANGHAI, 2)
