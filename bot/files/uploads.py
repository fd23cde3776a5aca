"""Which files of ours Telegram has, so that each is uploaded once: in memory, and in rows for the next program.

Without a row a file is uploaded once more, so that a database that is away keeps nobody from speaking.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from models.db.database import Database
from models.outbox.uploads import file_id_of, refused, remember_upload

log = logging.getLogger(__name__)
KEPT = 256


class KeptUploads:
    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._known: OrderedDict[str, str] = OrderedDict()

    async def file_id(self, key: str) -> str | None:
        if key not in self._known:
            try:
                async with self._database.read(quick=True) as session:
                    found = await file_id_of(session, key)
            except (SQLAlchemyError, OSError) as error:
                log.warning("what is uploaded already cannot be read: %s", error)
                return None
            if found is None:
                return None
            self._keep(key, found)
        self._known.move_to_end(key)
        return self._known[key]

    async def uploaded(self, key: str, file_id: str) -> None:
        self._keep(key, file_id)
        try:
            async with self._database.write() as session:
                await remember_upload(session, key, file_id, self._now())
        except (SQLAlchemyError, OSError) as error:
            log.warning("what is uploaded now is not recorded: %s", error)

    async def refused(self, key: str, file_id: str) -> None:
        """Raises what the database raises: an id that stays known would be tried again and again."""
        self._known.pop(key, None)
        async with self._database.write() as session:
            await refused(session, file_id)

    def _keep(self, key: str, file_id: str) -> None:
        self._known[key] = file_id
        if len(self._known) > KEPT:
            self._known.popitem(last=False)
