"""What is sent without a command while a round runs, or ran when it was sent."""

from datetime import timedelta

from sqlalchemy import select

from models.patrols.tables import PatrolRound, PatrolStop, RoundEnd
from tests.handlers.patrols.sent import HERE, kept, live
from tests.handlers.room import Room
from tests.models.patrols.patrolling import tick
from tests.street import GROUP

__all__ = ["kept"]
MEMBER = 12
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
