from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from handlers import dates
from handlers.messages import MessageContent
from models.evidence.tables import Evidence, Moment
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from models.members.tables import Post
from tests import offices
from tests.handlers.hazards.reports import RESIDENT, WORDS, card, hazards, photo
from tests.handlers.room import SHANGHAI, Room
from tests.models.hazards.steps import list_it, order, transfer
from tests.street import GROUP, Street

HOURS = timedelta(hours=1)


@pytest.fixture
async def hazard(room: Room) -> Hazard:
    await room.sends(RESIDENT, GROUP, **photo(caption=f"/report {WORDS}"))
    return (await hazards(room))[0]


async def lines(room: Room) -> list[str]:
    return (await card(room)).html.splitlines()


async def test_what_and_where_come_first_then_until_when(room: Room, hazard: Hazard) -> None:
    told = await lines(room)
    assert [line.partition("：")[0] for line in told[1:4]] == ["情况", "网格", "受理时限"]


async def test_a_deadline_that_has_passed_is_said_to_have(room: Room, hazard: Hazard, street: Street) -> None:
    room.now += 2 * HOURS
    assert "受理时限：11-16 11:00" in await lines(room)
    room.now += timedelta(minutes=1)
    assert "⏰ 受理时限：11-16 11:00（已超时）" in await lines(room)
    await perform(room.session, hazard, Act.ACCEPT, street.member, room.now, SHANGHAI)
    room.now += timedelta(days=30)
    assert any(line.startswith("⏰ 处置时限：") and line.endswith("（已超时）") for line in await lines(room))


@pytest.mark.parametrize(
    ("moment", "said"), [(Moment.BEFORE, "照片等材料：处置前1份"), (Moment.AFTER, "照片等材料：处置后1份")]
)
async def test_evidence_that_there_is_none_of_is_not_counted(
    room: Room, hazard: Hazard, moment: Moment, said: str
) -> None:
    await room.session.execute(update(Evidence).values(moment=moment))
    assert said in await lines(room)


async def test_how_long_it_waits_is_said_once_that_is_an_hour(room: Room, hazard: Hazard) -> None:
    assert "已等待" not in (await card(room, "hazards.ping")).html
    room.now += 1 * HOURS
    assert "已等待1小时" in (await card(room, "hazards.ping")).html


async def test_the_review_has_a_deadline_too_and_says_that_no_photo_shows_the_result(
    room: Room, hazard: Hazard, street: Street
) -> None:
    await perform(room.session, hazard, Act.DONE, street.member, room.now, SHANGHAI)
    assert hazard.due_at is not None
    due = dates.local(room.context(await room.newest("hazards.card")), hazard.due_at)
    assert (await lines(room))[3] == f"复核时限：{due}"
    assert "⚠️ 无处置后照片" in await lines(room)
    room.now = hazard.due_at + timedelta(minutes=1)
    assert (await lines(room))[3] == f"⏰ 复核时限：{due}（已超时）"


@pytest.mark.parametrize("at_work", [True, False])
async def test_it_says_why_it_was_sent_back_and_to_whom_until_it_is_done_again(
    room: Room, hazard: Hazard, street: Street, at_work: bool
) -> None:
    await perform(room.session, hazard, Act.DONE, street.member, room.now, SHANGHAI)
    given = {"reason": "未整改，电话13912345678"}
    await perform(room.session, hazard, Act.SEND_BACK, street.leader, room.now, SHANGHAI, **given)
    if not at_work:
        await room.session.execute(
            update(Post).where(col(Post.person_id) == street.member.id).values(ended_at=room.now)
        )
    to = street.member.name if at_work else "本网格网格员"
    [back] = [line for line in await lines(room) if "退回" in line]
    assert back.startswith(f"↩️ {street.leader.name}退回给{to}，理由：未整改")
    assert "13912345678" not in back
    await perform(room.session, hazard, Act.DONE, street.leader, room.now, SHANGHAI)
    assert not [line for line in await lines(room) if "退回给" in line]


async def test_who_came_stays_on_the_card_with_the_time_to_the_end(room: Room, hazard: Hazard, street: Street) -> None:
    await perform(room.session, hazard, Act.ON_SITE, street.member, room.now, SHANGHAI)
    here = f"📍 11-16 09:00 {street.member.name}已到场"
    assert here in await lines(room)
    room.now += HOURS
    await perform(room.session, hazard, Act.DONE, street.member, room.now, SHANGHAI)
    await perform(room.session, hazard, Act.CLOSE, street.leader, room.now, SHANGHAI)
    assert here in await lines(room)


async def test_a_listing_and_a_transfer_stand_with_the_deadlines(room: Room, hazard: Hazard, street: Street) -> None:
    above = await offices.build(room.session, street, room.now)
    await list_it(room.session, hazard, above.street_leader, room.now)
    await transfer(room.session, hazard, above, room.now)
    told = await lines(room)
    assert [line.partition("：")[0].split()[0] for line in told[1:6]] == [
        "情况",
        "网格",
        "挂牌督办",
        "移交部门",
        "类别",
    ]
    room.now += timedelta(days=40)
    assert any(line.startswith("⏰ 挂牌督办") and line.endswith("（已逾期3天）") for line in await lines(room))


async def test_its_reporter_reads_by_when_in_the_same_form_and_that_it_is_over(
    room: Room, hazard: Hazard, street: Street
) -> None:
    message = await room.standing(RESIDENT, "hazards.reporter", 900, hazard.id)
    await order(room.session, hazard, street.leader, room.now)
    for days, due in ((0, "时限：11-23"), (8, "⏰ 时限：11-23（已超时）")):
        room.now += timedelta(days=days)
        said = await room.worded(message)
        assert isinstance(said, MessageContent)
        assert due in said.html.splitlines()
