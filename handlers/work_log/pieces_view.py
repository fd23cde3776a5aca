"""Wording a photo or file of a log's entry, to whoever may read the log. In private alone."""

from functools import partial

from handlers.dates import clock
from handlers.evidence.pieces import Look, Pieces
from handlers.members.reader import reader_of
from handlers.messages import RenderContext, View
from handlers.work_log.presses import PIECE, OwnPieces, PersonsPieces
from locales.translator import Html, cut, escape, visible
from models.evidence.tables import Evidence
from models.members.tables import Person
from models.work_log.tables import LogEntry, LogReview

WORDS = 200


async def _look(context: RenderContext, piece: Evidence) -> Look | None:
    """Its subject is the leader's review; one's own has none."""
    session, about = context.session, context.message.subject_id
    entry, reader = await session.get(LogEntry, piece.subject_id), await reader_of(context)
    review = await session.get(LogReview, about) if about is not None else None
    if entry is None or reader is None or not _may(reader, entry, review):
        return None
    day = entry.said_at.astimezone(context.zone).date().toordinal()
    further = partial(OwnPieces, day) if review is None else partial(PersonsPieces, review.id)
    return Look(await _caption(context, entry), further)


def _may(reader: Person, entry: LogEntry, review: LogReview | None) -> bool:
    if review is None:
        return entry.person_id == reader.id
    return (review.leader_id, review.person_id) == (reader.id, entry.person_id)


async def _caption(context: RenderContext, entry: LogEntry) -> Html:
    person = await context.session.get_one(Person, entry.person_id)
    head = context.t("<b>Work log: {name}, {when}</b>", name=person.name, when=clock(context, entry.said_at))
    words = cut(visible(entry.words), WORDS)
    return Html(f"{head}\n{escape(words)}" if words else head)


PIECES = Pieces(PIECE, _look)
VIEWS: dict[str, View] = {PIECES.kind: PIECES.view}
