"""Our side: what `run` is made of, from the composition root. With `answers` it also speaks, windows wide open."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MethodType
from typing import Any

from bot import roles, wiring
from bot.configuration.settings import Settings
from bot.updates.work import Worker
from bot.wiring import App
from tests.bench.rig.feeder import TOKEN
from tests.bench.rig.tally import Tally

WIDE_OPEN = 10_000


def _counted(worker: Worker, tally: Callable[[int], None]) -> Worker:
    work_once = worker.work_once

    async def counted(_self: Worker) -> int:
        taken = await work_once()
        tally(taken)
        return taken

    worker.work_once = MethodType(counted, worker)  # type: ignore[method-assign]
    return worker


async def _work(app: App, tally: Tally) -> None:
    async with wiring.listening_bot(app, "work") as bot:
        await _counted(await wiring.worker(app, bot), tally.add).run()


async def main(api: str, url: str, answers: str, marks: str) -> None:
    with TemporaryDirectory(prefix="wangge-bench-") as folder:
        settings = Settings(
            bot_token=TOKEN,
            api_url=api,
            database_url=url,
            data_dir=Path(folder),
            send_per_second=WIDE_OPEN,
            send_per_chat_second=WIDE_OPEN,
            send_per_group_minute=WIDE_OPEN,
        )
        for name in ("listen", "work", "speak"):
            roles.load(name)
        async with wiring.app(settings) as app, asyncio.TaskGroup() as together:
            together.create_task(roles.listen(app))
            together.create_task(_work(app, Tally.of(marks)))
            if answers == "answers":
                together.create_task(roles.speak(app))


async def until_told(running: Coroutine[Any, Any, None]) -> None:
    """SIGTERM ends it the orderly way."""
    task = asyncio.ensure_future(running)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with suppress(asyncio.CancelledError):
        await task


if __name__ == "__main__":
    asyncio.run(until_told(main(*sys.argv[1:])))
