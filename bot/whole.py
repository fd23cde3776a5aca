"""Steps that are not cut in half when the program stops."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def whole(step: Coroutine[Any, Any, T]) -> T:
    """Awaits `step`; a cancellation that comes meanwhile waits until it is done."""
    task = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
