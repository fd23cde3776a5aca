"""What stands in a chat, in a few signs."""

import hashlib

from bot.delivery.job import SendJob, form_of
from handlers.messages import MessageContent
from models.outbox.lost_copies import mark_of
from models.outbox.tables import OutboxMessage


def digest_of(job: SendJob) -> str:
    """Of all that an edit can change."""
    return hashlib.sha256(repr((job.said, job.markup)).encode()).hexdigest()[:16]


def lost_copy_of(message: OutboxMessage, job: SendJob) -> dict[str, str | None]:
    """What the message's row keeps of a copy that was never answered: see models/outbox/lost_copies.py."""
    said = job.said
    bears = isinstance(said, MessageContent) and len(said.photos) < 2 and said.quiz is None
    rows = said.buttons if isinstance(said, MessageContent) and bears else ()
    mark = mark_of(button.data for row in rows for button in row if not button.url)
    if message.message_id is not None:  # an older one stands, in its own form
        return {"digest": None, "lost_copy": mark}
    return {"form": form_of(said), "digest": digest_of(job), "lost_copy": mark}
