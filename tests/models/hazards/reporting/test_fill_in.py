from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.evidence.attach import Found
from models.hazards.reporting.submit import Said, add, report, report_discreetly
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import Act, Severity, State
from models.hazards.working.perform import perform
from models.mandatory_reports.tables import MandatoryReport
from models.outbox.tables import OutboxMessage
from tests.models.conftest import SHANGHAI, WORDS
from tests.street import GROUP, Street


@pytest.fixture
async def wordless(session: AsyncSession, street: Street, now: datetime) -> Hazard:
    said = Said(GROUP, 501, "", (Found("photo", "file-1", 1000, 501),), person=street.resident)
    return await report(session, said, street.grid, now, SHANGHAI)


async def say(session: AsyncSession, hazard: Hazard, by: str, street: Street, text: str, now: datetime) -> None:
    await add(session, hazard, Said(GROUP, 502, text, person=getattr(street, by)), now, SHANGHAI)
    await session.flush()


async def alerts(session: AsyncSession, why: str) -> list[int]:
    rows = select(OutboxMessage).where(col(OutboxMessage.kind) == "hazards.ping").order_by(col(OutboxMessage.id))
    return [message.chat_id for message in await session.scalars(rows) if message.args["why"] == why]


@pytest.mark.parametrize("by", ["resident", "stranger", "member"])
async def test_the_first_words_say_what_it_is_about(
    session: AsyncSession, wordless: Hazard, street: Street, now: datetime, by: str
) -> None:
    await say(session, wordless, by, street, "三楼楼道", now)
    assert (wordless.text, wordless.category, wordless.severity) == ("三楼楼道", "exit", Severity.ORDINARY)
    assert await alerts(session, "raised") == []


async def test_what_the_first_words_made_of_it_stands_among_its_events(
    session: AsyncSession, wordless: Hazard, street: Street, now: datetime
) -> None:
    await say(session, wordless, "resident", street, "三楼楼道", now)
    rows = select(HazardEvent).where(col(HazardEvent.act) == Act.CLASSIFY)
    [event] = (await session.scalars(rows)).all()
    assert (event.person_id, event.data) == (None, {"kind": "exit", "severity": "ordinary"})


async def test_later_words_leave_the_first_alone(
    session: AsyncSession, wordless: Hazard, street: Street, now: datetime
) -> None:
    await say(session, wordless, "resident", street, "三楼楼道", now)
    await say(session, wordless, "resident", street, "液化气罐也在那里", now)
    assert (wordless.text, wordless.category) == ("三楼楼道", "exit")


async def test_a_kind_that_was_corrected_stays(
    session: AsyncSession, wordless: Hazard, street: Street, now: datetime
) -> None:
    wordless.category = "gas"
    await say(session, wordless, "resident", street, "三楼楼道", now)
    assert (wordless.text, wordless.category) == ("三楼楼道", "gas")


async def test_words_that_make_it_worse_ring_with_whom_the_new_ladder_tells_at_once(
    session: AsyncSession, wordless: Hazard, street: Street, now: datetime
) -> None:
    await say(session, wordless, "member", street, "地下室浓烟", now)
    assert wordless.severity is Severity.URGENT
    assert await alerts(session, "raised") == [street.leader.tg_user_id]


async def test_what_is_for_leaders_alone_stays_off_the_card(
    session: AsyncSession, wordless: Hazard, street: Street, now: datetime
) -> None:
    await say(session, wordless, "resident", street, "301房屋出租给王某", now)
    assert wordless.text == ""
    [mandatory_report] = (await session.scalars(select(MandatoryReport))).all()
    assert (mandatory_report.kind, mandatory_report.text, mandatory_report.reporter_id) == (
        "letting",
        "301房屋出租给王某",
        street.resident.id,
    )


@pytest.mark.parametrize("state", [State.REVIEW, State.CLOSED, State.RECTIFYING])
async def test_once_it_is_dealt_with_words_are_only_added(
    session: AsyncSession, wordless: Hazard, street: Street, now: datetime, state: State
) -> None:
    wordless.state = state
    await say(session, wordless, "stranger", street, "楼道着火的风险", now)
    assert (wordless.text, wordless.category) == ("", "other")


async def test_a_hazard_with_words_keeps_them(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await say(session, hazard, "resident", street, "还有液化气罐", now)
    assert hazard.text == WORDS


async def test_the_first_words_do_not_name_whose_report_in_private_has_joined(
    session: AsyncSession, wordless: Hazard, street: Street, now: datetime
) -> None:
    photo = Found("photo", "file-2", 1000, 7)
    second = await report_discreetly(
        session, Said(16, 7, "", (photo,), person=street.stranger), street.grid, now, SHANGHAI
    )
    await perform(session, second, Act.DUPLICATE, street.member, now, SHANGHAI, original=wordless.number)
    await say(session, wordless, "stranger", street, "我是路人，三楼楼道", now)
    assert wordless.text == "我是路**，三楼楼道"
