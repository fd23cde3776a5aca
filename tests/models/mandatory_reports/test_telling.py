from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Conflict, Refused
from models.evidence.attach import Found, pieces_of
from models.evidence.fetch_queue import claim_wanted
from models.grids.tables import Binding, Chat, Purpose
from models.hazards.reporting.submit import Said, add, report
from models.hazards.tables import Hazard
from models.hazards.workflow import State
from models.mandatory_reports.acknowledging import acknowledge
from models.mandatory_reports.feature import MANDATORY_REPORTS_WAITING
from models.mandatory_reports.tables import MandatoryReport, MandatoryReportState
from models.mandatory_reports.telling import found_of, part_of_album, take, thank
from models.members.leave import file_leave
from models.members.tables import Person, Post, Role
from models.worklist import worklist_of
from tests.due import pass_mandatory_reports_up
from tests.models.conftest import SHANGHAI
from tests.models.hazards.steps import messages
from tests.street import GROUP, Street

WORDS = "3号楼301房屋出租给王某一家"
PHOTO = Found("photo", "file-1", 1000, 501)


@pytest.fixture
async def mandatory_report(session: AsyncSession, street: Street, now: datetime) -> MandatoryReport:
    made = await take(session, street.grid, "letting", WORDS, (PHOTO,), street.resident, now, chat_id=GROUP)
    await session.flush()
    return made


async def test_it_goes_to_the_grid_leader_in_private_and_to_no_chat(
    session: AsyncSession, mandatory_report: MandatoryReport, street: Street, now: datetime
) -> None:
    assert await messages(session) == [("hazards.matter", street.leader.tg_user_id)]
    assert (mandatory_report.state, mandatory_report.level_id) == (MandatoryReportState.TOLD, street.grid.id)
    assert found_of(mandatory_report) == (PHOTO,)


async def test_its_photos_are_fetched_like_those_of_a_hazard(
    session: AsyncSession, mandatory_report: MandatoryReport, street: Street, now: datetime
) -> None:
    part = replace(PHOTO, file_id="file-2", message_id=502, media_group_id="13")
    whole = [replace(part, message_id=503), part]
    album = await take(session, street.grid, "letting", WORDS, whole[:1], street.resident, now, chat_id=GROUP)
    assert await part_of_album(session, "13", whole[1:], street.resident, now, chat_id=GROUP)
    fetched = [wanted.id for wanted in await claim_wanted(session, now, 10)]
    pieces = [*await pieces_of(session, mandatory_report.id), *await pieces_of(session, album.id)]
    assert [(piece.subject_kind, piece.message_id) for piece in pieces] == [
        ("mandatory_report", 501),
        ("mandatory_report", 503),
        ("mandatory_report", 502),
    ]
    assert {piece.id for piece in pieces} == set(fetched)


async def test_a_bound_leaders_chat_does_not_hear_of_it(session: AsyncSession, street: Street, now: datetime) -> None:
    session.add(Chat(id=-2002, type="supergroup", title="负责人群", seen_at=now))
    session.add(Binding(grid_id=street.grid.id, purpose=Purpose.LEADERS, chat_id=-2002, bound_at=now))
    await take(session, street.grid, "letting", WORDS, (), street.resident, now, chat_id=GROUP)
    assert await messages(session) == [("hazards.matter", street.leader.tg_user_id)]


async def test_without_a_leader_within_reach_it_goes_to_the_level_above(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    street.leader.started = False
    await take(session, street.grid, "letting", WORDS, (), street.resident, now, chat_id=GROUP)
    assert await messages(session) == [("hazards.matter", street.community_leader.tg_user_id)]


async def test_with_nobody_within_reach_it_is_tried_again(session: AsyncSession, street: Street, now: datetime) -> None:
    street.leader.started = street.community_leader.started = False
    await take(session, street.grid, "letting", WORDS, (), street.resident, now, chat_id=GROUP)
    assert await messages(session) == []
    street.leader.started = True
    assert await pass_mandatory_reports_up(session, now + timedelta(hours=1)) == 1
    assert await messages(session) == [("hazards.matter", street.leader.tg_user_id)]


async def test_what_nobody_takes_climbs_and_stays_on_the_table(
    session: AsyncSession, mandatory_report: MandatoryReport, street: Street, now: datetime
) -> None:
    assert await pass_mandatory_reports_up(session, now + timedelta(hours=23)) == 0
    for day in (1, 2):
        assert await pass_mandatory_reports_up(session, now + timedelta(days=day)) == 1
    told = [chat for _, chat in await messages(session)]
    assert told == [street.leader.tg_user_id, *[street.community_leader.tg_user_id] * 2]


async def test_a_leader_takes_it_and_the_reporter_hears_so(
    session: AsyncSession, mandatory_report: MandatoryReport, street: Street, now: datetime
) -> None:
    street.resident.started = True
    await acknowledge(session, mandatory_report, street.leader, now)
    assert (mandatory_report.state, mandatory_report.taken_by) == (MandatoryReportState.ACKNOWLEDGED, street.leader.id)
    assert ("hazards.matter_heard", street.resident.tg_user_id) in await messages(session)
    assert await pass_mandatory_reports_up(session, now + timedelta(days=30)) == 0


async def test_a_member_may_not_take_it(
    session: AsyncSession, mandatory_report: MandatoryReport, street: Street, now: datetime
) -> None:
    with pytest.raises(Refused):
        await acknowledge(session, mandatory_report, street.member, now)


async def test_the_second_leader_learns_who_was_first(
    session: AsyncSession, mandatory_report: MandatoryReport, street: Street, now: datetime
) -> None:
    await acknowledge(session, mandatory_report, street.leader, now)
    with pytest.raises(Conflict) as late:
        await acknowledge(session, mandatory_report, street.community_leader, now)
    assert late.value.data["by"] == "谭远康"


@pytest.mark.parametrize(("started", "chat"), [(True, 11), (False, GROUP)])
async def test_thanks_go_in_private_where_that_is_possible(
    session: AsyncSession, street: Street, now: datetime, started: bool, chat: int
) -> None:
    street.resident.started = started
    thank(session, GROUP, 501, street.resident, now)
    assert await messages(session) == [("hazards.matter_thanks", chat)]


async def test_a_draft_filled_in_with_a_must_report_leaves_the_group(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    draft = await report(session, Said(GROUP, 7, "", person=street.resident), street.grid, now, SHANGHAI)
    await add(session, draft, Said(GROUP, 8, WORDS, (PHOTO,), person=street.resident), now, SHANGHAI)
    await session.flush()
    stored = (await session.scalars(select(Hazard))).one()
    assert (stored.state, stored.chat_id, stored.text) == (State.DRAFT, None, "")
    assert (await session.scalars(select(MandatoryReport))).one().text == WORDS
    assert [kind for kind, _ in await messages(session)] == ["hazards.card", "hazards.matter", "hazards.matter_thanks"]


async def test_it_waits_for_the_leader_who_was_told_last_until_it_is_taken(
    session: AsyncSession, street: Street, now: datetime, mandatory_report: MandatoryReport
) -> None:
    waits = {name: await waiting(session, getattr(street, name), now) for name in ("member", "leader", "stranger")}
    assert waits == {"member": [], "leader": [mandatory_report], "stranger": []}
    await acknowledge(session, mandatory_report, street.leader, now)
    assert await waiting(session, street.leader, now) == []


async def test_it_waits_for_who_stands_in_for_a_leader_on_leave(
    session: AsyncSession, street: Street, now: datetime, mandatory_report: MandatoryReport
) -> None:
    post = Post(grid_id=street.grid.id, role=Role.BACKUP, name="路人", phone="+86", person_id=street.stranger.id)
    session.add(post)
    await session.flush()
    assert await waiting(session, street.stranger, now) == []
    today = now.astimezone(SHANGHAI).date()
    await file_leave(session, street.leader, today, today, now, SHANGHAI)
    await session.flush()
    assert await waiting(session, street.stranger, now) == [mandatory_report]


async def waiting(session: AsyncSession, person: Person, now: datetime) -> list[MandatoryReport]:
    found = await worklist_of(session, [MANDATORY_REPORTS_WAITING], person.id, now)
    return [item.row for section in found.sections.values() for item in section.items]
