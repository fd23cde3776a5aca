import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.drain import SENDERS
from models.outbox.tables import Lane
from tests.bot.delivery.talk import Talk

ROOT = Path(__file__).parents[3]


@asynccontextmanager
async def speaking(talk: Talk, database_url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    program = (sys.executable, "-m", "tests.bot.delivery.speaker_process")
    process = await asyncio.create_subprocess_exec(*program, database_url, talk.base_url, talk.token, cwd=ROOT)
    yield process
    process.kill()
    await process.wait()


def says(text: str) -> Any:
    return lambda message: message.get("text") == text


@pytest.mark.long
async def test_after_a_kill_nothing_is_lost_and_at_most_what_was_in_flight_is_said_twice(
    talk: Talk, database_url: str
) -> None:
    groups = [await talk.group(f"{number}网格") for number in range(12)]
    for number in range(3):
        for group in groups:
            await talk.post(group, str(number), Lane.ROUTINE)
    await talk.driver.failures("timeout", chat=groups[3])
    async with speaking(talk, database_url):
        await talk.driver.wait_message(groups[3], talk.owner, says("0"), 60)
        await talk.driver.wait_message(groups[0], talk.owner, says("1"), 60)
    async with speaking(talk, database_url):
        for group in groups:
            await talk.driver.wait_message(group, talk.owner, says("2"), 60)
    heard = {group: await talk.texts(group) for group in groups}
    assert all(list(dict.fromkeys(texts)) == ["0", "1", "2"] for texts in heard.values()), heard
    twice = sum(times - 1 for texts in heard.values() for times in Counter(texts).values())
    assert heard[groups[3]][:2] == ["0", "0"]
    assert 1 <= twice <= SENDERS
