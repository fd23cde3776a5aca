"""The disk is full for a while: the log and the health check say so, and once there is room everything goes on."""

import asyncio
import contextlib
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.databases import migrated, sqlite_at
from tests.journeys.outside import Site
from tests.journeys.outside import site as open_site
from tests.requirements import need

pytestmark = [pytest.mark.long, pytest.mark.timeout(240)]
ROOM = "16m"
FULL = "OperationalError: (sqlite3.OperationalError) database or disk is full"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small one, which nobody else fills."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        [shutil.which("mount") or "mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        need(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run([shutil.which("umount") or "umount", "--lazy", str(place)], check=True)


@pytest.fixture
async def site(disk: Path, tmp_path: Path) -> AsyncIterator[Site]:
    url = sqlite_at(disk / "wangge.db")
    await migrated(url)
    async with open_site(url, tmp_path) as opened:
        opened.environment["DATA_DIR"] = str(disk / "data")
        yield opened


def fill(ballast: Path) -> None:
    """To the last block."""
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


async def test_a_disk_that_is_full_amid_a_burst_loses_nothing(site: Site, disk: Path) -> None:
    program = await site.run("run", HEALTH_PORT="0")
    await site.listening()
    reporting = asyncio.create_task(site.report(range(60)))
    await site.sent(20)
    await asyncio.to_thread(fill, disk / "ballast")
    await reporting
    await site.heard(program, FULL)
    assert any("database or disk is full" in reason for reason in await site.health(program, fit=False))
    (disk / "ballast").unlink()

    await site.settled()
    assert await site.reports() == {f"堆物{number}。": 1 for number in range(60)}
    assert set(site.cards()) == {f"H{number}" for number in range(1, 61)}
    await site.health(program, fit=True)
    assert set(site.cards().values()) == {1}
    troubles = re.findall(r"trouble: (\w+: [^:]*)", program.said)
    assert len(troubles) == len(set(troubles))  # each is a line when it begins, and one when it is over
    assert {trouble.partition(":")[0] for trouble in troubles} == set(re.findall(r"(\w+): goes on", program.said))
    assert await program.stop() == 0
    assert "Traceback" not in program.said
