"""What is handled first, and what goes along with it."""

from enum import IntEnum
from functools import cache

from sqlalchemy import BigInteger, Executable, bindparam, select, text, tuple_, update

from models.base import Row


class Rank(IntEnum):
    """What is handled first."""

    CALL_FOR_HELP = -1
    REPORT = 0  # or a command, or a change of the chat itself
    FRESH = 1  # chat and presses
    PUT_OFF = 2  # it failed, or waits for an answer


@cache
def taking_along() -> Executable:
    """What the senders of reports did before in the same chats goes with them; what is locked is being handled."""
    table = Row.metadata.tables["inbox"]
    waits = table.c.state == text("'pending'"), table.c.rank == text(str(int(Rank.FRESH)))
    theirs = tuple_(table.c.chat_id, table.c.sender_id).in_(bindparam("whose", expanding=True))
    earlier = select(table.c.update_id).where(*waits, table.c.update_id < bindparam("newest", type_=BigInteger), theirs)
    rows = update(table).where(table.c.update_id.in_(earlier.with_for_update(skip_locked=True)))
    return rows.values(rank=int(Rank.REPORT))
