from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent
from locales.translator import Html
from models.escalation.tables import Lack, Rung, RungState
from models.evidence.attach import Found
from models.grids.tables import Grid, Level
from models.grids.tree import path_of
from models.hazards.reporting.submit import Said, add, report
from models.hazards.tables import Hazard, HazardEvent
from models.hazards.workflow import State
from models.members.tables import Post, Role
from tests.due import climb, take_call_steps
from tests.handlers.emergencies.messages import ends
from tests.handlers.room import Room
from tests.models.conftest import SHANGHAI
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
    await ends(room, LEADER, GROUP, "nothing")
    assert hazard.state is State.DISMISSED
    assert await reasons(room) == ["误报"]


async def test_a_member_s_false_alarm_hands_the_report_to_the_leader(room: Room, hazard: Hazard) -> None:
    await ends(room, MEMBER, GROUP, "nothing")
    assert hazard.state is State.REVIEW
    assert "hazards.review" in await room.kinds(LEADER)


async def test_a_report_that_is_dealt_with_already_is_left_alone(room: Room, hazard: Hazard) -> None:
    hazard.state = State.CLOSED
    await room.presses(MEMBER, GROUP, "sos:going:1")
    await ends(room, LEADER, GROUP, "nothing")
    assert hazard.state is State.CLOSED


@pytest.mark.parametrize("by", [MEMBER, LEADER])
@pytest.mark.parametrize("outcome", ["nothing", "safe"])
@pytest.mark.parametrize(("before", "accepted"), [(None, State.OPEN), ("going", State.ACCEPTED)])
async def test_with_the_end_what_it_did_to_the_report_is_undone(
    room: Room, hazard: Hazard, street: Street, by: int, outcome: str, before: str | None, accepted: State
) -> None:
    if before:
        await room.presses(MEMBER, GROUP, f"sos:{before}:1")
    await ends(room, by, GROUP, outcome)
    assert hazard.state is not accepted or outcome == "safe"
    await room.presses(by, by, "sos:reopen:1")
    assert (hazard.state, hazard.ended_at, hazard.done_by) == (accepted, None, None)
    assert hazard.accepted_by == (street.member.id if before else None)
    waiting = RungState.WAITING in await rungs(room, Lack.ACCEPTED)
    assert waiting is (accepted is State.OPEN)
    assert RungState.WAITING in await rungs(room, Lack.DONE)


async def test_a_leader_undoes_what_a_member_s_end_did(room: Room, hazard: Hazard) -> None:
    await ends(room, MEMBER, GROUP, "nothing")
    await room.presses(LEADER, LEADER, "sos:reopen:1")
    assert hazard.state is State.OPEN


async def test_what_was_done_to_the_report_since_the_end_stays(room: Room, hazard: Hazard) -> None:
    await ends(room, MEMBER, GROUP, "nothing")
    await room.presses(LEADER, LEADER, "hz:close:1")
    assert hazard.state is State.CLOSED
    await room.presses(MEMBER, MEMBER, "sos:reopen:1")
    assert hazard.state is State.CLOSED


async def test_its_reporter_who_heard_of_the_dismissal_reads_that_it_goes_on(
    room: Room, hazard: Hazard, street: Street
) -> None:
    street.resident.started = True
    await ends(room, LEADER, GROUP, "nothing")
    outcome = await room.newest("hazards.outcome")
    await room.presses(LEADER, LEADER, "sos:reopen:1")
    said = await room.views[outcome.kind](room.context(outcome, editing=True))
    assert said == MessageContent(Html("<b>H1</b>已重新打开。"))


@pytest.fixture
async def neighbour(room: Room, street: Street) -> int:
    """A member of the grid next door, who heard the alarm."""
    grid = Grid(code="S-1-2", name="二网格", level=Level.GRID, path="", parent_id=street.community.id)
    grid.path = path_of(grid.id, street.community.path)
    post = Post(grid_id=grid.id, role=Role.MEMBER, name="邻格", phone="+8619900000016", claimed_at=room.now)
    post.person_id = street.stranger.id
    room.session.add_all([grid, post])
    await room.session.flush()
    return street.stranger.tg_user_id


async def rungs(room: Room, lack: Lack) -> set[RungState]:
    rows = select(col(Rung.state)).where(col(Rung.lack) == lack)
    return set((await room.session.scalars(rows)).all())


async def test_a_neighbour_who_goes_ends_the_chase_and_the_outcome_is_still_asked_for(
    room: Room, neighbour: int, hazard: Hazard, street: Street
) -> None:
    await room.presses(neighbour, neighbour, "sos:going:1")
    assert (hazard.state, hazard.accepted_by) == (State.ACCEPTED, street.stranger.id)
    assert await rungs(room, Lack.ACCEPTED) == {RungState.CANCELLED}
    assert RungState.WAITING in await rungs(room, Lack.DONE)
    await take_call_steps(room.session, room.now + timedelta(minutes=10))
    assert "emergencies.asked" in await room.kinds(neighbour)


async def test_a_neighbour_s_false_alarm_hands_the_report_to_the_leader(
    room: Room, neighbour: int, hazard: Hazard
) -> None:
    await room.presses(neighbour, neighbour, "sos:going:1")
    await ends(room, neighbour, neighbour, "nothing")
    assert hazard.state is State.REVIEW
    assert "hazards.review" in await room.kinds(LEADER)


async def test_a_stranger_who_presses_accepts_nothing(room: Room, hazard: Hazard, street: Street) -> None:
    await room.presses(street.stranger.tg_user_id, GROUP, "sos:going:1")
    assert hazard.state is State.OPEN


async def test_a_report_of_fire_rings_once(room: Room, hazard: Hazard) -> None:
    for chat in (MEMBER, LEADER):
        assert await room.kinds(chat) == ["emergencies.alarm"]
    assert await rungs(room, Lack.ACCEPTED) == {RungState.WAITING}


async def alarm_labels(room: Room, chat_id: int) -> list[str]:
    [alarm] = [each for each in await room.messages(chat_id) if each.kind == "emergencies.alarm"]
    said = await room.worded(alarm)
    assert isinstance(said, MessageContent)
    return [button.label for row in said.buttons for button in row]


async def test_the_alarm_opens_the_hazard_for_who_may_work_on_it(room: Room, neighbour: int, hazard: Hazard) -> None:
    assert "查看隐患H1" not in await alarm_labels(room, neighbour)
    for chat in (MEMBER, LEADER):
        assert await alarm_labels(room, chat) == ["前往", "已到场", "误报", "查看隐患H1"]
    await ends(room, MEMBER, MEMBER, "safe")
    assert await alarm_labels(room, MEMBER) == ["撤销，继续处置", "查看隐患H1"]
    await room.presses(MEMBER, MEMBER, "hzo:1")
    assert (await room.kinds(MEMBER))[-1] == "hazards.ping"
    hazard.state = State.CLOSED
    await room.session.flush()
    assert await alarm_labels(room, MEMBER) == ["撤销，继续处置"]


async def test_while_nobody_goes_the_alarm_rings_again_and_the_ladder_does_not_ring_besides(
    room: Room, hazard: Hazard
) -> None:
    for minutes in (2, 5, 10, 15):
        at = room.now + timedelta(minutes=minutes)
        await take_call_steps(room.session, at)
        await climb(room.session, at)
    for chat in (MEMBER, LEADER):
        assert await room.kinds(chat) == ["emergencies.alarm"] * 4
    assert RungState.TAKEN in await rungs(room, Lack.ACCEPTED)
    await room.presses(MEMBER, GROUP, "sos:going:1")
    await climb(room.session, room.now + timedelta(hours=3))
    assert "hazards.ping" in await room.kinds()


async def test_fire_told_in_reply_to_a_report_rings_once_too(room: Room, street: Street) -> None:
    photo = Found("photo", "file-1", 1000, 70)
    said = Said(GROUP, 70, "", (photo,), person=street.resident)
    made = await report(room.session, said, street.grid, room.now, SHANGHAI)
    before = [message.id for message in await room.messages()]
    await add(room.session, made, Said(GROUP, 71, "着火了", person=street.resident), room.now, SHANGHAI)
    rings = [
        message for message in await room.messages() if message.id not in before and message.chat_id in (MEMBER, LEADER)
    ]
    assert {(message.chat_id, message.kind) for message in rings} == {
        (MEMBER, "emergencies.alarm"),
        (LEADER, "emergencies.alarm"),
    }
