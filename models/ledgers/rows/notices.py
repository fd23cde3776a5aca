"""The ledger of notices and warnings, drills too, by when they began to be sent.

It has those that went to a chat of the asked grids or asked a post of theirs, whoever sent them, and counts these chats
and posts alone: so a street's warning stands in each of its communities' ledgers, as models/figures counts it there. A
chat was reached once its copy was sent; of a copy that is no longer kept that is taken to be so, unless it was refused.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Mapped
from sqlmodel import col

from models.figures.asked import Counted, number_of
from models.grids.tables import Grid
from models.grids.tree import subtree
from models.ledgers.columns import PLACED, Above, Column, Holds, LedgerKind, LedgerName, Values, row_by_row
from models.members.tables import Person
from models.notices.sent.progress import REACHED
from models.notices.tables import Notice, NoticeCopy, NoticeReceipt
from models.outbox.tables import OutboxMessage


def _here(grid_id: Mapped[int], asked: Counted) -> ColumnElement[bool]:
    return grid_id.in_(select(col(Grid.id)).where(subtree(asked.grid)))


def _copies(asked: Counted, count: ColumnElement[Any]) -> ColumnElement[Any]:
    rows = (
        select(func.coalesce(count, 0))
        .select_from(NoticeCopy)
        .outerjoin(OutboxMessage, col(OutboxMessage.id) == col(NoticeCopy.letter_id))
        .where(col(NoticeCopy.notice_id) == col(Notice.id), _here(col(NoticeCopy.grid_id), asked))
    )
    return rows.correlate(Notice).scalar_subquery()


def _receipts(asked: Counted, count: ColumnElement[Any]) -> ColumnElement[Any]:
    rows = select(func.coalesce(count, 0)).where(
        col(NoticeReceipt.notice_id) == col(Notice.id), _here(col(NoticeReceipt.grid_id), asked)
    )
    return rows.correlate(Notice).scalar_subquery()


def _notices(asked: Counted) -> Select[Any]:
    forgotten = and_(
        col(NoticeCopy.letter_id).is_not(None), col(OutboxMessage.id).is_(None), col(NoticeCopy.refused).is_(None)
    )
    counts = {
        "chats": _copies(asked, func.count()),
        "reached": _copies(asked, number_of(or_(REACHED, forgotten))),
        "asked": _receipts(asked, func.count()),
        "confirmed": _receipts(asked, number_of(col(NoticeReceipt.received_at) < asked.as_of)),
        "done": _receipts(asked, number_of(col(NoticeReceipt.done_at) < asked.as_of)),
    }
    concerned = (
        exists().where(col(each.notice_id) == col(Notice.id), _here(col(each.grid_id), asked)).correlate(Notice)
        for each in (NoticeCopy, NoticeReceipt)
    )
    names: tuple[Any, ...] = col(Grid.name).label("grid"), col(Above.name).label("above"), col(Person.name).label("by")
    return (
        select(Notice, *names, *(count.label(name) for name, count in counts.items()))
        .join(Grid, col(Grid.id) == col(Notice.grid_id))
        .outerjoin(Above, col(Above.id) == col(Grid.parent_id))
        .join(Person, col(Person.id) == col(Notice.author_id))
        .where(asked.within(col(Notice.started_at)), or_(*concerned))  # type: ignore[arg-type]
    )


def _notice(_asked: Counted, row: Any) -> Values:
    notice: Notice = row["Notice"]
    return {
        **row,
        "code": notice.code,
        "kind": notice.kind,
        "level": notice.level,
        "drill": notice.drill,
        "started_at": notice.started_at,
        "said": notice.words,
        "state": notice.state,
        "ended_at": notice.ended_at,
    }


NOTICES = LedgerKind(
    LedgerName.NOTICES,
    (
        Column("code", Holds.CODE),
        Column("started_at", Holds.TIME),
        *PLACED,
        Column("kind", Holds.WORD),
        Column("level", Holds.WORD),
        Column("drill", Holds.WORD),
        Column("by"),
        Column("said", Holds.SAID),
        Column("state", Holds.WORD),
        Column("ended_at", Holds.TIME),
        Column("chats", Holds.NUMBER, summed=True),
        Column("reached", Holds.NUMBER, summed=True),
        Column("asked", Holds.NUMBER, summed=True),
        Column("confirmed", Holds.NUMBER, summed=True),
        Column("done", Holds.NUMBER, summed=True),
    ),
    col(Notice.id),
    _notices,
    row_by_row(_notice),
)
