"""Must-report words that are added to a report: they go to the leader as a must-report by itself does."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.evidence.attach import Found, pieces_of
from models.hazards.reporting.submit import Said, add, report
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, Severity, State
from models.mandatory_reports.tables import MANDATORY_REPORT, THANKS, MandatoryReport
from models.mandatory_reports.telling import found_of
from models.members.tables import Person
from models.outbox.tables import OutboxMessage
from tests.due import open_drafts
from tests.models.conftest import SHANGHAI, WORDS
from tests.models.hazards.steps import acts, messages
from tests.street import GROUP, Street

LETTING = "301房屋出租给王某一家"
PAPER = Found("photo", "paper", 1000, 700)


async def adds(
    session: AsyncSession, hazard: Hazard, by: Person | None, now: datetime, words: str = LETTING, *found: Found
) -> None:
    await add(session, hazard, Said(GROUP, 700, words, found, person=by), now, SHANGHAI)
    await session.flush()


async def told(session: AsyncSession) -> list[MandatoryReport]:
    await session.flush()
    return list((await session.scalars(select(MandatoryReport).order_by(col(MandatoryReport.id)))).all())


async def waiting(session: AsyncSession, street: Street, original: Hazard, now: datetime, words: str = "") -> Hazard:
    """A report of what was reported before; without words it is a photo alone."""
    photo = Found("photo", "again", 1000, 600)
    said = Said(GROUP, 600, words, (photo,), person=street.stranger, original_id=original.id)
    hazard = await report(session, said, street.grid, now, SHANGHAI)
    assert (hazard.state, hazard.original_id) == (State.DRAFT, original.id)
    return hazard


async def test_to_a_report_that_waits_they_leave_its_words_kind_and_evidence_as_they_were(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    again = await waiting(session, street, hazard, now, "楼道又堆了纸箱")
    await adds(session, again, street.stranger, now, LETTING, PAPER)
    assert (again.text, again.category, again.state) == ("楼道又堆了纸箱", "exit", State.DRAFT)
    assert [piece.file_id for piece in await pieces_of(session, again.id)] == ["again"]
    [mandatory_report] = await told(session)
    assert (mandatory_report.kind, mandatory_report.text, mandatory_report.reporter_id) == (
        "letting",
        LETTING,
        street.stranger.id,
    )
    assert found_of(mandatory_report) == (PAPER,)


async def test_they_reach_the_leader_in_private_and_are_thanked_for(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    before = await messages(session)
    await adds(session, hazard, street.resident, now)
    assert (await messages(session))[len(before) :] == [(MANDATORY_REPORT, street.leader.tg_user_id), (THANKS, GROUP)]


async def test_to_a_live_hazard_nothing_of_them_is_added(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await adds(session, hazard, street.resident, now, LETTING, PAPER)
    assert hazard.text == WORDS
    assert Act.ADD not in await acts(session, hazard)
    assert [piece.file_id for piece in await pieces_of(session, hazard.id)] == ["file-1"]
    assert [found_of(mandatory_report) for mandatory_report in await told(session)] == [(PAPER,)]


@pytest.mark.parametrize("state", [State.REVIEW, State.TRANSFERRED, State.CLOSED])
async def test_nor_to_one_that_is_dealt_with(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime, state: State
) -> None:
    hazard.state = state
    await adds(session, hazard, street.resident, now)
    assert Act.ADD not in await acts(session, hazard)
    assert len(await told(session)) == 1


async def test_a_photo_that_waits_and_turns_out_to_be_one_leaves_with_it(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    again = await waiting(session, street, hazard, now)
    await adds(session, again, street.stranger, now, LETTING, PAPER)
    assert (again.state, again.due_at, again.chat_id, again.text) == (State.DRAFT, None, None, "")
    [mandatory_report] = await told(session)
    assert [found.file_id for found in found_of(mandatory_report)] == ["again", "paper"]
    assert await open_drafts(session, now + timedelta(days=1)) == 0


async def test_somebody_elses_photo_waits_on(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    again = await waiting(session, street, hazard, now)
    await adds(session, again, street.resident, now)
    assert (again.text, again.due_at is not None, again.chat_id) == ("", True, GROUP)
    assert [found_of(mandatory_report) for mandatory_report in await told(session)] == [()]


async def test_words_of_the_work_stay_with_the_hazard(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    hazard.state, hazard.accepted_by = State.ACCEPTED, street.member.id
    await adds(session, hazard, street.member, now, "外来务工人员已搬离", PAPER)
    assert (await acts(session, hazard))[-1] is Act.ADD
    assert [piece.file_id for piece in await pieces_of(session, hazard.id)] == ["file-1", "paper"]
    assert await told(session) == []


async def test_what_a_leader_adds_has_reached_a_leader_and_still_is_not_for_the_card(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    hazard.text = ""
    await adds(session, hazard, street.leader, now)
    assert (hazard.text, await told(session)) == ("", [])
    assert (await acts(session, hazard))[-1] is Act.ADD


async def test_a_member_who_is_not_at_work_on_it_tells_the_leader(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await adds(session, hazard, street.member, now)
    assert [mandatory_report.reporter_id for mandatory_report in await told(session)] == [street.member.id]


async def test_a_resident_may_not_pass_them_off_as_the_result(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    hazard.state, hazard.accepted_by = State.ACCEPTED, street.member.id
    await adds(session, hazard, street.stranger, now, LETTING, PAPER)
    assert [mandatory_report.reporter_id for mandatory_report in await told(session)] == [street.stranger.id]


async def test_from_an_anonymous_administrator_they_go_there_as_well(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await adds(session, hazard, None, now)
    assert [mandatory_report.reporter_id for mandatory_report in await told(session)] == [None]


async def test_what_is_urgent_besides_stays_with_the_hazard(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    again = await waiting(session, street, hazard, now, "楼道又堆了纸箱")
    await adds(session, again, street.stranger, now, f"{LETTING}，冒烟了")
    assert (again.state, again.severity) == (State.OPEN, Severity.URGENT)
    assert await told(session) == []


async def test_the_other_parts_of_an_album_go_where_its_words_went(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    first, second = (
        replace(PAPER, file_id=name, message_id=700 + at, media_group_id="9") for at, name in ((0, "p1"), (1, "p2"))
    )
    for found, words in ((first, LETTING), (second, "")):
        said = Said(GROUP, found.message_id, words, (found,), "9", street.resident)
        await add(session, hazard, said, now, SHANGHAI)
    [mandatory_report] = await told(session)
    assert [found.file_id for found in found_of(mandatory_report)] == ["p1", "p2"]
    assert [piece.file_id for piece in await pieces_of(session, hazard.id)] == ["file-1"]


async def test_no_message_but_the_leaders_is_about_them(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await adds(session, hazard, street.resident, now)
    [mandatory_report] = await told(session)
    about = select(func.count(col(OutboxMessage.id))).where(
        col(OutboxMessage.subject_id) == mandatory_report.id, col(OutboxMessage.chat_id) < 0
    )
    assert await session.scalar(about) == 0
