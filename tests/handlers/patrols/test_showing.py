"""What is sent without a command while a round runs, or ran when it was sent."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from models.hazards.reporting.private_draft import Intake
from models.patrols.doubts.flags import PatrolFlag
from models.patrols.hours_owed import duty_on
from models.patrols.tables import PatrolRound, PatrolStop, RoundEnd
from tests.due import remind_of_intakes
from tests.handlers.patrols.sent import HERE, kept, live, north
from tests.handlers.room import Room
from tests.models.conftest import SHANGHAI
from tests.models.patrols.patrolling import tick
from tests.street import GROUP, Street

__all__ = ["kept"]
MEMBER = 12
PHOTO = {"photo": [{"file_id": "f1", "file_unique_id": "u1", "width": 90, "height": 90}]}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def test_only_what_becomes_a_stop_opens_a_round_again(room: Room) -> None:
    await room.says(MEMBER, MEMBER, "/checkin")
    sent = int((room.now + HOUR).timestamp())
    room.now += 5 * HOUR
    await tick(room.session, room.now)
    closed = (await room.session.scalars(select(PatrolRound))).one()
    await room.sends(MEMBER, GROUP, **live(), date=sent)  # the round's chat is another
    assert closed.ended_how is RoundEnd.LEFT_OPEN
    await room.sends(MEMBER, MEMBER, **HERE, date=sent)
    assert closed.ended_how is None
    assert len((await room.session.scalars(select(PatrolStop))).all()) == 2


async def test_stops_that_are_read_together_have_their_own_times(room: Room) -> None:
    await room.says(MEMBER, MEMBER, "/checkin")
    room.now += 10 * MINUTE
    for ago, metres in ((4, 0), (1, 350)):
        await room.sends(MEMBER, MEMBER, **north(metres), date=int((room.now - ago * MINUTE).timestamp()))
    stops = (await room.session.scalars(select(PatrolStop).order_by(col(PatrolStop.said_at)))).all()[1:]
    assert [(room.now - stop.said_at, stop.late) for stop in stops] == [(4 * MINUTE, False), (MINUTE, False)]
    assert (await room.session.scalars(select(PatrolFlag))).all() == []


async def test_a_live_location_that_was_sent_just_before_the_check_in_was_read_counts_whole(
    room: Room, street: Street
) -> None:
    first = room.message(MEMBER, MEMBER) | live(7200)
    await room.says(MEMBER, GROUP, "/checkin")
    await room.take(message=first | {"date": int((room.now - timedelta(seconds=3)).timestamp())})
    for _ in range(9):
        room.now += 10 * MINUTE
        await room.take(edited_message=first | {"edit_date": int(room.now.timestamp())})
    await room.says(MEMBER, GROUP, "/checkout")
    day = room.now.astimezone(SHANGHAI).date()
    assert (await duty_on(room.session, street.member.id, day, room.now, SHANGHAI)).done == 90 * MINUTE


async def test_a_photo_after_the_reminder_of_a_report_is_of_the_report(room: Room) -> None:
    await room.says(MEMBER, MEMBER, "/checkin")
    await room.says(MEMBER, MEMBER, "楼道堆满杂物，堵住消防通道")
    room.now += 10 * MINUTE
    await remind_of_intakes(room.session, room.now)
    room.now += 2 * MINUTE
    await room.sends(MEMBER, MEMBER, **PHOTO)
    draft = (await room.session.scalars(select(Intake))).one()
    assert [each["file_id"] for each in draft.found] == ["f1"]
    assert len((await room.session.scalars(select(PatrolStop))).all()) == 1
