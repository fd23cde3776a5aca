import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.uninterrupted import uninterrupted


class Step:
    """Goes on when it is let; then gives what it was made with, or raises it."""

    def __init__(self, outcome: object) -> None:
        self.outcome = outcome
        self.begun, self.go = asyncio.Event(), asyncio.Event()
        self.over = False

    async def __call__(self) -> object:
        self.begun.set()
        await self.go.wait()
        self.over = True
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


async def stopped(step: Step) -> None:
    """The step is under way when it is cancelled, and goes on only then."""
    running = asyncio.ensure_future(uninterrupted(step()))
    await step.begun.wait()
    running.cancel()
    await asyncio.wait([running], timeout=0)
    assert not running.done()
    step.go.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert step.over


async def test_a_step_gives_what_it_gives() -> None:
    step = Step(7)
    step.go.set()
    assert await uninterrupted(step()) == 7


async def test_a_step_that_fails_raises_what_it_raises() -> None:
    step = Step(LookupError("none"))
    step.go.set()
    with pytest.raises(LookupError):
        await uninterrupted(step())


async def test_a_stop_waits_until_the_step_is_over(caplog: pytest.LogCaptureFixture) -> None:
    await stopped(Step(7))
    assert caplog.records == []


@pytest.fixture
async def unheard() -> AsyncIterator[list[dict[str, Any]]]:
    """Errors of tasks that nobody asked for their outcome."""
    loop, errors = asyncio.get_running_loop(), list[dict[str, Any]]()
    loop.set_exception_handler(lambda _loop, context: errors.append(context))
    yield errors
    loop.set_exception_handler(None)


async def test_a_step_that_fails_while_being_stopped_is_told_in_one_line(
    caplog: pytest.LogCaptureFixture, unheard: list[dict[str, Any]]
) -> None:
    with caplog.at_level(logging.INFO):
        await stopped(Step(ConnectionError("the connection is closed\n[SQL: SELECT 1]")))
    gc.collect()
    assert [(record.levelname, record.getMessage(), record.exc_info) for record in caplog.records] == [
        (
            "WARNING",
            "a step failed while the program was being stopped: ConnectionError: the connection is closed",
            None,
        )
    ]
    assert unheard == []
