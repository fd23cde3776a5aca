"""Wording a photo or file of a log's entry: a copy of what was sent, to whoever may read the log. In private alone."""

from handlers.dates import clock
from handlers.evidence.shown import shown
from handlers.members.reader import reader_of
from handlers.messages import Button, Copy, MessageContent, RenderContext, Skip, View
from handlers.work_log.presses import PIECE, OwnPieces, PersonsPieces
from locales.translator import Html, cut, escape, visible
from models.evidence.tables import Evidence
from models.members.tables import Person
from models.work_log.tables import LogEntry, LogReview

WORDS = 200


async def piece(context: RenderContext) -> MessageContent | Skip:
    """Its subject is the leader's review; one's own has none. A photo is kept by Telegram, whatever becomes of the
    message; all else goes with its message.
    """
    session, about = context.session, context.message.subject_id
    evidence = await session.get(Evidence, int(context.message.args["evidence"]))
    entry = await session.get(LogEntry, evidence.subject_id) if evidence is not None else None
    review = await session.get(LogReview, about) if about is not None else None
    reader = await reader_of(context)
    if evidence is None or entry is None or reader is None or not _may(reader, entry, review):
        return Skip("not for this reader")
    caption, further = await _caption(context, entry), _further(context, entry, review)
    gone = MessageContent(Html(f"{caption}\n{context.t('The message itself can no longer be had.')}"), further)
    photos = shown(context, (evidence,))
    otherwise = MessageContent(caption, further, photos) if photos else gone
    return MessageContent(caption, further, copy_of=Copy(evidence.chat_id, evidence.message_id, otherwise))


def _may(reader: Person, entry: LogEntry, review: LogReview | None) -> bool:
    if review is None:
        return entry.person_id == reader.id
    return (review.leader_id, review.person_id) == (reader.id, entry.person_id)


async def _caption(context: RenderContext, entry: LogEntry) -> Html:
    person = await context.session.get_one(Person, entry.person_id)
    head = context.t("<b>Work log: {name}, {when}</b>", name=person.name, when=clock(context, entry.said_at))
    words = cut(visible(entry.words), WORDS)
    return Html(f"{head}\n{escape(words)}" if words else head)


def _further(context: RenderContext, entry: LogEntry, review: LogReview | None) -> tuple[tuple[Button, ...], ...]:
    """On the last of those that were asked for, when there are more."""
    left, past = context.message.args["left"], context.message.args["past"]
    if not left:
        return ()
    on = entry.said_at.astimezone(context.zone).date()
    press = OwnPieces(on.toordinal(), past) if review is None else PersonsPieces(review.id, past)
    return ((Button(context.t.plain("See {n} more", n=left), press.pack()),),)


VIEWS: dict[str, View] = {PIECE: piece}
