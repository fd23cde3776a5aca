"""Parts of an album whose first message has made something."""

from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message
from sqlalchemy import select
from sqlmodel import col

from handlers.evidence.extract import found_in
from handlers.request import Request
from models.base import Row
from models.evidence.tables import Evidence


class PartOf(Filter):
    """A further part of an album that is shown with a row of this table; gives the `row`."""

    def __init__(self, subject_kind: str, table: type[Row]) -> None:
        self.subject_kind, self.table = subject_kind, table

    async def __call__(self, message: Message, request: Request) -> bool | dict[str, Any]:
        album = message.media_group_id
        if album is None or request.command is not None or not found_in(message):
            return False
        rows = select(col(Evidence.subject_id)).where(
            col(Evidence.chat_id) == message.chat.id,
            col(Evidence.media_group_id) == album,
            col(Evidence.subject_kind) == self.subject_kind,
        )
        row_id = await request.session.scalar(rows.limit(1))
        row = await request.session.get(self.table, row_id) if row_id else None
        return {"row": row} if row is not None else False
