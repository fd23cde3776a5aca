"""What digests ask of the outbox; statements of every batch, put together once."""

from sqlalchemy import BindParameter, bindparam, select
from sqlmodel import col

from models.outbox.tables import MessageState, OutboxMessage

CHATS: BindParameter[int] = bindparam("chats", expanding=True)
IDS: BindParameter[int] = bindparam("ids", expanding=True)
KINDS: BindParameter[str] = bindparam("kinds", expanding=True)
STANDING = col(OutboxMessage.state).in_([MessageState.PENDING, MessageState.SENT])
RECENT = (
    select(
        col(OutboxMessage.id),
        col(OutboxMessage.chat_id),
        col(OutboxMessage.kind),
        col(OutboxMessage.lane),
        col(OutboxMessage.state),
        col(OutboxMessage.subject_id),
        col(OutboxMessage.message_id),
        col(OutboxMessage.args),
        col(OutboxMessage.created_at),
    )
    .where(
        col(OutboxMessage.chat_id).in_(CHATS),
        STANDING,
        col(OutboxMessage.created_at) > bindparam("since"),
        col(OutboxMessage.kind).in_(KINDS),
    )
    .order_by(col(OutboxMessage.id))
)
NEWEST = (
    select(col(OutboxMessage.id), col(OutboxMessage.chat_id), col(OutboxMessage.subject_id))
    .where(
        col(OutboxMessage.subject_id).in_(IDS),
        col(OutboxMessage.kind) == bindparam("kind"),
        col(OutboxMessage.chat_id).in_(CHATS),
        STANDING,
    )
    .order_by(col(OutboxMessage.id).desc())
)
