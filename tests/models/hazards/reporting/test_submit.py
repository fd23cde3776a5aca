from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.escalation.tables import Aim, Lack, Rung
from models.evidence.attach import Found, photos_of
from models.evidence.tables import Moment
from models.hazards.reporting.messages import empty_draft
from models.hazards.reporting.submit import Said, add, join, report
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, Severity, State
from tests.models.conftest import SHANGHAI, WORDS
from tests.models.hazards.steps import acts, messages
from tests.street import GROUP, Street


async def test_a_report_is_open_numbered_and_classified(session: AsyncSession, hazard: Hazard) -> None:
    await session.flush()
    assert (hazard.number, hazard.state, hazard.category) == (1, State.OPEN, "exit")
    assert (hazard.text, hazard.severity) == (WORDS, Severity.ORDINARY)
    assert await acts(session, hazard) == [Act.REPORT, Act.DESCRIBE]
    assert [photo.file_id for photo in await photos_of(session, hazard.id)] == ["file-1"]


async def test_the_group_gets_a_card_and_members_who_started_the_bot_an_alert(
    session: AsyncSession, hazard: Hazard, street: Street
) -> None:
    assert await messages(session) == [("hazards.card", GROUP), ("hazards.ping", street.member.tg_user_id)]


async def test_an_ordinary_ladder_is_frozen_with_its_due_times(
    session: AsyncSession, hazard: Hazard, now: datetime
) -> None:
    await session.flush()
    rungs = (await session.scalars(select(Rung).order_by(col(Rung.position)))).all()
    assert [(rung.lack, rung.aim, rung.due_at - now) for rung in rungs] == [
        (Lack.ACCEPTED, Aim.GRID, timedelta(hours=2)),
        (Lack.ACCEPTED, Aim.COMMUNITY, timedelta(hours=8)),
        (Lack.ACCEPTED, Aim.STREET, timedelta(hours=24)),
        (Lack.DONE, Aim.ABOVE, timedelta(days=7)),
    ]
    assert hazard.due_at == now + timedelta(hours=2)


async def test_an_urgent_report_reaches_the_leader_at_once(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    said = Said(GROUP, 7, "三楼冒烟了", person=street.resident)
    hazard = await report(session, said, street.grid, now, SHANGHAI)
    assert hazard.severity is Severity.URGENT
    chats = [chat for kind, chat in await messages(session) if kind == "hazards.ping"]
    assert chats == [street.member.tg_user_id, street.leader.tg_user_id]


async def test_a_report_without_words_or_photo_is_a_draft_that_a_reply_fills_in(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    hazard = await report(session, Said(GROUP, 7, "", person=street.resident), street.grid, now, SHANGHAI)
    assert hazard.state is State.DRAFT
    assert await messages(session) == [("hazards.card", GROUP)]
    await add(session, hazard, Said(GROUP, 8, "电动车在楼道充电", person=street.resident), now, SHANGHAI)
    assert (hazard.state, hazard.category) == (State.OPEN, "e_bike")
    assert ("hazards.ping", street.member.tg_user_id) in await messages(session)


async def test_a_photo_alone_is_enough_to_open_a_hazard(session: AsyncSession, street: Street, now: datetime) -> None:
    said = Said(GROUP, 7, "", (Found("photo", "f", 10, 7),), person=street.resident)
    hazard = await report(session, said, street.grid, now, SHANGHAI)
    assert (hazard.state, hazard.category) == (State.OPEN, "other")


async def test_a_late_part_of_the_album_joins_its_hazard(session: AsyncSession, street: Street, now: datetime) -> None:
    first = Found("photo", "f1", 10, 7, "album")
    said = Said(GROUP, 7, WORDS, (first,), "album", street.resident)
    hazard = await report(session, said, street.grid, now, SHANGHAI)
    late = Said(GROUP, 9, "", (Found("photo", "f2", 10, 9, "album"),), "album", street.resident)
    await join(session, hazard, late, now, SHANGHAI)
    assert [photo.file_id for photo in await photos_of(session, hazard.id)] == ["f1", "f2"]


async def test_a_staff_photo_after_acceptance_shows_the_result(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    hazard.state, hazard.accepted_by = State.ACCEPTED, street.member.id
    said = Said(GROUP, 20, "清理完毕", (Found("photo", "after", 10, 20),), person=street.member)
    await add(session, hazard, said, now, SHANGHAI)
    assert [photo.file_id for photo in await photos_of(session, hazard.id, Moment.AFTER)] == ["after"]


async def test_a_neighbours_photo_after_acceptance_shows_the_hazard_as_found(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    hazard.state, hazard.accepted_by = State.ACCEPTED, street.member.id
    said = Said(GROUP, 20, "四楼也有", (Found("photo", "more", 10, 20),), person=street.stranger)
    await add(session, hazard, said, now, SHANGHAI)
    assert [photo.file_id for photo in await photos_of(session, hazard.id, Moment.AFTER)] == []
    assert "more" in [photo.file_id for photo in await photos_of(session, hazard.id, Moment.BEFORE)]


async def test_ten_thousand_characters_are_kept_within_bounds(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    hazard = await report(session, Said(GROUP, 7, "堆" * 10_000, person=street.resident), street.grid, now, SHANGHAI)
    await session.flush()
    assert len(hazard.text) == 4000


async def test_a_report_just_begun_is_found_again_by_who_began_it(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    draft = await report(session, Said(GROUP, 7, "", person=street.resident), street.grid, now, SHANGHAI)
    assert await empty_draft(session, street.resident, GROUP, now + timedelta(minutes=9)) is draft
    assert await empty_draft(session, street.resident, GROUP, now + timedelta(minutes=10)) is None
    assert await empty_draft(session, street.resident, -7, now) is None
    assert await empty_draft(session, street.stranger, GROUP, now) is None


async def test_a_report_that_has_words_is_no_longer_just_begun(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await report(session, Said(GROUP, 8, "楼道又堆了纸箱", person=street.resident), street.grid, now, SHANGHAI)
    assert await empty_draft(session, street.resident, GROUP, now) is None


async def test_a_message_that_was_reported_before_is_asked_about_whatever_is_said_of_it(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    said = Said(GROUP, 501, "再说一遍", person=street.stranger, original_id=hazard.id)
    again = await report(session, said, street.grid, now, SHANGHAI)
    assert (again.state, again.original_id) == (State.DRAFT, hazard.id)


async def test_what_is_urgent_is_open_while_it_is_asked_about(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    said = Said(GROUP, 501, "冒烟了", person=street.stranger, original_id=hazard.id)
    again = await report(session, said, street.grid, now, SHANGHAI)
    assert (again.state, again.original_id) == (State.OPEN, hazard.id)
