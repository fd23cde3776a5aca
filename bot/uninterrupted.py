"""Steps that are not cut in half when the program stops."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from bot.logs import brief

T = TypeVar("T")
log = logging.getLogger(__name__)


async def uninterrupted(step: Coroutine[Any, Any, T]) -> T:
    """Awaits `step`; a cancellation that comes meanwhile waits until it is done, and is what is raised then."""
    task = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("a step failed while the program was being stopped: %s", brief(error))
        raise
