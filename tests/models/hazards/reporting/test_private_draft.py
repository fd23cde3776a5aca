from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.errors import Conflict, NotFound
from models.evidence.attach import Found, photos_of
from models.grids.tables import Binding, Chat, Purpose
from models.hazards.reporting import private_draft
from models.hazards.reporting.choose_grid import choose
from models.hazards.reporting.private_draft import Intake, IntakeState
from models.hazards.workflow import State
from models.mandatory_reports.tables import MandatoryReport
from models.members.sightings import Sighting
from tests.due import remind_of_intakes
from tests.models.conftest import SHANGHAI, WORDS, square
from tests.models.hazards.steps import messages
from tests.street import GROUP, Street

OTHER_GROUP = -1002
PHOTO = Found("photo", "file-1", 1000, 31)


def place(longitude: float) -> Found:
    return Found("place", None, None, 32, place={"latitude": 5.0, "longitude": longitude})


@pytest.fixture
async def mine(session: AsyncSession, street: Street, now: datetime) -> Intake:
    street.resident.started = True
    made = await private_draft.begin(session, street.resident, street.resident.tg_user_id, now)
    await session.flush()
    return made


async def seen_in(session: AsyncSession, street: Street, chat: int, now: datetime) -> None:
    session.add(Sighting(person_id=street.resident.id, chat_id=chat, at=now))
    await session.flush()


async def test_the_grid_is_that_of_the_only_group_where_the_person_was_seen(
    session: AsyncSession, mine: Intake, street: Street, now: datetime
) -> None:
    await seen_in(session, street, GROUP, now)
    await private_draft.add(session, mine, WORDS, (PHOTO,), now)
    assert (mine.grid_id, mine.text, len(mine.found)) == (street.grid.id, WORDS, 1)


async def test_a_member_means_the_own_grid(session: AsyncSession, street: Street, now: datetime) -> None:
    intake = await private_draft.begin(session, street.member, street.member.tg_user_id, now)
    await private_draft.add(session, intake, WORDS, (), now)
    assert intake.grid_id == street.grid.id


async def test_who_leads_a_larger_grid_is_asked_which_small_one(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    intake = await private_draft.begin(session, street.community_leader, street.community_leader.tg_user_id, now)
    await private_draft.add(session, intake, WORDS, (), now)
    assert intake.grid_id is None


async def test_of_several_groups_a_place_decides(
    session: AsyncSession, mine: Intake, street: Street, now: datetime
) -> None:
    street.community.boundary = square(0)
    session.add(Chat(id=OTHER_GROUP, type="supergroup", title="社区群", seen_at=now))
    session.add(Binding(grid_id=street.street.id, purpose=Purpose.GROUP, chat_id=OTHER_GROUP, bound_at=now))
    street.grid.boundary = square(0)
    await seen_in(session, street, GROUP, now)
    await seen_in(session, street, OTHER_GROUP, now)
    await private_draft.add(session, mine, "", (place(5),), now)
    assert mine.grid_id == street.grid.id


async def test_without_a_group_a_place_within_a_boundary_tells_the_grid(
    session: AsyncSession, mine: Intake, street: Street, now: datetime
) -> None:
    street.grid.boundary = square(0)
    await session.flush()
    await private_draft.add(session, mine, WORDS, (place(15),), now)
    assert mine.grid_id is None
    await private_draft.add(session, mine, "", (place(5),), now)
    assert mine.grid_id == street.grid.id


async def test_a_place_outside_the_own_grid_leaves_the_choice(
    session: AsyncSession, mine: Intake, street: Street, now: datetime
) -> None:
    street.community.boundary = square(0)
    await seen_in(session, street, GROUP, now)
    await private_draft.add(session, mine, WORDS, (place(5),), now)
    likely = await private_draft.likely_grids(session, mine)
    assert (mine.grid_id, likely) == (None, [street.grid, street.community])


async def test_a_larger_grid_leads_to_those_below_and_a_small_one_is_taken(
    session: AsyncSession, mine: Intake, street: Street, now: datetime
) -> None:
    await choose(session, mine, street.community.id, now)
    assert (mine.grid_id, mine.browsing, mine.under_id) == (None, True, street.community.id)
    await choose(session, mine, street.grid.id, now)
    assert (mine.grid_id, mine.browsing) == (street.grid.id, False)


async def test_a_grid_that_is_gone_cannot_be_chosen(
    session: AsyncSession, mine: Intake, street: Street, now: datetime
) -> None:
    street.grid.retired_at = now
    with pytest.raises(NotFound):
        await choose(session, mine, street.grid.id, now)


async def test_sent_it_is_a_hazard_of_that_grid_whose_card_names_nobody(
    session: AsyncSession, mine: Intake, street: Street, now: datetime
) -> None:
    await seen_in(session, street, GROUP, now)
    await private_draft.add(session, mine, WORDS, (PHOTO,), now)
    hazard = await private_draft.send(session, mine, street.resident, now, SHANGHAI)
    assert hazard is not None
    assert (hazard.state, hazard.discreet, hazard.chat_id, hazard.message_id) == (State.OPEN, True, GROUP, None)
    assert (hazard.reporter_id, mine.state) == (street.resident.id, IntakeState.SENT)
    assert [photo.file_id for photo in await photos_of(session, hazard.id)] == ["file-1"]
    told = await messages(session)
    assert ("hazards.card", GROUP) in told
    assert street.resident.tg_user_id in {chat for _, chat in told}


async def test_a_possible_duplicate_is_asked_about_in_private_and_no_card_stands(
    session: AsyncSession, mine: Intake, street: Street, now: datetime
) -> None:
    await seen_in(session, street, GROUP, now)
    await private_draft.add(session, mine, WORDS, (PHOTO,), now)
    await private_draft.send(session, mine, street.resident, now, SHANGHAI)
    before = await messages(session)
    again = await private_draft.begin(session, street.resident, street.resident.tg_user_id, now)
    await private_draft.add(session, again, "楼道又堆了纸箱", (), now)
    hazard = await private_draft.send(session, again, street.resident, now, SHANGHAI)
    assert hazard is not None
    assert hazard.state is State.DRAFT
    assert (await messages(session))[len(before) :] == [("hazards.same", street.resident.tg_user_id)]


async def test_a_must_report_sent_in_private_reaches_the_leader_alone(
    session: AsyncSession, mine: Intake, street: Street, now: datetime
) -> None:
    await choose(session, mine, street.grid.id, now)
    await private_draft.add(session, mine, "新增困难对象一名", (), now)
    assert await private_draft.send(session, mine, street.resident, now, SHANGHAI) is None
    await session.flush()
    assert (await session.scalars(select(MandatoryReport))).one().kind == "hardship"
    me, leader = street.resident.tg_user_id, street.leader.tg_user_id
    assert await messages(session) == [("hazards.matter", leader), ("hazards.matter_thanks", me)]


@pytest.mark.parametrize(("words", "chosen"), [("", True), (WORDS, False)])
async def test_half_a_report_is_not_sent(
    session: AsyncSession, mine: Intake, street: Street, now: datetime, words: str, chosen: bool
) -> None:
    await private_draft.add(session, mine, words, (), now)
    if chosen:
        await choose(session, mine, street.grid.id, now)
    with pytest.raises(Conflict):
        await private_draft.send(session, mine, street.resident, now, SHANGHAI)


async def test_it_is_sent_once(session: AsyncSession, mine: Intake, street: Street, now: datetime) -> None:
    await private_draft.add(session, mine, WORDS, (), now)
    await choose(session, mine, street.grid.id, now)
    await private_draft.send(session, mine, street.resident, now, SHANGHAI)
    with pytest.raises(Conflict):
        await private_draft.send(session, mine, street.resident, now, SHANGHAI)
    with pytest.raises(Conflict):
        private_draft.drop(mine)


async def test_a_person_has_one_open_report_at_a_time_until_it_is_stale(
    session: AsyncSession, mine: Intake, street: Street, now: datetime
) -> None:
    assert await private_draft.begin(session, street.resident, 11, now + timedelta(minutes=59)) is mine
    other = await private_draft.begin(session, street.resident, 11, now + timedelta(minutes=61))
    await session.flush()
    assert other is not mine
    assert mine.state is IntakeState.DROPPED


async def test_what_was_not_sent_is_asked_for_once_more(session: AsyncSession, mine: Intake, now: datetime) -> None:
    await private_draft.add(session, mine, WORDS, (PHOTO,), now)
    await session.flush()
    assert await remind_of_intakes(session, now + timedelta(minutes=9)) == 0
    assert await remind_of_intakes(session, now + timedelta(minutes=10)) == 1
    assert mine.reminded
    assert (await messages(session))[-1] == (private_draft.KIND, mine.chat_id)
    await private_draft.add(session, mine, "还有纸箱", (), now + timedelta(minutes=11))
    assert await remind_of_intakes(session, now + timedelta(hours=5)) == 0


@pytest.mark.parametrize("more", [True, False])
async def test_what_is_not_sent_for_a_day_after_that_is_let_go(
    session: AsyncSession, mine: Intake, now: datetime, *, more: bool
) -> None:
    await private_draft.add(session, mine, WORDS, (PHOTO,), now)
    assert await remind_of_intakes(session, now + timedelta(minutes=10)) == 1
    last = now + timedelta(minutes=10)
    if more:
        last = now + timedelta(hours=20)
        await private_draft.add(session, mine, "还有纸箱", (), last)
    told = len(await messages(session))
    assert await remind_of_intakes(session, last + timedelta(hours=23)) == 0
    assert await remind_of_intakes(session, last + timedelta(hours=24)) == 1
    assert (mine.state, len(await messages(session))) == (IntakeState.DROPPED, told)


async def test_of_an_empty_or_finished_intake_nobody_is_reminded(
    session: AsyncSession, mine: Intake, street: Street, now: datetime
) -> None:
    await private_draft.add(session, mine, "", (), now)
    assert await remind_of_intakes(session, now + timedelta(hours=1)) == 0
    await private_draft.add(session, mine, WORDS, (PHOTO,), now)
    private_draft.drop(mine)
    assert await remind_of_intakes(session, now + timedelta(hours=1)) == 0


async def test_a_must_report_among_the_lines_stays_off_the_card_and_reaches_the_leader_with_the_rest(
    session: AsyncSession, mine: Intake, street: Street, now: datetime
) -> None:
    await seen_in(session, street, GROUP, now)
    for words in ("三楼楼道堆满纸箱", "301房屋出租给王某一家"):
        await private_draft.add(session, mine, words, (), now)
    hazard = await private_draft.send(session, mine, street.resident, now, SHANGHAI)
    assert hazard is not None
    assert (hazard.text, hazard.category) == ("三楼楼道堆满纸箱", "exit")
    mandatory_report = (await session.scalars(select(MandatoryReport))).one()
    assert (mandatory_report.kind, mandatory_report.text) == ("letting", "三楼楼道堆满纸箱\n301房屋出租给王某一家")
    assert ("hazards.matter_thanks", street.resident.tg_user_id) in await messages(session)
