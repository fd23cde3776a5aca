"""A picture that was sent as a file stands wherever photos do; what cannot stand there is one press away."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from handlers.messages import MessageContent
from models.evidence.attach import Found, attach
from models.evidence.tables import Evidence, EvidenceState, Moment
from models.hazards.reporting.submit import Said, report
from models.hazards.tables import Hazard
from models.hazards.workflow import Act
from models.hazards.working.perform import perform
from tests.handlers.room import SHANGHAI, Room
from tests.street import GROUP, Street

BUTTON = "查看全部材料"
SHA256 = "ab" * 32
PATH = Path("/kept/ab")
PICTURE = Found("document", "doc", 1000, 501, media_type="image/png")
OTHERS = [
    Found("video", "v", 1, 501),
    Found("voice", "v", 1, 501),
    Found("document", "pdf", 1, 501),
    Found("place", None, None, 501, place={"latitude": 29.5, "longitude": 106.5}),
]


async def reported(room: Room, street: Street, *found: Found) -> Hazard:
    said = Said(GROUP, 501, "3号楼楼道堆物", found, person=street.resident)
    return await report(room.session, said, street.grid, room.now, SHANGHAI)


async def fetched(room: Room) -> None:
    await room.session.flush()
    for row in (await room.session.scalars(select(Evidence).where(col(Evidence.media_type).is_not(None)))).all():
        row.state, row.media_type, row.sha256 = EvidenceState.KEPT, "image/jpeg", SHA256
    room.kept[SHA256] = PATH
    await room.session.flush()


async def content(room: Room, kind: str) -> tuple[tuple[Any, ...], bool]:
    """The photos, and whether all there is can be asked for."""
    said = await room.worded(await room.newest(kind))
    assert isinstance(said, MessageContent)
    return said.photos, BUTTON in [button.label for row in said.buttons for button in row]


async def test_an_alert_shows_it_once_it_is_here(room: Room, street: Street) -> None:
    await reported(room, street, PICTURE)
    await room.session.flush()
    assert await content(room, "hazards.ping") == ((), True)
    await fetched(room)
    assert await content(room, "hazards.ping") == ((PATH,), False)


@pytest.mark.parametrize("other", OTHERS)
async def test_an_alert_gives_a_button_to_what_it_cannot_show(room: Room, street: Street, other: Found) -> None:
    await reported(room, street, other)
    await room.session.flush()
    assert await content(room, "hazards.ping") == ((), True)


async def handed_in(room: Room, street: Street, hazard: Hazard, *results: Found) -> None:
    for found in results:
        by = street.member.id
        await attach(room.session, hazard.subject, found, by, GROUP, Moment.AFTER, room.now)
    await perform(room.session, hazard, Act.ACCEPT, street.member, room.now, SHANGHAI)
    await perform(room.session, hazard, Act.DONE, street.member, room.now, SHANGHAI)


async def test_a_review_shows_it_before_and_after(room: Room, street: Street) -> None:
    hazard = await reported(room, street, PICTURE)
    await handed_in(room, street, hazard, Found("photo", "result", 1, 502))
    await fetched(room)
    assert await content(room, "hazards.photos") == ((PATH, "result"), False)
    assert await content(room, "hazards.review") == ((), True)


@pytest.mark.parametrize("other", OTHERS)
async def test_nobody_reviews_unseen(room: Room, street: Street, other: Found) -> None:
    hazard = await reported(room, street, Found("photo", "before", 1, 500))
    await handed_in(room, street, hazard, other)
    assert await content(room, "hazards.photos") == (("before",), False)
    assert await content(room, "hazards.review") == ((), True)


async def test_the_reporter_sees_the_result(room: Room, street: Street) -> None:
    hazard = await reported(room, street)
    await handed_in(room, street, hazard, PICTURE)
    await fetched(room)
    await perform(room.session, hazard, Act.CLOSE, street.leader, room.now, SHANGHAI)
    assert (await content(room, "hazards.outcome"))[0] == (PATH,)


async def test_a_copy_that_can_no_longer_be_had_is_sent_from_our_disk(room: Room, street: Street) -> None:
    await reported(room, street, PICTURE)
    await fetched(room)
    await room.presses(street.member.tg_user_id, street.member.tg_user_id, "hze:1")
    said = await room.worded(await room.newest("hazards.piece"))
    assert isinstance(said, MessageContent)
    assert said.copy_of is not None
    assert said.copy_of.fallback.photos == (PATH,)
