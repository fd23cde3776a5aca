"""Wording what is left of a message that a newer one has replaced."""

from handlers.dates import local
from handlers.evidence.shown import shown
from handlers.hazards.card.body import code
from handlers.messages import Delete, MessageContent, RenderContext, Skip, View
from models.evidence.attach import photos_of
from models.evidence.tables import Moment
from models.hazards.tables import Hazard


async def replaced(context: RenderContext) -> MessageContent | Delete | Skip:
    """Taken away while it can be; else it stays without buttons, with its photo, which no edit takes out of it."""
    hazard = await context.session.get(Hazard, context.message.subject_id)
    if hazard is None or not context.editing:
        return Skip("replaced before it was sent")
    if context.removable:
        return Delete("replaced")
    words = context.t(
        "<b>{code}</b>: a newer message below replaces the one of {time}.",
        code=code(hazard),
        time=local(context, context.message.created_at),
    )
    kept = await photos_of(context.session, hazard.id, Moment.BEFORE)
    return MessageContent(words, photos=shown(context, kept)[:1] if _with_photo(context) else ())


def _with_photo(context: RenderContext) -> bool:
    return (context.message.form or "").startswith("photo")


VIEWS: dict[str, View] = {"hazards.replaced": replaced}
