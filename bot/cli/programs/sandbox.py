"""Verb `sandbox`: the Bot API stand-in alone, for whatever bot wants to try itself on it."""

import argparse
import asyncio
import signal
from typing import Any

from locales.translator import Translator

PORT = 8601


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("sandbox", help=t.plain("only the stand-in for Telegram and its page, for another bot"))
    parser.add_argument("--port", type=int, default=PORT, help=t.plain("where the page and the Bot API are served"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    asyncio.run(_serve(args.port, t))
    return 0


async def _serve(port: int, t: Translator) -> None:
    from bot.errors import needed
    from sandbox.server import Sandbox

    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    sandbox = Sandbox()
    try:
        with needed("--port", OverflowError):
            address = await sandbox.start(port)
        print(t.plain("Open {address} in a browser. Ctrl-C ends the sandbox.", address=address))
        print(f"TELEGRAM_API_URL={address}")
        print(f"BOT_TOKEN={sandbox.world.add_bot().token}", flush=True)
        await stop.wait()
    finally:
        await sandbox.stop()
