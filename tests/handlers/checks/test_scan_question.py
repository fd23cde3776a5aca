"""Now and then whoever scans a code is asked where they are: never twice of one scan, and nobody has to answer."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import Delete, Later
from handlers.patrols.view import ASK
from models.outbox.tables import MessageState, OutboxMessage
from models.patrols.doubts.flags import FLAGGED, FlagKind, PatrolFlag, flag
from models.patrols.doubts.scan_question import ASK_EVERY, LATELY
from models.patrols.tables import LiveTrack, PatrolStop, Proof
from models.places.tables import Place
from tests.handlers.checks.scans import place, scanned
from tests.handlers.patrols.sent import HERE, kept, live, to
from tests.handlers.room import Room

__all__ = ["kept", "place"]
MEMBER, ASKED, MINUTES = 12, 710, timedelta(minutes=1)
SELDOM = 2**62  # no id is divided by it


async def asked(room: Room) -> int:
    return (await room.kinds(MEMBER)).count(ASK)


async def asked_of_each(room: Room, place: Place) -> None:
    """A scan, of which the location is asked."""
    ASK_EVERY.keep(room.session, 1)
    await scanned(room, place)
    await room.sent(ASK, ASKED)


async def stops(room: Room) -> list[PatrolStop]:
    rows = select(PatrolStop).order_by(col(PatrolStop.id)).execution_options(populate_existing=True)
    return list((await room.session.scalars(rows)).all())


@pytest.mark.parametrize(("every", "times"), [(0, 0), (1, 1), (SELDOM, 0)])
async def test_one_scan_in_so_many_asks_for_the_location(room: Room, place: Place, every: int, times: int) -> None:
    ASK_EVERY.keep(room.session, every)
    await scanned(room, place)
    assert await asked(room) == times


async def test_which_one_is_told_by_the_id_of_the_stop(room: Room, place: Place) -> None:
    ASK_EVERY.keep(room.session, 5)
    expected = 0
    for _ in range(12):
        await scanned(room, place)
        expected += (await stops(room))[-1].id % 5 == 0
        assert await asked(room) == expected
        room.now += 11 * MINUTES


async def test_a_code_scanned_twice_asks_once(room: Room, place: Place) -> None:
    ASK_EVERY.keep(room.session, 1)
    for _ in range(3):
        await scanned(room, place)
        room.now += MINUTES
    assert await asked(room) == 1


async def test_once_a_location_is_known_there_is_nothing_to_ask(room: Room, place: Place) -> None:
    ASK_EVERY.keep(room.session, 1)
    await room.says(MEMBER, MEMBER, "/checkin")
    await room.sends(MEMBER, MEMBER, **HERE)
    await scanned(room, place)
    assert await asked(room) == 0


@pytest.mark.parametrize(
    ("kind", "ago", "times"),
    [
        (FlagKind.SPEED, timedelta(days=1), 1),
        (FlagKind.SAME_PHOTO, LATELY - MINUTES, 1),
        (FlagKind.SAME_PHOTO, LATELY, 0),
        (FlagKind.LATE, timedelta(days=1), 0),
        (FlagKind.NO_LOCATION, timedelta(days=1), 0),
    ],
)
async def test_who_was_marked_lately_is_asked_each_time(
    room: Room, place: Place, kind: FlagKind, ago: timedelta, times: int
) -> None:
    ASK_EVERY.keep(room.session, SELDOM)
    await scanned(room, place)
    [stop] = await stops(room)
    await flag(room.session, stop, kind, room.now, at=room.now.isoformat())
    room.now += ago
    await scanned(room, place)
    assert await asked(room) == times


async def test_the_answer_is_the_location_of_the_scan_and_no_stop_of_its_own(room: Room, place: Place) -> None:
    await asked_of_each(room, place)
    assert "扫码后会不时请您发一次定位" in await room.text(ASK)
    room.now += 2 * MINUTES
    await room.sends(MEMBER, MEMBER, **HERE, **to(room, ASKED, MEMBER))
    [stop] = await stops(room)
    assert (stop.proof, stop.accuracy, stop.place_id) == (Proof.PHONE, 20.0, place.id)
    assert (await room.kinds(MEMBER))[-1] == "patrols.noted"


async def test_a_live_location_answers_too(room: Room, place: Place) -> None:
    await asked_of_each(room, place)
    await room.sends(MEMBER, MEMBER, **live(), **to(room, ASKED, MEMBER))
    [stop] = await stops(room)
    [track] = (await room.session.scalars(select(LiveTrack))).all()
    assert (stop.proof, track.stop_id) == (Proof.LIVE, stop.id)


@pytest.mark.parametrize(("minutes", "twice"), [(11, False), (2, True)])
async def test_an_answer_that_is_late_or_a_second_one_is_a_stop_as_any(
    room: Room, place: Place, minutes: int, twice: bool
) -> None:
    await asked_of_each(room, place)
    for _ in range(1 + twice):
        room.now += minutes * MINUTES
        await room.sends(MEMBER, MEMBER, **HERE, **to(room, ASKED, MEMBER))
    assert len(await stops(room)) == 2


async def test_who_does_not_answer_is_marked_as_ever(room: Room, place: Place) -> None:
    ASK_EVERY.keep(room.session, 1)
    checklist = await scanned(room, place)
    room.now += MINUTES
    await room.presses(MEMBER, MEMBER, f"chk:rest:{checklist.id}")
    marks: Any = (await room.session.scalars(select(PatrolFlag))).all()
    assert [each.kind for each in marks] == [FlagKind.NO_LOCATION]
    [question] = (await room.session.scalars(select(OutboxMessage).where(col(OutboxMessage.kind) == ASK))).all()
    assert question.subject_id == (await stops(room))[0].id


@pytest.mark.parametrize(("minutes", "left"), [(9, []), (11, [FlagKind.NO_LOCATION])])
@pytest.mark.parametrize("asks", [True, False])
async def test_a_location_in_time_takes_the_mark_back(
    room: Room, place: Place, asks: bool, minutes: int, left: list[FlagKind]
) -> None:
    """In answer to the question, or as a stop of its own."""
    ASK_EVERY.keep(room.session, int(asks))
    checklist = await scanned(room, place)
    answers: dict[str, Any] = {}
    if asks:
        await room.sent(ASK, ASKED)
        answers = to(room, ASKED, MEMBER)
    await room.presses(MEMBER, MEMBER, f"chk:rest:{checklist.id}")
    room.now += minutes * MINUTES
    await room.sends(MEMBER, MEMBER, **HERE, **answers)
    rows = (await room.session.scalars(select(PatrolFlag))).all()
    assert [each.kind for each in rows if each.kind is not FlagKind.TOO_QUICK] == left


async def test_of_a_scan_that_may_still_be_located_nothing_is_said(room: Room, place: Place) -> None:
    """And what was never said for it does not keep a later mark of the round from being said."""
    checklist = await scanned(room, place)
    room.now += MINUTES
    await room.presses(MEMBER, MEMBER, f"chk:rest:{checklist.id}")
    told = await room.newest(FLAGGED)
    assert await room.worded(told) == Later(room.now + 9 * MINUTES)
    await room.sends(MEMBER, MEMBER, **HERE)
    assert isinstance(await room.worded(told), Delete)
    told.state = MessageState.DROPPED
    room.now += 30 * MINUTES
    checklist = await scanned(room, place)
    room.now += MINUTES
    await room.presses(MEMBER, MEMBER, f"chk:rest:{checklist.id}")
    room.now += 9 * MINUTES
    again = await room.newest(FLAGGED)
    assert (again.id, again.state) == (told.id, MessageState.PENDING)
    assert "未附位置" in await room.text(FLAGGED)


async def test_words_in_answer_are_a_stop_and_the_question_stands(room: Room, place: Place) -> None:
    await asked_of_each(room, place)
    await room.sends(MEMBER, MEMBER, text="这里没有信号", **to(room, ASKED, MEMBER))
    assert [each.proof for each in await stops(room)] == [Proof.NONE, Proof.NONE]
    await room.sends(MEMBER, MEMBER, **HERE, **to(room, ASKED, MEMBER))
    assert [each.proof for each in await stops(room)] == [Proof.PHONE, Proof.NONE]
