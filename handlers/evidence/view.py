"""Wording why a file could not be kept, to whoever sent it."""

from handlers.messages import MessageContent, RenderContext, View
from locales.translator import N_, Html
from models.evidence.fetch_queue import REFUSED

WHY = {
    "too_big": N_("It is larger than 20 MB. Please send a photo or a shorter video in the same way."),
    "too_many_pixels": N_("The picture is too large. Please send it in the same way, as a photo and not as a file."),
}
UNREADABLE = N_("It cannot be read. Please take the photo again and send it in the same way.")


async def refused(context: RenderContext) -> MessageContent:
    t = context.t
    head = t("<b>This file could not be kept, and does not count as evidence.</b>")
    return MessageContent(Html(f"{head}\n{t(WHY.get(context.message.args['reason'], UNREADABLE))}"))


VIEWS: dict[str, View] = {REFUSED: refused}
