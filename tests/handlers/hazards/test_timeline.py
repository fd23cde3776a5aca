from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from handlers.hazards.card.added import added_lines
from handlers.hazards.timeline import timeline
from handlers.messages import RenderContext
from locales.translator import translator
from models.grids.tables import Level
from models.hazards.reporting.submit import Said, add, report, report_discreetly
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.actions import record_hazard_event
from models.hazards.working.perform import perform
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests.handlers.room import SHANGHAI
from tests.street import GROUP, Street

HOUR = timedelta(hours=1)


@pytest.fixture
async def hazard(session: AsyncSession, street: Street, now: datetime) -> Hazard:
    return await report(session, Said(GROUP, 501, "楼道堆物", person=street.resident), street.grid, now, SHANGHAI)


def told(session: AsyncSession, hazard: Hazard, at: datetime, level: Level, reached: str) -> None:
    record_hazard_event(session, hazard, Act.ESCALATE, None, at, level=level, reached=reached)


async def story(session: AsyncSession, hazard: Hazard, now: datetime, last: int = 20) -> list[str]:
    context = await shown(session, hazard, now)
    return [str(line) for line in await timeline(context, hazard, last, without=(Act.REPORT,))]


async def shown(session: AsyncSession, hazard: Hazard, now: datetime) -> RenderContext:
    await session.flush()
    message = enqueue(session, 14, "hazards.status", Lane.REPLY, now, subject_id=hazard.id)
    return RenderContext(session, message, translator("zh_CN"), now, SHANGHAI, "wangge_bot")


@pytest.mark.parametrize(
    ("level", "reached", "said"),
    [
        (Level.STREET, "S", "11-16 10:00 已逐级上报至街道"),
        (Level.COMMUNITY, "S-1", "11-16 10:00 已逐级上报至社区"),
        (Level.GRID, "S-1-1", "11-16 10:00 已逐级上报至网格长"),
        (Level.STREET, "S-1", "11-16 10:00 街道无人能联系上，改为告知社区"),
        (Level.COMMUNITY, "S", "11-16 10:00 社区无人能联系上，改为告知街道"),
        (Level.STREET, "", "11-16 10:00 上级均无法联系，请电话报告"),
        pytest.param(Level.CELL, "S-1-1", "11-16 10:00 已逐级上报至网格长", id="a level the tree has not"),
        pytest.param(Level.DISTRICT, "elsewhere", "11-16 10:00 已逐级上报至区县", id="a grid of before"),
    ],
)
async def test_the_story_says_who_was_told(
    session: AsyncSession, hazard: Hazard, now: datetime, level: Level, reached: str, said: str
) -> None:
    told(session, hazard, now + HOUR, level, reached)
    assert await story(session, hazard, now + 2 * HOUR) == [said]


async def test_what_reads_the_same_is_one_line_with_a_count(
    session: AsyncSession, hazard: Hazard, now: datetime
) -> None:
    for hours in range(1, 5):
        told(session, hazard, now + hours * HOUR, Level.STREET, "S")
    told(session, hazard, now + 2 * HOUR, Level.STREET, "S-1")
    for hours, reminder in ((1, "half_time"), (3, "due_today")):
        record_hazard_event(session, hazard, Act.REMIND, None, now + hours * HOUR, reminder=reminder)
    assert await story(session, hazard, now + 9 * HOUR) == [
        "11-16 11:00 街道无人能联系上，改为告知社区",
        "11-16 12:00 催办（共2次）",
        "11-16 13:00 已逐级上报至街道（共4次）",
    ]


async def test_who_did_what_is_not_pushed_out_by_who_was_told(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    record_hazard_event(session, hazard, Act.ACCEPT, street.member, now + HOUR / 2)
    record_hazard_event(session, hazard, Act.ON_SITE, street.member, now + HOUR)
    for hours, (level, reached) in enumerate(((Level.GRID, "S-1-1"), (Level.COMMUNITY, "S-1"), (Level.STREET, "S")), 2):
        told(session, hazard, now + hours * HOUR, level, reached)
    assert await story(session, hazard, now + 9 * HOUR, last=3) == [
        "11-16 09:30 傅勇受理",
        "11-16 10:00 傅勇已到场",
        "11-16 13:00 已逐级上报至街道",
    ]


async def test_whose_report_in_private_has_joined_it_is_not_named_for_what_they_add(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    private = Said(16, 7, "灭火器过期了", person=street.stranger)
    second = await report_discreetly(session, private, street.grid, now, SHANGHAI)
    await perform(session, second, Act.DUPLICATE, street.member, now, SHANGHAI, original=hazard.number)
    await add(session, hazard, Said(16, 8, "还在那里", person=street.stranger), now, SHANGHAI)
    await add(session, hazard, Said(GROUP, 9, "看到了", person=street.member), now, SHANGHAI)
    told = await story(session, hazard, now)
    assert told[-2:] == ["11-16 09:00 居民补充材料", "11-16 09:00 傅勇补充材料"]
    added = [str(line) for line in await added_lines(await shown(session, hazard, now), hazard)]
    assert added == ["补充（11-16 09:00，居民）：还在那里", "补充（11-16 09:00，傅勇）：看到了"]
