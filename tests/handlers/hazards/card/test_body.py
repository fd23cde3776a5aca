from datetime import timedelta

import pytest
from sqlalchemy import update

from models.evidence.tables import Evidence, Moment
from models.hazards.perform import perform
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from tests.handlers.hazards.reports import RESIDENT, WORDS, card, hazards, photo
from tests.handlers.room import SHANGHAI, Room
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
