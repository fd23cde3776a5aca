from pathlib import Path

import pytest

from handlers.evidence.shown import shown
from models.evidence.attach import photos_of
from models.evidence.tables import Evidence, EvidenceState
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests.handlers.room import Room

HERE, GONE = "ab" * 32, "cd" * 32
KEPT, WANTED, REFUSED = EvidenceState.KEPT, EvidenceState.WANTED, EvidenceState.REFUSED


@pytest.mark.parametrize(
    ("kind", "state", "media_type", "sha256", "picture", "photos"),
    [
        ("photo", WANTED, None, None, True, ("file",)),
        ("photo", KEPT, "image/jpeg", HERE, True, ("file",)),
        ("document", WANTED, "image/png", None, True, ()),
        ("document", WANTED, None, None, False, ()),
        ("document", KEPT, "image/jpeg", HERE, True, (Path(HERE),)),
        ("document", KEPT, "image/jpeg", GONE, True, ()),
        ("document", KEPT, "image/heic", HERE, False, ()),
        ("document", KEPT, "application/pdf", HERE, False, ()),
        ("document", REFUSED, "image/png", None, False, ()),
        ("video", KEPT, "video/mp4", HERE, False, ()),
        ("voice", WANTED, None, None, False, ()),
        ("place", KEPT, None, None, False, ()),
    ],
)
async def test_a_picture_is_shown_once_it_can_be(
    room: Room,
    kind: str,
    state: EvidenceState,
    media_type: str | None,
    sha256: str | None,
    photos: tuple[str | Path, ...],
    *,
    picture: bool,
) -> None:
    row = Evidence(
        subject_id=5,
        kind=kind,
        file_id="file",
        chat_id=-1,
        message_id=1,
        received_at=room.now,
        not_before=room.now,
        state=state,
        media_type=media_type,
        sha256=sha256,
        reason="damaged" if state is REFUSED else None,
    )
    room.session.add(row)
    room.kept[HERE] = Path(HERE)
    message = enqueue(room.session, -1, "hazards.card", Lane.REPLY, room.now)
    found = await photos_of(room.session, 5)
    assert bool(found) is picture
    assert shown(room.context(message), found) == photos
