from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, NotFound, Refused
from models.escalation.tables import Rung, RungState
from models.evidence.attach import Found, photos_of
from models.hazards.reporting.duplicates import join_asked, keep_apart, originals, where_it_stands
from models.hazards.reporting.submit import Said, add, join, report
from models.hazards.tables import Hazard
from models.hazards.workflow import Act, Severity, State
from models.hazards.working.perform import perform
from tests.due import open_drafts
from tests.models.conftest import SHANGHAI, WORDS
from tests.models.hazards.steps import acts, messages
from tests.street import GROUP, Street


@pytest.fixture
async def second(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> Hazard:
    """The same kind again, by a neighbour who has started the bot."""
    photo = Found("photo", "file-2", 1000, 601)
    said = Said(GROUP, 601, "楼道又堆了纸箱", (photo,), person=street.stranger)
    made = await report(session, said, street.grid, now, SHANGHAI)
    await session.flush()
    return made


async def rungs(session: AsyncSession, hazard: Hazard) -> list[Rung]:
    waiting = select(Rung).where(col(Rung.subject_id) == hazard.id, col(Rung.state) == RungState.WAITING)
    return list((await session.scalars(waiting)).all())


async def told(session: AsyncSession, kind: str) -> list[int]:
    return [chat for each, chat in await messages(session) if each == kind]


@pytest.mark.parametrize("by", ["stranger", "member", "leader"])
async def test_the_same_hazard_joins_the_original_with_words_and_photos(
    session: AsyncSession, hazard: Hazard, second: Hazard, street: Street, now: datetime, by: str
) -> None:
    original = await join_asked(session, second, getattr(street, by), now, SHANGHAI)
    await session.flush()
    assert (second.state, second.original_id, second.ended_at) == (State.DUPLICATE, original.id, now)
    assert original is hazard
    assert hazard.text == f"{WORDS}\n+ H{second.number}: 楼道又堆了纸箱"
    assert [photo.file_id for photo in await photos_of(session, hazard.id)] == ["file-1", "file-2"]
    assert await acts(session, second) == [Act.REPORT, Act.DESCRIBE, Act.DUPLICATE]
    assert Act.JOIN in await acts(session, hazard)
    assert await told(session, "hazards.joined") == [street.stranger.tg_user_id]
    assert await open_drafts(session, now + timedelta(hours=1)) == 0


@pytest.mark.parametrize("edited", [True, False])
async def test_words_of_another_place_end_the_question_and_it_goes_out(
    session: AsyncSession, hazard: Hazard, second: Hazard, street: Street, now: datetime, *, edited: bool
) -> None:
    hazard.text = "3号楼楼道堆满杂物"
    said = Said(
        GROUP, 601 if edited else 602, "是10号楼", person=street.stranger, before="楼道又堆了纸箱" if edited else ""
    )
    await (join if edited else add)(session, second, said, now, SHANGHAI)
    assert (second.state, second.original_id) == (State.OPEN, None)
    assert await open_drafts(session, now + timedelta(hours=1)) == 0


@pytest.mark.parametrize("words", ["在3号楼", "很多纸箱"])
async def test_words_that_may_be_of_the_same_place_leave_the_question(
    session: AsyncSession, hazard: Hazard, second: Hazard, street: Street, now: datetime, words: str
) -> None:
    hazard.text = "3号楼楼道堆满杂物"
    await add(session, second, Said(GROUP, 602, words, person=street.stranger), now, SHANGHAI)
    assert (second.state, second.original_id) == (State.DRAFT, hazard.id)


async def test_the_question_beside_a_grave_hazard_ends_too(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    hazard.text, hazard.category = "3号楼消防通道被占", "fire_lane"
    said = Said(GROUP, 601, "消防车通道被占用", person=street.stranger, original_id=hazard.id)
    grave = await report(session, said, street.grid, now, SHANGHAI)
    await add(session, grave, Said(GROUP, 602, "在8号楼", person=street.stranger), now, SHANGHAI)
    assert (grave.state, grave.original_id) == (State.OPEN, None)


async def test_a_neighbour_may_not_answer_for_the_reporter(
    session: AsyncSession, second: Hazard, street: Street, now: datetime
) -> None:
    with pytest.raises(Refused):
        await join_asked(session, second, street.resident, now, SHANGHAI)
    assert second.state is State.DRAFT


async def test_a_hazard_that_has_ended_meanwhile_is_not_joined(
    session: AsyncSession, hazard: Hazard, second: Hazard, street: Street, now: datetime
) -> None:
    hazard.state = State.CLOSED
    with pytest.raises(Conflict):
        await join_asked(session, second, street.stranger, now, SHANGHAI)


async def test_an_answer_given_twice_joins_once(
    session: AsyncSession, second: Hazard, street: Street, now: datetime
) -> None:
    await join_asked(session, second, street.stranger, now, SHANGHAI)
    with pytest.raises(Conflict):
        await join_asked(session, second, street.stranger, now, SHANGHAI)


async def test_the_reporter_of_a_duplicate_hears_the_outcome_of_the_original(
    session: AsyncSession, hazard: Hazard, second: Hazard, street: Street, now: datetime
) -> None:
    await join_asked(session, second, street.stranger, now, SHANGHAI)
    await perform(session, hazard, Act.DONE, street.member, now, SHANGHAI)
    assert await told(session, "hazards.joined_outcome") == []
    await perform(session, hazard, Act.CLOSE, street.leader, now, SHANGHAI)
    assert await told(session, "hazards.joined_outcome") == [street.stranger.tg_user_id]


async def test_who_has_not_started_the_bot_hears_it_under_the_own_report(
    session: AsyncSession, hazard: Hazard, second: Hazard, street: Street, now: datetime
) -> None:
    street.stranger.started = False
    await join_asked(session, second, street.stranger, now, SHANGHAI)
    await perform(session, hazard, Act.DISMISS, street.leader, now, SHANGHAI, reason="已清理")
    assert await told(session, "hazards.joined") == []
    assert await told(session, "hazards.joined_outcome") == [GROUP]


async def test_staff_find_an_open_hazard_to_be_a_duplicate(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    said = Said(GROUP, 601, "一楼灭火器坏了", person=street.stranger)
    other = await report(session, said, street.grid, now, SHANGHAI)
    await session.flush()
    await perform(session, other, Act.DUPLICATE, street.member, now, SHANGHAI, original=hazard.number)
    await session.flush()
    assert (other.state, other.original_id) == (State.DUPLICATE, hazard.id)
    assert not await rungs(session, other)
    assert await where_it_stands(session, other) is hazard


async def test_what_joined_a_duplicate_goes_along_to_its_original(
    session: AsyncSession, hazard: Hazard, second: Hazard, street: Street, now: datetime
) -> None:
    said = Said(GROUP, 602, "一楼灭火器坏了", person=street.resident)
    first = await report(session, said, street.grid, now, SHANGHAI)
    await session.flush()
    await join_asked(session, second, street.stranger, now, SHANGHAI)
    await perform(session, hazard, Act.DUPLICATE, street.member, now, SHANGHAI, original=first.number)
    await session.refresh(second)
    assert second.original_id == first.id


async def test_a_duplicate_of_itself_or_of_what_has_ended_is_refused(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    await session.flush()
    with pytest.raises(NotFound):
        await perform(session, hazard, Act.DUPLICATE, street.member, now, SHANGHAI, original=hazard.number)


async def test_one_photo_reported_by_two_people_is_shown_once(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    photo = Found("photo", "file-1", 1000, 501)
    said = Said(GROUP, 501, WORDS, (photo,), person=street.stranger)
    second = await report(session, said, street.grid, now, SHANGHAI)
    await join_asked(session, second, street.stranger, now, SHANGHAI)
    assert [photo.file_id for photo in await photos_of(session, hazard.id)] == ["file-1"]


async def test_live_hazards_of_the_grid_are_offered_with_the_same_kind_first(
    session: AsyncSession, hazard: Hazard, street: Street, now: datetime
) -> None:
    other = await report(session, Said(GROUP, 7, "灭火器坏了"), street.grid, now + timedelta(minutes=1), SHANGHAI)
    alike = await report(session, Said(GROUP, 8, "走廊冒烟"), street.grid, now + timedelta(minutes=2), SHANGHAI)
    await session.flush()
    assert list(await originals(session, alike)) == [hazard, other]


@pytest.fixture
async def graver(session: AsyncSession, hazard: Hazard, street: Street, now: datetime) -> Hazard:
    """The same kind again, and major: it is open, and it is asked whether it is the same."""
    said = Said(GROUP, 603, "楼道严重堵塞", person=street.stranger)
    made = await report(session, said, street.grid, now, SHANGHAI)
    await session.flush()
    return made


async def test_what_is_graver_is_open_while_it_is_asked_about(
    session: AsyncSession, hazard: Hazard, graver: Hazard
) -> None:
    assert (graver.state, graver.severity, graver.original_id) == (State.OPEN, Severity.MAJOR, hazard.id)
    assert await rungs(session, graver)


async def test_what_joins_makes_the_original_as_grave_and_climbs_no_more(
    session: AsyncSession, hazard: Hazard, graver: Hazard, street: Street, now: datetime
) -> None:
    await join_asked(session, graver, street.stranger, now, SHANGHAI)
    await session.flush()
    assert (graver.state, hazard.severity) == (State.DUPLICATE, Severity.MAJOR)
    assert (await acts(session, hazard))[-2:] == [Act.CLASSIFY, Act.JOIN]
    assert not await rungs(session, graver)


async def test_it_is_kept_apart_once(session: AsyncSession, graver: Hazard, street: Street, now: datetime) -> None:
    await keep_apart(session, graver, street.stranger, now, SHANGHAI)
    assert (graver.state, graver.original_id) == (State.OPEN, None)
    with pytest.raises(Conflict):
        await keep_apart(session, graver, street.stranger, now, SHANGHAI)


async def test_a_neighbour_may_not_keep_it_apart(
    session: AsyncSession, hazard: Hazard, graver: Hazard, street: Street, now: datetime
) -> None:
    with pytest.raises(Refused):
        await keep_apart(session, graver, street.resident, now, SHANGHAI)
    assert graver.original_id == hazard.id


async def test_what_somebody_has_accepted_is_not_joined_by_an_old_question(
    session: AsyncSession, graver: Hazard, street: Street, now: datetime
) -> None:
    await perform(session, graver, Act.ACCEPT, street.member, now, SHANGHAI)
    with pytest.raises(Conflict):
        await join_asked(session, graver, street.stranger, now, SHANGHAI)
    assert graver.state is State.ACCEPTED
