"""What is marked as a stop is written, and what is not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.errors import Conflict, Refused
from models.evidence.attach import Found
from models.grids.datum import Datum, taken_into
from models.members.tables import Person
from models.outbox.tables import OutboxMessage
from models.patrols.doubts.flags import FLAGGED, FlagKind, PatrolFlag, answer_flag, flags_of
from models.patrols.doubts.same_photo import flag_photo
from models.patrols.doubts.stops import too_fast, too_quick, without_location
from models.patrols.rounds import check_out
from models.patrols.stops import add_stop, undo
from models.patrols.tables import PatrolRound, PatrolStop
from models.patrols.tracks import Position
from models.places.tables import Place
from tests.models.patrols.patrolling import HERE, HOUR, LATITUDE, LONGITUDE, MINUTE, away, begin, photo, sign, square
from tests.street import Street


def same_photo(message_id: int) -> Found:
    return Found("photo", f"file-{message_id}", 1000, message_id, unique_id="the-same")


async def kinds(session: AsyncSession) -> list[FlagKind]:
    await session.flush()
    return [each.kind for each in (await session.scalars(select(PatrolFlag).order_by(col(PatrolFlag.id)))).all()]


async def stops(
    session: AsyncSession, of: PatrolRound, person: Person, *places: Position, apart: timedelta = MINUTE * 10
) -> None:
    for number, place in enumerate(places, 1):
        await add_stop(session, of, sign(person, of.started_at + apart * number, position=place))


@pytest.mark.parametrize(
    ("metres", "seconds", "fast"),
    [(20_000, 300, True), (301, 0, True), (300, 0, False), (5_101, 300, True), (5_099, 300, False)],
)
def test_faster_than_sixty_kilometres_an_hour_is_unlikely(metres: float, seconds: float, fast: bool) -> None:
    assert too_fast(metres, seconds) is fast


@pytest.mark.parametrize(("seconds", "items", "quick"), [(6, 7, True), (7, 7, False), (0, 0, False)])
def test_a_checklist_takes_a_second_an_item(seconds: int, items: int, quick: bool) -> None:
    opened = datetime(2026, 11, 28, tzinfo=UTC)
    assert too_quick(opened, opened + timedelta(seconds=seconds), items) is quick


@pytest.mark.parametrize(
    ("north", "accuracy", "apart", "expected"),
    [
        (20_000, None, MINUTE * 5, [FlagKind.SPEED]),
        (20_000, None, MINUTE * 25, []),
        (1_700, 1_500, MINUTE, []),
    ],
)
async def test_a_jump_is_marked_beyond_what_the_phone_may_be_wrong_by(
    session: AsyncSession,
    street: Street,
    now: datetime,
    north: float,
    accuracy: float | None,
    apart: timedelta,
    expected: list[FlagKind],
) -> None:
    of = await begin(session, street.grid, street.member, now)
    await stops(session, of, street.member, HERE, away(north, accuracy), apart=apart)
    assert await kinds(session) == expected
    told = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == FLAGGED)
    assert list((await session.scalars(told)).all()) == [street.member.tg_user_id] * len(expected)


async def test_a_jump_between_two_rounds_counts_and_of_two_people_none(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    of = await begin(session, street.grid, street.member, now, position=HERE)
    other = await begin(session, street.grid, street.leader, now + MINUTE, position=away(20_000))
    assert await kinds(session) == []
    await check_out(session, street.member, now + MINUTE, now + MINUTE)
    again = await begin(session, street.grid, street.member, now + MINUTE * 2, position=away(20_000))
    assert of.id != again.id != other.id
    assert await kinds(session) == [FlagKind.SPEED]


OUTSIDE = [FlagKind.OUTSIDE]


@pytest.mark.parametrize(
    ("drawn_in", "said", "place", "expected"),
    [
        (Datum.WGS84, Datum.WGS84, away(300), OUTSIDE),
        (Datum.WGS84, Datum.WGS84, away(240), []),
        (Datum.WGS84, Datum.WGS84, away(300, 1500), []),
        (Datum.GCJ02, Datum.GCJ02, HERE, []),
        (Datum.GCJ02, Datum.WGS84, HERE, OUTSIDE),
        (Datum.GCJ02, Datum.UNKNOWN, HERE, []),
        (Datum.WGS84, Datum.UNKNOWN, away(9_000), []),
    ],
)
async def test_outside_the_boundary_is_marked_the_second_time_running_and_once_a_round(
    session: AsyncSession,
    street: Street,
    now: datetime,
    drawn_in: Datum,
    said: Datum,
    place: Position,
    expected: list[FlagKind],
) -> None:
    street.grid.boundary = square(*taken_into(drawn_in, LONGITUDE, LATITUDE))
    street.grid.boundary_datum = said
    of = await begin(session, street.grid, street.member, now, position=place)
    assert await kinds(session) == []
    await stops(session, of, street.member, place, place)
    assert await kinds(session) == expected


async def test_outside_once_is_no_mark(session: AsyncSession, street: Street, now: datetime) -> None:
    street.grid.boundary = square(LONGITUDE, LATITUDE)
    of = await begin(session, street.grid, street.member, now, position=HERE)
    await stops(session, of, street.member, away(300), HERE, away(300))
    assert await kinds(session) == []


@pytest.mark.parametrize(
    ("later", "place", "expected"),
    [
        (HOUR, HERE, []),
        (HOUR, None, []),
        (HOUR, away(400), [FlagKind.SAME_PHOTO]),
        (timedelta(days=1), HERE, [FlagKind.SAME_PHOTO]),
        (timedelta(days=179), None, [FlagKind.SAME_PHOTO]),
        (timedelta(days=181), None, []),
    ],
)
async def test_a_photo_that_was_shown_on_another_day_or_elsewhere_is_marked_whoever_sent_it(
    session: AsyncSession,
    street: Street,
    now: datetime,
    later: timedelta,
    place: Position | None,
    expected: list[FlagKind],
) -> None:
    await begin(session, street.grid, street.member, now, found=[same_photo(501)], position=HERE)
    await begin(session, street.grid, street.leader, now + later, found=[same_photo(502)], position=place)
    assert await kinds(session) == expected


@pytest.mark.parametrize(("places", "expected"), [((1, 2), [FlagKind.SAME_PHOTO]), ((1, 1), []), ((1, None), [])])
async def test_a_photo_shown_at_two_places_on_one_morning_is_marked(
    session: AsyncSession, street: Street, now: datetime, places: tuple[int | None, ...], expected: list[FlagKind]
) -> None:
    for number in (1, 2):
        about: dict[str, Any] = {"grid_id": street.grid.id, "opened_at": now, "confirmed_at": now}
        session.add(Place(id=number, code=f"P{number}", kind="shop", name=f"副食店{number}", **about))
    for number, place in enumerate(places, 1):
        at = now + number * MINUTE
        await begin(session, street.grid, street.member, at, found=[same_photo(500 + number)], place_id=place)
    assert await kinds(session) == expected


async def test_of_a_file_whose_identity_is_not_known_nothing_is_said(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await begin(session, street.grid, street.member, now, found=[photo(501)])
    await begin(session, street.grid, street.leader, now + HOUR * 30, found=[photo(502)])
    stop = (await session.scalars(select(PatrolStop))).first()
    assert stop is not None
    await flag_photo(session, stop, None)
    assert await kinds(session) == []


async def test_what_is_forwarded_or_read_late_is_marked_and_an_undone_stop_is_not(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    of = await begin(session, street.grid, street.member, now)
    stop = await add_stop(session, of, sign(street.member, now, found=[photo(501)], forwarded=True))
    late = sign(street.member, now + MINUTE, now + HOUR)
    for _ in range(2):
        await add_stop(session, of, late)
    assert await kinds(session) == [FlagKind.FORWARDED, FlagKind.LATE]
    await undo(session, stop, street.member, now)
    assert [each.kind for each in await flags_of(session, [of.id])] == [FlagKind.LATE]


async def test_a_mark_is_answered_once_by_whom_it_is_about(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    of = await begin(session, street.grid, street.member, now)
    await add_stop(session, of, sign(street.member, now, found=[photo(501)], forwarded=True))
    [row] = await flags_of(session, [of.id], street.member.id)
    with pytest.raises(Refused, match=r"flag\.not_yours"):
        await answer_flag(session, row, street.leader, "不是我", now)
    await answer_flag(session, row, street.member, "同事代拍", now)
    with pytest.raises(Conflict, match=r"flag\.answered"):
        await answer_flag(session, row, street.member, "又一次", now)
    assert row.answer == "同事代拍"


@pytest.mark.parametrize(
    ("at", "place", "without"),
    [(MINUTE * 10, HERE, False), (MINUTE * 11, HERE, True), (MINUTE * 5, None, True)],
)
async def test_a_scan_has_a_location_near_it_or_none(
    session: AsyncSession, street: Street, now: datetime, at: timedelta, place: Position | None, without: bool
) -> None:
    await begin(session, street.grid, street.member, now + at, position=place)
    assert await without_location(session, street.member.id, now) is without
