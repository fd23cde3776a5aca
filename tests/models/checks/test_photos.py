"""Photos of stops and checklists, compared once they are fetched."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from models.base import Subject
from models.checks.checklists.filling import open_checklist
from models.checks.photos import compare_photo
from models.evidence.attach import Found, attach
from models.evidence.looks import PhotoLook
from models.evidence.tables import Evidence, Moment
from models.members.tables import Person
from models.outbox.tables import OutboxMessage
from models.patrols.doubts.flags import FLAGGED, FlagKind, PatrolFlag
from models.patrols.stops import undo
from models.patrols.tables import PatrolStop
from models.places.tables import Place
from tests.models.patrols.patrolling import HERE, HOUR, MINUTE, away, begin
from tests.street import GROUP, Street

DAY = timedelta(days=1)
LOOK, OTHER = 0x0F0F00FF3333AAAA, 0xF0F0FF00CCCC5555


def found(message_id: int, unique_id: str | None = None) -> Found:
    return Found("photo", f"file-{message_id}", 1000, message_id, unique_id=unique_id)


async def shown(
    session: AsyncSession, street: Street, by: Person, at: datetime, message_id: int, **more: Any
) -> PatrolStop:
    """A stop with a photo."""
    of = await begin(session, street.grid, by, at, found=[found(message_id)], **more)
    rows = select(PatrolStop).where(col(PatrolStop.round_id) == of.id).order_by(col(PatrolStop.id).desc())
    return (await session.scalars(rows)).all()[0]


async def fetched(session: AsyncSession, about: Subject, now: datetime, look: int | None = LOOK) -> None:
    await session.flush()
    for piece in (await session.scalars(select(Evidence).where(col(Evidence.subject_id) == about.id))).all():
        await compare_photo(session, piece.id, look, now)
    await session.flush()


async def flags(session: AsyncSession) -> list[PatrolFlag]:
    await session.flush()
    return list((await session.scalars(select(PatrolFlag).order_by(col(PatrolFlag.id)))).all())


async def place(session: AsyncSession, street: Street, number: int, now: datetime) -> Place:
    of: dict[str, Any] = {"grid_id": street.grid.id, "opened_at": now, "confirmed_at": now}
    made = Place(code=f"P{number}", kind="shop", name=f"副食店{number}", **of)
    session.add(made)
    await session.flush()
    return made


@pytest.mark.parametrize(
    ("later", "look", "where", "flagged"),
    [
        (HOUR, LOOK, HERE, False),
        (HOUR, LOOK, away(400), True),
        (DAY, LOOK, HERE, True),
        (DAY, LOOK ^ 0b1111, HERE, True),
        (DAY, LOOK ^ 0b11111, HERE, False),
        (DAY, OTHER, HERE, False),
        (DAY, None, HERE, False),
    ],
)
async def test_a_photo_that_looks_like_one_of_another_day_or_place_is_marked_whoever_sent_it(
    session: AsyncSession, street: Street, now: datetime, later: timedelta, look: int | None, where: Any, flagged: bool
) -> None:
    first = await shown(session, street, street.member, now, 501, position=HERE)
    await fetched(session, first.subject, now)
    second = await shown(session, street, street.leader, now + later, 502, position=where)
    await fetched(session, second.subject, now + later + MINUTE, look)
    rows = await flags(session)
    assert [(row.kind, row.stop_id) for row in rows] == [(FlagKind.SAME_PHOTO, second.id)] * flagged
    if flagged:
        about = {"at": now.isoformat(), "where": street.grid.name, "earlier": str(first.id), "alike": True}
        assert rows[0].data == about
        told = select(col(OutboxMessage.chat_id)).where(col(OutboxMessage.kind) == FLAGGED)
        assert list((await session.scalars(told)).all()) == [street.leader.tg_user_id]


async def test_the_later_of_two_is_marked_once_in_whichever_order_they_are_fetched(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    first = await shown(session, street, street.member, now, 501)
    second = await shown(session, street, street.leader, now + DAY, 502)
    for about in (second, first, first):
        await fetched(session, about.subject, now + DAY)
    assert [row.stop_id for row in await flags(session)] == [second.id]


async def test_one_photo_at_two_places_on_one_morning_is_marked(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    """Of checklists it is known where they are of; the file is the same, and too dark to have a look."""
    member, stops = street.member, []
    for number in (1, 2):
        at, here = now + number * 5 * MINUTE, await place(session, street, number, now)
        stop = await shown(session, street, member, at, 500 + number, place_id=here.id)
        checklist = await open_checklist(session, here, member, at, scanned=True, stop_id=stop.id)
        photo = found(600 + number, "the-same")
        await attach(session, checklist.subject, photo, member.id, GROUP, Moment.BEFORE, at)
        await fetched(session, checklist.subject, at, None)
        stops.append(stop)
    [row] = await flags(session)
    assert (row.kind, row.stop_id, row.data["earlier"]) == (FlagKind.SAME_PHOTO, stops[1].id, str(stops[0].id))
    assert (row.data["where"], row.data["alike"]) == ("副食店1", False)


async def test_one_photo_for_the_stop_and_the_checklist_of_a_place_is_not(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    here = await place(session, street, 1, now)
    stop = await shown(session, street, street.member, now, 501, place_id=here.id)
    await fetched(session, stop.subject, now)
    checklist = await open_checklist(session, here, street.member, now, scanned=True, stop_id=stop.id)
    await attach(session, checklist.subject, found(601), street.member.id, GROUP, Moment.BEFORE, now)
    await fetched(session, checklist.subject, now)
    assert await flags(session) == []


async def test_what_is_undone_marks_nothing_elsewhere_and_is_not_marked(
    session: AsyncSession, street: Street, now: datetime
) -> None:
    """Whoever sends a photo to the wrong place takes it back and sends it again."""
    places = [await place(session, street, number, now) for number in (1, 2)]
    slip = await shown(session, street, street.member, now, 501, place_id=places[0].id)
    await undo(session, slip, street.member, now)
    right = await shown(session, street, street.member, now + MINUTE, 502, place_id=places[1].id)
    for about in (slip, right):
        await fetched(session, about.subject, now + MINUTE)
    late = await shown(session, street, street.member, now + DAY, 503)
    await undo(session, late, street.member, now + DAY)
    await fetched(session, late.subject, now + DAY)
    assert await flags(session) == []


async def test_photos_of_hazards_are_not_compared(session: AsyncSession, street: Street, now: datetime) -> None:
    for number, about in enumerate((Subject("hazard", 7), Subject("hazard", 8)), 1):
        await attach(session, about, found(500 + number), street.member.id, GROUP, Moment.BEFORE, now)
        await fetched(session, about, now)
    assert await session.scalar(select(func.count()).select_from(PhotoLook)) == 0
