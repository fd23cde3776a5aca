"""Verb `demo`."""

import argparse
import asyncio
import os
import signal
import sys
import webbrowser
from typing import Any

from locales.translator import Translator

PORT = 8600


def add_parser(verbs: Any, t: Translator) -> None:
    parser = verbs.add_parser("demo", help=t.plain("try everything: sandbox, bot and a seeded street, no token needed"))
    parser.add_argument("--port", type=int, default=PORT, help=t.plain("where the page is served"))
    parser.add_argument("--no-browser", action="store_true", help=t.plain("do not open the page"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, t: Translator) -> int:
    from bot import logs
    from bot.configuration import settings

    loaded = settings.load({name: os.environ[name] for name in ("LOCALE", "TIMEZONE") if name in os.environ})
    logs.set_up(loaded.log_format)
    asyncio.run(_show(args, loaded, t))
    return 0


async def _show(args: argparse.Namespace, loaded: Any, t: Translator) -> None:
    from bot.demo.running import running

    print(t.plain("Starting the demo…"), flush=True)
    async with running(loaded, port=args.port) as demo:
        print(t.plain("Open {address} in a browser. Ctrl-C ends the demo.", address=demo.address), flush=True)
        if not args.no_browser and _has_a_screen():
            webbrowser.open(demo.address)
        stop = asyncio.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
        await stop.wait()


def _has_a_screen() -> bool:
    """On a machine without one, a browser in the terminal would take the terminal over."""
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
