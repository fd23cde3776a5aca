from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Conflict, Refused
from models.mandatory_reports.acknowledging import acknowledge
from models.mandatory_reports.tables import MANDATORY_REPORT, MandatoryReport, MandatoryReportState
from models.visits.access import scope_of
from models.visits.counts import GridVisits, visits_by_grid
from models.visits.due import period
from models.visits.find import due_households, search
from models.visits.kinds import SPANS
from models.visits.recording import add_words, record_visit, undo_visit
from models.visits.tables import Household, Outcome
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import messages
from tests.models.visits.households import ADDRESS, NAME, all_visits, household
from tests.street import Street

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MONTHLY = SPANS[0]


@pytest.fixture
async def home(session: AsyncSession, street: Street, now: datetime) -> Household:
    return await household(session, street.grid, street.member, now)


async def record(
    session: AsyncSession,
    home: Household,
    street: Street,
    at: datetime,
    outcome: Outcome = Outcome.MET,
    words: str = "",
) -> None:
    await record_visit(session, home, outcome, words, street.member, at, SHANGHAI)


async def test_a_visit_moves_the_next_to_the_next_month_and_stays_as_it_was(
    session: AsyncSession, home: Household, street: Street, now: datetime
) -> None:
    await record(session, home, street, now)
    following = period(MONTHLY, period(MONTHLY, now, SHANGHAI).due_until, SHANGHAI)
    assert (home.due_from, home.due_until) == following
    [visit] = await all_visits(session)
    assert (visit.person_id, visit.said_at, visit.outcome, visit.due_until) == (
        *(street.member.id, now, Outcome.MET, following.due_until),
    )
    assert await messages(session) == []


async def test_pressed_twice_it_is_one_visit(
    session: AsyncSession, home: Household, street: Street, now: datetime
) -> None:
    await record(session, home, street, now)
    with pytest.raises(Conflict, match="just_recorded"):
        await record(session, home, street, now + MINUTE, Outcome.ABSENT)
    assert len(await all_visits(session)) == 1
    with pytest.raises(Refused):
        await record_visit(session, home, Outcome.MET, "", street.resident, now, SHANGHAI)


async def test_who_needs_help_is_told_to_leaders_in_private_and_can_never_be_a_hazard(
    session: AsyncSession, home: Household, street: Street, now: datetime
) -> None:
    await record(session, home, street, now, Outcome.NEEDS_HELP, "卧床无人照料")
    assert await messages(session) == [(MANDATORY_REPORT, street.leader.tg_user_id)]
    [told] = (await session.scalars(select(MandatoryReport))).all()
    assert (told.kind, told.text) == ("hardship", f"{ADDRESS} {NAME} 19900000031\n卧床无人照料")
    with pytest.raises(Refused, match="confidential"):
        await acknowledge(session, told, street.leader, now, MandatoryReportState.HAZARD)
    await acknowledge(session, told, street.leader, now)
    assert told.state is MandatoryReportState.ACKNOWLEDGED


async def test_taken_back_within_ten_minutes_by_who_recorded_it(
    session: AsyncSession, home: Household, street: Street, now: datetime
) -> None:
    before = home.due_from, home.due_until
    await record(session, home, street, now, Outcome.NEEDS_HELP)
    with pytest.raises(Conflict):
        await undo_visit(session, home, street.leader, now + MINUTE, SHANGHAI, "撤回")
    await undo_visit(session, home, street.member, now + 9 * MINUTE, SHANGHAI, "傅勇收回")
    assert (home.due_from, home.due_until) == before
    [told] = (await session.scalars(select(MandatoryReport))).all()
    assert told.text.endswith("\n傅勇收回")
    for late in (10 * MINUTE, 11 * MINUTE):  # nothing is left to take back
        with pytest.raises(Conflict):
            await undo_visit(session, home, street.member, now + late, SHANGHAI, "")
    await record(session, home, street, now + 12 * MINUTE)
    with pytest.raises(Conflict, match="too_late"):
        await undo_visit(session, home, street.member, now + 22 * MINUTE, SHANGHAI, "")


async def test_words_are_added_within_a_day_by_who_went(
    session: AsyncSession, home: Household, street: Street, now: datetime
) -> None:
    await record(session, home, street, now)
    await add_words(session, home, street.member, "身体不错", now + MINUTE)
    await add_words(session, home, street.member, "已换煤气管", now + DAY - MINUTE)
    assert (await all_visits(session))[0].words == "身体不错\n已换煤气管"
    for person, at in ((street.leader, now), (street.member, now + DAY)):
        with pytest.raises(Conflict, match="too_late"):
            await add_words(session, home, person, "x", at)


async def test_lists_are_soonest_first_and_searched_by_each_word(
    session: AsyncSession, home: Household, street: Street, now: datetime
) -> None:
    await household(session, street.grid, street.member, now, kind="ordinary", address="北街1号", name="李某")
    await household(session, street.grid, street.member, now, kind="ordinary", address="北街2号", name="张%某")
    away = await household(session, street.grid, street.member, now, address="西街9号", name="赵某")
    await record(session, away, street, now, Outcome.ABSENT)
    scope = await scope_of(session, street.member.id)

    async def names(words: str = "", **page: int) -> tuple[list[str], int]:
        where = {"skip": 0, "most": 10, **page}
        found = await (
            search(session, scope, words, **where) if words else due_households(session, scope, now, **where)
        )
        return [each.name for each, _ in found.households], found.total

    assert await names() == ([NAME, "赵某", "李某", "张%某"], 4)
    assert await names(skip=3) == (["张%某"], 4)
    assert await names("北街 李") == (["李某"], 1)
    assert await names("%") == (["张%某"], 1)
    assert await names("无此户") == ([], 0)
    await record(session, home, street, now)
    assert (await names())[1] == 3
    assert await names(NAME) == ([NAME], 1)
    nobody = await scope_of(session, street.resident.id)
    assert not nobody
    assert (await search(session, nobody, NAME, skip=0, most=10)).total == 0


async def test_leaders_see_numbers_by_grid(
    session: AsyncSession, home: Household, street: Street, now: datetime
) -> None:
    second = await household(session, street.grid, street.member, now, name="李某")
    await household(session, street.grid, street.member, now, name="张某")
    await household(session, street.community, street.community_leader, now, name="赵某")
    await record(session, home, street, now - 60 * DAY)  # of the quarter before
    await record(session, home, street, now, Outcome.NEEDS_HELP)
    await record(session, second, street, now, Outcome.ABSENT)
    assert await visits_by_grid(session, [street.grid], now, SHANGHAI) == [GridVisits("S-1-1网格", 2, 1, 1)]
    assert await visits_by_grid(session, [street.community], now, SHANGHAI) == [
        *(GridVisits("S-1网格", 1), GridVisits("S-1-1网格", 2, 1, 1)),
    ]
    assert await visits_by_grid(session, [street.street], now, SHANGHAI) == [GridVisits("S-1网格", 3, 1, 1)]
