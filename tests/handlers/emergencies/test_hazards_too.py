import pytest
from sqlalchemy import select
from sqlmodel import col

from models.hazards.flow import State
from models.hazards.reporting import Said, report
from models.hazards.tables import Hazard, HazardEvent
from tests.handlers.room import Room
from tests.models.hazards.conftest import SHANGHAI
from tests.street import GROUP, Street

MEMBER, LEADER = 12, 14


@pytest.fixture
async def hazard(room: Room, street: Street) -> Hazard:
    said = Said(GROUP, 7, "3号楼着火了", person=street.resident)
    made = await report(room.session, said, street.grid, room.now, SHANGHAI)
    await room.session.flush()
    return made


async def reasons(room: Room) -> list[str]:
    rows = await room.session.scalars(select(HazardEvent).order_by(col(HazardEvent.id)))
    return [event.data["reason"] for event in rows if "reason" in event.data]


@pytest.mark.parametrize("press", ["going", "arrived", "fire", "other"])
async def test_who_goes_or_was_there_has_accepted_the_report(
    room: Room, hazard: Hazard, street: Street, press: str
) -> None:
    await room.presses(MEMBER, GROUP, f"sos:{press}:1")
    assert (hazard.state, hazard.accepted_by) == (State.ACCEPTED, street.member.id)


async def test_a_second_helper_changes_nothing_of_that(room: Room, hazard: Hazard, street: Street) -> None:
    await room.presses(MEMBER, GROUP, "sos:going:1")
    await room.presses(LEADER, GROUP, "sos:going:1")
    assert (hazard.state, hazard.accepted_by) == (State.ACCEPTED, street.member.id)


async def test_a_leader_s_false_alarm_dismisses_the_report(room: Room, hazard: Hazard) -> None:
    await room.presses(LEADER, GROUP, "sos:nothing:1")
    assert hazard.state is State.DISMISSED
    assert await reasons(room) == ["误报"]


async def test_a_member_s_false_alarm_hands_the_report_to_the_leader(room: Room, hazard: Hazard) -> None:
    await room.presses(MEMBER, GROUP, "sos:nothing:1")
    assert hazard.state is State.REVIEW
    assert "hazards.review" in await room.kinds(LEADER)


async def test_a_report_that_is_dealt_with_already_is_left_alone(room: Room, hazard: Hazard) -> None:
    hazard.state = State.CLOSED
    await room.presses(MEMBER, GROUP, "sos:going:1")
    await room.presses(LEADER, GROUP, "sos:nothing:1")
    assert hazard.state is State.CLOSED
