"""Pieces of evidence one by one, whatever they belong to."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pytest

from handlers.evidence.pieces import Look, Pieces, copied
from handlers.hazards.presses import SeeMoreEvidence
from handlers.messages import Button, Copy, MessageContent, RenderContext, Skip
from locales.translator import Html
from models.evidence.tables import Evidence
from models.outbox.enqueue import enqueue
from models.outbox.tables import Lane
from tests.handlers.room import Room
from tests.street import GROUP

MEMBER = 12
GONE = "原消息已无法查看。"


async def look(_context: RenderContext, piece: Evidence) -> Look | None:
    """At photos alone."""
    return Look(Html("<b>P1</b>"), partial(SeeMoreEvidence, 1)) if piece.kind == "photo" else None


PIECES = Pieces("checks.piece", look)


async def kept(room: Room, kind: str) -> Evidence:
    where: dict[str, Any] = {"chat_id": GROUP, "message_id": 501}
    piece = Evidence(id=5, kind=kind, file_id="file", received_at=room.now, not_before=room.now, **where)
    room.session.add(piece)
    await room.session.flush()
    return piece


def context(room: Room, **args: Any) -> RenderContext:
    return room.context(enqueue(room.session, MEMBER, PIECES.kind, Lane.REPLY, room.now, **args))


@pytest.mark.parametrize(
    ("kind", "html", "photos"),
    [("photo", "<b>P1</b>", ("file",)), ("video", f"<b>P1</b>\n{GONE}", ()), ("place", f"<b>P1</b>\n{GONE}", ())],
)
async def test_where_its_message_is_gone_a_photo_is_shown_all_the_same_and_of_all_else_that_is_said(
    room: Room, kind: str, html: str, photos: Sequence[str]
) -> None:
    rows = ((Button("继续", "hze:1:10"),),)
    said = copied(context(room), await kept(room, kind), Html("<b>P1</b>"), rows)
    assert (said.html, said.buttons) == ("<b>P1</b>", rows)
    assert said.copy_of == Copy(GROUP, 501, MessageContent(Html(html), rows, tuple(photos)))


@pytest.mark.parametrize(
    ("args", "buttons"),
    [
        ({"evidence": "5"}, []),  # as checks and must-reports wrote it once
        ({"piece": 5}, []),  # as obligations did
        ({"evidence": "5", "left": 0, "past": 10}, []),
        ({"evidence": "5", "left": 2, "past": 10}, [("继续查看（还有2份）", "hze:1:10")]),
    ],
)
async def test_what_has_waited_since_before_is_shown_and_the_last_of_ten_leads_on(
    room: Room, args: Mapping[str, Any], buttons: list[tuple[str, str]]
) -> None:
    await kept(room, "photo")
    said = await PIECES.view(context(room, **args))
    assert isinstance(said, MessageContent)
    assert said.copy_of is not None
    assert [(each.label, each.data) for row in said.buttons for each in row] == buttons
    assert said.copy_of.fallback.buttons == said.buttons


async def test_what_is_gone_or_not_for_the_reader_is_not_shown(room: Room) -> None:
    await kept(room, "video")
    for piece in ("5", "6"):
        assert isinstance(await PIECES.view(context(room, evidence=piece)), Skip)
