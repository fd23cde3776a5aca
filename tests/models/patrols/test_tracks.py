from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.patrols.hours_owed import time_in_round
from models.patrols.rounds import check_out, running_of
from models.patrols.stops import add_stop
from models.patrols.tables import LivePoint, LiveTrack, TrackEnd
from models.patrols.tracks import FOR_EVER, forget_points, mark_reviewed, moved, track_of
from models.retention import RETENTION, Retention
from tests.models.conftest import SHANGHAI
from tests.models.patrols.patrolling import HOUR, MINUTE, begin, live, sign, tick
from tests.street import GROUP, Street

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


async def walking(session: AsyncSession, street: Street, now: datetime, period: int = 3600) -> LiveTrack:
    begun = await begin(session, street.grid, street.member, now)
    await add_stop(session, begun, sign(street.member, now, position=live(period=period)))
    found = await track_of(session, GROUP, 601)
    assert found is not None
    return found


async def ended_of(session: AsyncSession) -> list[tuple[TrackEnd, datetime]]:
    await session.flush()
    rows = select(col(LiveTrack.ended_how), col(LiveTrack.ended_at)).where(col(LiveTrack.ended_at).is_not(None))
    found = (await session.execute(rows.order_by(col(LiveTrack.began_at)))).all()
    return [(how, at) for how, at in found if how and at]


async def points(session: AsyncSession) -> int:
    await session.flush()
    return len((await session.scalars(select(LivePoint))).all())


async def test_points_are_thinned_and_the_way_is_measured(session: AsyncSession, street: Street, now: datetime) -> None:
    track = await walking(session, street, now)
    for seconds, north in ((10, 100), (40, 10), (80, 30), (100, 90), (120, 100)):
        at = now + seconds * SECOND
        await moved(session, track, live(north=north), now, at, at)
    assert await points(session) == 3  # where it began, at 80 s, at 120 s
    assert track.metres == pytest.approx(100, abs=1)


@pytest.mark.parametrize(
    ("period", "after", "how", "ended"),
    [
        (3600, 15, TrackEnd.LOST, 0),
        (600, 10, TrackEnd.EXPIRED, 10),
        (FOR_EVER, 15, TrackEnd.LOST, 0),
    ],
)
async def test_it_ends_by_its_own_clock_or_after_silence(
    session: AsyncSession, street: Street, now: datetime, period: int, after: int, how: TrackEnd, ended: int
) -> None:
    await walking(session, street, now, period)
    await tick(session, now + after * MINUTE - SECOND)
    assert not await ended_of(session)
    await tick(session, now + after * MINUTE)
    assert await ended_of(session) == [(how, now + ended * MINUTE)]


async def test_one_that_is_heard_again_goes_on_and_one_that_is_stopped_does_not(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await walking(session, street, now)
    await tick(session, now + 15 * MINUTE)
    again = await track_of(session, GROUP, 601)
    assert again is not None
    await moved(session, again, live(north=60), now, now + 20 * MINUTE, now + 20 * MINUTE)
    follows = await track_of(session, GROUP, 601)
    assert follows is not None
    assert (follows.began_at, follows.ended_at) == (now + 20 * MINUTE, None)
    await moved(session, follows, live(north=90, period=None), now, now + 21 * MINUTE, now + 21 * MINUTE)
    lost = (TrackEnd.LOST, now)
    assert await ended_of(session) == [lost, (TrackEnd.STOPPED, now + 21 * MINUTE)]
    assert await track_of(session, GROUP, 601) is None


@pytest.mark.parametrize("found", [True, False], ids=["by the clock", "not yet"])
async def test_a_silence_counts_as_a_pause_whether_or_not_the_clock_has_found_it(
    session: AsyncSession, street: Street, now: datetime, found: bool
) -> None:
    track = await walking(session, street, now, FOR_EVER)
    await moved(session, track, live(period=FOR_EVER), now, now + 10 * MINUTE, now + 10 * MINUTE)
    if found:
        await tick(session, now + 25 * MINUTE)
    heard, left = now + 210 * MINUTE, now + 220 * MINUTE
    await moved(session, track, live(period=FOR_EVER), now, heard, heard)
    part = await check_out(session, street.member, left, left)
    assert await time_in_round(session, part.person, left, SHANGHAI) == 50 * MINUTE
    assert (TrackEnd.LOST, now + 10 * MINUTE) in await ended_of(session)


async def test_one_whose_time_was_over_is_not_heard_again(session: AsyncSession, street: Street, now: datetime) -> None:
    track = await walking(session, street, now, period=600)
    await moved(session, track, live(north=90, period=None), now, now + HOUR, now + HOUR)
    assert await ended_of(session) == [(TrackEnd.EXPIRED, now + 10 * MINUTE)]


@pytest.mark.parametrize("found", [True, False], ids=["over by the clock", "not yet"])
async def test_one_that_its_sender_makes_longer_ends_later(
    session: AsyncSession, street: Street, now: datetime, *, found: bool
) -> None:
    track = await walking(session, street, now, period=600)
    if found:
        await tick(session, now + 10 * MINUTE)
    for minutes in (11, 20):
        at = now + minutes * MINUTE
        await moved(session, track, live(period=1800, north=10 * minutes), now, at, at)
    assert (track.lasts_until, track.ended_at) == (now + 30 * MINUTE, None)
    assert track.metres == pytest.approx(200, abs=1)
    await tick(session, now + 30 * MINUTE)
    assert await ended_of(session) == [(TrackEnd.EXPIRED, now + 30 * MINUTE)]


async def test_one_that_is_made_longer_for_ever_lasts_until_it_is_silent(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    track = await walking(session, street, now, period=600)
    await moved(session, track, live(period=FOR_EVER), now, now + SECOND, now + SECOND)
    await tick(session, now + 15 * MINUTE)
    assert await ended_of(session) == [(TrackEnd.LOST, now)]


async def test_one_that_was_over_and_is_heard_long_after_as_made_longer_goes_on_in_a_row_of_its_own(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    await walking(session, street, now, period=600)
    await tick(session, now + 10 * MINUTE)
    over = await track_of(session, GROUP, 601)
    assert over is not None
    await moved(session, over, live(period=3600), now, now + 40 * MINUTE, now + 40 * MINUTE)
    follows = await track_of(session, GROUP, 601)
    assert follows is not None
    assert (follows.began_at, follows.lasts_until) == (now + 40 * MINUTE, now + HOUR)
    assert await ended_of(session) == [(TrackEnd.EXPIRED, now + 10 * MINUTE)]


async def test_the_way_counts_as_time_and_ends_with_the_round(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    track = await walking(session, street, now, FOR_EVER)
    for minutes in range(10, 120, 10):
        at = now + minutes * MINUTE
        await moved(session, track, live(period=FOR_EVER), now, at, at)
    part = await running_of(session, street.member.id)
    assert part is not None
    assert await time_in_round(session, part.person, now + 2 * HOUR, SHANGHAI) == 2 * HOUR
    await check_out(session, street.member, now + 2 * HOUR, now + 2 * HOUR)
    await session.refresh(track)
    assert track.ended_how is TrackEnd.CHECKED_OUT
    assert await track_of(session, GROUP, 601) is None


def kept(session: AsyncSession) -> None:
    RETENTION.keep(session, Retention(*(timedelta(days=each) for each in (2, 90, 400, 30, 30))))


async def two_points(session: AsyncSession, street: Street, now: datetime) -> LiveTrack:
    kept(session)
    track = await walking(session, street, now)
    await moved(session, track, live(north=200), now, now + MINUTE, now + MINUTE)
    await session.flush()
    return track


async def all_forgotten(session: AsyncSession, at: datetime) -> int:
    """As the clock does it: again, as long as something is found."""
    count = 0
    while gone := await forget_points(session, at):
        count += gone
    return count


async def test_points_stay_until_some_time_after_they_were_reviewed_and_the_way_for_ever(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    track, read = await two_points(session, street, now), now + 50 * DAY
    await mark_reviewed(session, track.person_id, now, now + HOUR, read)
    await mark_reviewed(session, track.person_id, now, now + HOUR, read + 20 * DAY)
    assert await all_forgotten(session, read + 30 * DAY) == 0
    assert await all_forgotten(session, read + 30 * DAY + SECOND) == 2 + 1
    assert await points(session) == 0
    assert await all_forgotten(session, read + 60 * DAY) == 0
    assert (await session.scalars(select(col(LiveTrack.metres)))).one() == pytest.approx(200, abs=1)


async def test_points_that_nobody_reviews_go_ninety_days_after_they_ended(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    track = await two_points(session, street, now)
    assert await all_forgotten(session, track.last_at + 90 * DAY) == 0
    assert await all_forgotten(session, track.last_at + 90 * DAY + SECOND) == 2 + 1


async def test_of_others_and_of_other_days_nothing_is_reviewed(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    track = await two_points(session, street, now)
    await mark_reviewed(session, street.other_member.id, now, now + HOUR, now)
    await mark_reviewed(session, track.person_id, now - DAY, now, now)
    await mark_reviewed(session, track.person_id, now + SECOND, now + DAY, now)
    await session.refresh(track)
    assert track.reviewed_at is None
