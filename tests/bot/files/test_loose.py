import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.files.loose import LooseFiles
from bot.files.store import Store
from bot.timekeeper import Timekeeper
from models.db.database import Database
from models.evidence.tables import Evidence, EvidenceState

MONTH = timedelta(days=30)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def aged(store: Store, content: bytes, at: datetime) -> Path:
    path = store.path(store.keep(content))
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


async def known(database: Database, store: Store, content: bytes, now: datetime, message_id: int) -> None:
    async with database.write() as session:
        session.add(
            Evidence(
                kind="photo",
                chat_id=-1,
                message_id=message_id,
                subject_id=7,
                received_at=now,
                not_before=now,
                state=EvidenceState.KEPT,
                sha256=store.keep(content),
            )
        )


async def test_old_files_without_a_row_go_and_all_others_stay(database: Database, store: Store, now: datetime) -> None:
    before = now - MONTH - timedelta(seconds=1)
    loose, young, kept = aged(store, b"loose", before), aged(store, b"young", now - MONTH), aged(store, b"kept", before)
    await known(database, store, b"kept", now, 1)
    os.utime(kept, (before.timestamp(), before.timestamp()))
    unfinished = loose.parent / ".half"
    unfinished.write_bytes(b"")
    os.utime(unfinished, (before.timestamp(), before.timestamp()))
    files = LooseFiles(database, store.folder, Stopped(now), MONTH)
    assert await files.forget() == 2
    assert [path.exists() for path in (loose, unfinished, young, kept)] == [False, False, True, True]


async def test_what_is_come_upon_again_is_no_longer_old(database: Database, store: Store, now: datetime) -> None:
    path = aged(store, b"loose", now - 2 * MONTH)
    store.keep(b"loose")
    assert await LooseFiles(database, store.folder, Stopped(now), MONTH).forget() == 0
    assert path.exists()


async def test_with_another_database_nothing_goes(
    database: Database, store: Store, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    paths = [aged(store, str(each).encode(), now - 2 * MONTH) for each in range(21)]
    assert await LooseFiles(database, store.folder, Stopped(now), MONTH).forget() == 0
    assert all(path.exists() for path in paths)
    assert "21 of 21 files" in caplog.text


class Stopped(Timekeeper):
    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at
