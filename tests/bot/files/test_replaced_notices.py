import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.files.replaced_notices import ReplacedNotices
from bot.timekeeper import Timekeeper
from models.db.database import Database
from models.hazards.rectification.tables import PaperState, Rectification
from models.hazards.tables import Hazard
from tests.street import build

MONTH = timedelta(days=30)


@pytest.fixture
def files(database: Database, tmp_path: Path, now: datetime) -> ReplacedNotices:
    folder = tmp_path / "notices"
    folder.mkdir()
    return ReplacedNotices(database, folder, Timekeeper(now), MONTH)


async def ordered(files: ReplacedNotices, now: datetime, **values: Any) -> Rectification:
    """An order whose notice is in its third issue."""
    async with files.database.write() as session:
        street = await build(session, now)
        hazard = Hazard(grid_id=street.grid.id, chat_id=-1, created_at=now)
        session.add(hazard)
        await session.flush()
        times = dict.fromkeys(("ordered_at", "started_at", "due_at", "paper_not_before"), now)
        about = {"hazard_id": hazard.id, "office_id": street.street.id, "by_id": street.leader.id}
        told: dict[str, Any] = {"year": 2026, "number": 1, "responsible": "物业", "issue": 3, "paper": PaperState.MADE}
        order = Rectification(**about | told | times)
        order.file = str(files.folder / f"{order.id}-3.pdf")
        for name, value in values.items():
            setattr(order, name, value)
        session.add(order)
    return order


def drawn(files: ReplacedNotices, name: str, at: datetime) -> Path:
    path = files.folder / name
    path.write_bytes(b"%PDF")
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


async def test_issues_that_were_replaced_long_ago_go_and_the_newest_stays(
    files: ReplacedNotices, now: datetime
) -> None:
    order, long_ago = await ordered(files, now), now - MONTH - timedelta(days=1)
    paths = [drawn(files, f"{order.id}-{issue}.pdf", long_ago) for issue in (1, 2, 3)]
    assert await files.forget() == 2
    assert [path.exists() for path in paths] == [False, False, True]
    assert await files.forget() == 0


async def test_an_issue_that_was_replaced_lately_stays_however_old_it_is(files: ReplacedNotices, now: datetime) -> None:
    order = await ordered(files, now)
    old = drawn(files, f"{order.id}-2.pdf", now - 9 * MONTH)
    drawn(files, f"{order.id}-3.pdf", now - timedelta(days=1))
    assert await files.forget() == 0
    assert old.exists()


@pytest.mark.parametrize("values", [{"paper": PaperState.WANTED}, {"paper": PaperState.FAILED, "file": None}])
async def test_without_a_newer_file_nothing_goes(files: ReplacedNotices, now: datetime, values: dict[str, Any]) -> None:
    order = await ordered(files, now, **values)
    old = drawn(files, f"{order.id}-2.pdf", now - 9 * MONTH)
    assert await files.forget() == 0
    assert old.exists()


async def test_where_the_newest_file_is_gone_the_one_before_stays(files: ReplacedNotices, now: datetime) -> None:
    order = await ordered(files, now)
    old = drawn(files, f"{order.id}-2.pdf", now - 9 * MONTH)
    assert await files.forget() == 0
    assert old.exists()


async def test_what_no_row_knows_stays(files: ReplacedNotices, now: datetime) -> None:
    await ordered(files, now)
    others = [drawn(files, name, now - 9 * MONTH) for name in ("12-1.pdf", "handbook.pdf")]
    assert await files.forget() == 0
    assert all(path.exists() for path in others)
